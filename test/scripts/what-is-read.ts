// What is read off the shader of every dispatch of every model. Runs as a test does and as the build does: read-shaders.test.ts.

import { reflect } from '#src/gpu/reflection.ts';
import { accessesOf } from '#src/graph/access.ts';
import { everyDispatch } from '../model/every-dispatch.ts';

export { declarationsOf } from '#src/gpu/declarations.ts';
export { assembled } from '#src/ops/shader.ts';

export const whatIsRead = (['f32', 'f16'] as const).flatMap((storage) =>
  [...everyDispatch(storage, true)].map(([name, d]) => ({
    name,
    declared: reflect(d.shader),
    accesses: accessesOf(d).map(({ tensor, writes }) => [tensor.name, writes]),
  })),
);
