// Parameters as tensors of their own, without padding, out of an arena on the CPU and back.

import { refuse } from '#src/words/message.ts';
import { size, type Parameter } from './graph.ts';
import { eachTrue } from './initial.ts';
import { arenaLayout } from './weights.ts';

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** All parameters of one replica out of an arena on the CPU, without padding. */
export function unpack(list: readonly Parameter[], replicas: number, arena: Float32Array, replica: number): NamedTensor[] {
  const { slices } = arenaLayout(list, replicas);
  return list.map((p) => {
    const start = slices.get(p.name)!.offset / 4 + replica * size(p.shape);
    const data = new Float32Array(size(p.trueShape));
    eachTrue(p, (index, at) => (data[index] = arena[start + at]!));
    return { name: p.name, shape: p.trueShape, data };
  });
}

/** The arena of a single replica from its tensors; names and shapes must be those of the model. */
export function pack(list: readonly Parameter[], tensors: readonly NamedTensor[]): Float32Array<ArrayBuffer> {
  const { slices, bytes } = arenaLayout(list, 1);
  const arena = new Float32Array(bytes / 4);
  for (const p of list) {
    const found = tensors.find((t) => t.name === p.name);
    if (!found || found.shape.join() !== p.trueShape.join())
      throw refuse('tensorMissing', { name: p.name, shape: p.trueShape.join(', ') });
    const start = slices.get(p.name)!.offset / 4;
    eachTrue(p, (index, at) => (arena[start + at] = found.data[index]!));
  }
  return arena;
}
