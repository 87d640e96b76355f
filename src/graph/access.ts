// Which tensors a dispatch reads, and which it writes.

import { writtenBy } from '#src/gpu/reflection.ts';
import type { Dispatch, Tensor } from './graph.ts';

export interface Access {
  readonly tensor: Tensor; // of a view, what it looks at
  readonly writes: boolean; // its shader declares it read_write
}

export function accessesOf({ shader, bind }: Dispatch): Access[] {
  const written = writtenBy(shader);
  return Object.entries(bind).map(([name, t]) => ({ tensor: t.view?.of ?? t, writes: written.has(name) }));
}
