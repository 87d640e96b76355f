// Runs in Deno, whose WGSL compiler is naga.

import { answer } from './answer.ts';
import { measure } from './measure.ts';

console.log(await answer(navigator.gpu, {}, measure));
