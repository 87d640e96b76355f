// Times launches without the GPU's clock: each kind of them so often in a row that the time until the GPU is done says how long
// one takes. Slower than timestamps and less true, since nothing else is in the caches then.

import { submitInPieces, type Launch } from './launch.ts';

const shortest = 5; // milliseconds of a row
const most = 1 << 14; // launches of a row
const [rows, longEnough] = [3, 500]; // the best of so many rows counts; a row of so many milliseconds needs no other

/** Milliseconds of each launch. Before a row, `reset` and the launches before it bring its buffers to what they are in use. */
export async function timeByRepetition(
  device: GPUDevice,
  launches: readonly Launch[],
  reset: () => void,
  pieces: number,
): Promise<number[]> {
  const empty = await fenceTime(device);
  const known = new Map<string, number>();
  for (const [i, launch] of launches.entries()) {
    if (known.has(launch.key)) continue;
    const row = async (count: number): Promise<number> => {
      reset();
      submitInPieces(device, launches.slice(0, i), pieces);
      await finished(device);
      const started = performance.now();
      submitInPieces(device, Array<Launch>(count).fill(launch), 1);
      await finished(device);
      return Math.max(0, performance.now() - started - empty);
    };
    let count = 1;
    let took = await best(() => row(count));
    while (took < shortest && count < most) {
      const longer = took > 0 ? Math.ceil((1.5 * shortest * count) / took) : most;
      count = Math.min(most, longer, 16 * count);
      took = await best(() => row(count));
    }
    known.set(launch.key, took / count);
  }
  return launches.map(({ key }) => known.get(key)!);
}

/** Whoever else uses the machine makes a row longer, never shorter. */
async function best(row: () => Promise<number>): Promise<number> {
  let found = Infinity;
  for (let i = 0; i < rows && (i === 0 || found < longEnough); i++) found = Math.min(found, await row());
  return found;
}

/** Milliseconds until the GPU says that it had nothing to do. */
export async function fenceTime(device: GPUDevice): Promise<number> {
  await finished(device);
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const started = performance.now();
    await finished(device);
    times.push(performance.now() - started);
  }
  return median(times);
}

/** Resolves when the GPU has done everything submitted so far; the empty submit is for Firefox, see readback.ts. */
export async function finished(device: GPUDevice): Promise<void> {
  const done = device.queue.onSubmittedWorkDone();
  device.queue.submit([]);
  await done;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
