// When the GPU has done everything submitted so far.

/** Resolves within a millisecond of the end; the empty submit is for Firefox, see src/gpu/readback.ts. */
export async function finished(device: GPUDevice): Promise<void> {
  const done = device.queue.onSubmittedWorkDone();
  device.queue.submit([]);
  await done;
}
