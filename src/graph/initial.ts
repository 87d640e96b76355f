// What a parameter holds before anything is trained.

import { normal, streamOf } from '#src/data/random.ts';
import { size, type Init, type Parameter } from './graph.ts';

/** A parameter's start values, padded rows and columns zero. Drawn by name, so arms share what they have in common. */
export function initialValues(p: Parameter, seed: number): Float32Array {
  const values = new Float32Array(size(p.shape));
  const draw = drawer(p.init, seed, p.name);
  eachTrue(p, (index, at) => (values[at] = draw(index)));
  return values;
}

/** Visits what is not padding: its index in the true shape, and where it lies in the padded one. */
export function eachTrue(p: Parameter, visit: (index: number, at: number) => void): void {
  const columns = p.trueShape.at(-1)!;
  const stride = p.shape.at(-1)!;
  const count = size(p.trueShape);
  for (let index = 0; index < count; index++) visit(index, Math.floor(index / columns) * stride + (index % columns));
}

function drawer(init: Init, seed: number, name: string): (index: number) => number {
  if ('values' in init) return (index) => init.values[index % init.values.length]!;
  if (init.normal === 0) return () => 0;
  const stream = streamOf(name);
  return (index) => init.normal * normal(seed, stream, index);
}
