// Allocating beside what already trains: a driver that has no room left refuses, and training must not notice.

/** What `make` makes; or, if the GPU has no room for it, an error with this sentence, and everything given back. */
export async function inRoom<T extends { destroy(): void }>(
  device: GPUDevice,
  sentence: string,
  make: () => Promise<T>,
): Promise<T> {
  device.pushErrorScope('out-of-memory');
  const making = make();
  const [outcome] = await Promise.allSettled([making]);
  if (!(await device.popErrorScope())) return making;
  if (outcome.status === 'fulfilled') outcome.value.destroy();
  throw new Error(sentence);
}
