// The measuring itself, the same in Node and in a page: first the limits of the adapter, then each workload by each contender.

import { measureLimits, type Limits } from './limits/limits.ts';
import type { Report, Row } from './report.ts';
import { measureRow } from './row.ts';
import { openWatched } from './watched-device.ts';
import { workloads } from './workloads.ts';

export interface MeasureOptions {
  readonly workloads: readonly string[]; // names
  readonly replicas: readonly number[];
  readonly repeats?: number; // exactly so many; without it as many as time allows
  readonly limitSeconds?: number; // for each limit, about
}

export async function measure(
  gpu: GPU,
  options: MeasureOptions,
  progress: (line: string) => void,
): Promise<Omit<Report, 'where'>> {
  const date = new Date().toISOString();
  const { adapter, software, limits } = await limitsOf(gpu, options.limitSeconds ?? 2, progress);
  const rows: Row[] = [];
  for (const name of options.workloads) {
    const workload = workloads.find((w) => w.name === name);
    if (!workload)
      throw new Error(`There is no workload “${name}”: choose ${workloads.map((w) => w.name).join(', ')}.`);
    for (const replicas of options.replicas) {
      progress(`${name}, ${replicas === 1 ? '1 replica' : `${replicas} replicas`}`);
      rows.push({ ...workload, replicas, ...(await measureRow(gpu, workload, replicas, limits, options.repeats)) });
    }
  }
  return { date, adapter, software, limits, workloads: rows };
}

/** On a device of its own, so that nothing else is in the queue. */
async function limitsOf(
  gpu: GPU,
  seconds: number,
  progress: (line: string) => void,
): Promise<{ adapter: string; software: boolean; limits: Limits }> {
  const { device, adapter, software, check, close } = await openWatched(gpu);
  progress(`${adapter}${software ? ' (software)' : ''}: its limits`);
  const measured = await measureLimits(device, seconds);
  try {
    check();
    return { adapter, software, limits: measured };
  } catch (error) {
    const reason = (error as Error).message;
    return { adapter, software, limits: { fmaGflops: null, copyGBs: null, dispatchMicroseconds: null, reason } };
  } finally {
    close();
  }
}
