// What the query of the page's address asks for, by links of teachers and by tests.

import { isSize, type Size } from '#src/lessons/lesson.ts';

export interface Address {
  /** ?size=nano and the like: for a teacher who knows the machines of the room. */
  readonly size: Size | undefined;
  /** ?kernels=tile32,block8: variants by name, as they stand: the worker refuses those that it does not know. */
  readonly kernels: string | undefined;
}

export function addressOf(query: string): Address {
  const asked = new URLSearchParams(query);
  const size = asked.get('size') ?? '';
  return { size: isSize(size) ? size : undefined, kernels: asked.get('kernels') ?? undefined };
}
