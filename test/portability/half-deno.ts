// Half-precision storage in Deno, whose WGSL compiler is naga.

import { answer } from './answer.ts';
import { halfFeatures, measureHalf } from './half.ts';

console.log(await answer(navigator.gpu, halfFeatures, measureHalf));
