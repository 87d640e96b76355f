// Which tensors a dispatch reads, and which it writes.

import type { Dispatch, Tensor } from './graph.ts';

export interface Access {
  readonly tensor: Tensor; // of a view, what it looks at
  readonly writes: boolean; // its shader declares it read_write
}

export const accessesOf = ({ shader, bind }: Dispatch): Access[] =>
  Object.entries(bind).map(([name, t]) => ({
    tensor: t.view?.of ?? t,
    writes: new RegExp(`\\bread_write>\\s*${name}\\s*:`).test(shader.code),
  }));
