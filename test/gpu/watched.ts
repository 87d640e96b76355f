// The errors that no test asked for: those of submitted work arrive late, and must fail the test that caused them.

const devices: GPUDevice[] = [];
const errors: string[] = [];

/** From now on, errors of the device that nobody captures are kept. */
export function watch(device: GPUDevice): void {
  devices.push(device);
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    errors.push(event.error.message);
  });
}

/** The errors of all that was submitted until now, each told once. */
export async function uncapturedErrors(): Promise<string[]> {
  for (const device of devices) await device.queue.onSubmittedWorkDone().catch(() => undefined);
  return errors.splice(0);
}
