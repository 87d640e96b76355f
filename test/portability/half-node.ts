// Half-precision storage in Dawn, whose WGSL compiler is Tint.

import { dawn } from '../../scripts/dawn.ts';
import { answer } from './answer.ts';
import { halfFeatures, measureHalf } from './half.ts';

const line = await answer(dawn(), halfFeatures, measureHalf);
// The process ends as soon as this module is done: what is still on its way through a pipe would be lost.
await new Promise((resolve) => process.stdout.write(line, resolve));
