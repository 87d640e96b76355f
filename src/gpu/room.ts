// Allocating beside what already trains: a driver that has no room left refuses, and training must not notice.

import type { Refusal } from '#src/words/message.ts';

/** What `make` makes; or, if the GPU has no room for it, this refusal, and everything given back. */
export async function inRoom<T extends { destroy(): void }>(
  device: GPUDevice,
  refused: () => Refusal,
  make: () => Promise<T>,
): Promise<T> {
  device.pushErrorScope('out-of-memory');
  const making = make();
  const [outcome] = await Promise.allSettled([making]);
  if (!(await device.popErrorScope())) return making;
  if (outcome.status === 'fulfilled') outcome.value.destroy();
  throw refused();
}
