// The measuring itself, the same in Node and in a page: first the limits of the adapter, then each workload by each contender.

import { modelConfig } from '#src/model/config.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import type { Contender, Opened, Training } from './contenders/contender.ts';
import { plateau } from './contenders/plateau.ts';
import { measureLimits, type Limits } from './limits/limits.ts';
import type { Figures, Report, Row } from './report.ts';
import { openWatched } from './watched-device.ts';
import { armOf, workloads, type Workload } from './workloads.ts';

export interface MeasureOptions {
  readonly workloads: readonly string[]; // names
  readonly replicas: readonly number[];
  readonly repeats?: number; // exactly so many; without it as many as time allows
  readonly limitSeconds: number; // for each limit, about
}

export const defaults: MeasureOptions = { workloads: workloads.map((w) => w.name), replicas: [1, 8], limitSeconds: 1.5 };

const contenders: readonly Contender[] = [plateau];

const repeatMilliseconds = 400; // one measurement, about; a slow step may take longer
const mostSteps = 1000;
const [fewestRepeats, mostRepeats] = [3, 15];
/** A row goes on to `mostRepeats` for the first of these seconds, to `fewestRepeats` up to the second. */
const [patience, limitOfPatience] = [8, 60];

export async function measure(gpu: GPU, options: MeasureOptions, progress: (line: string) => void): Promise<Omit<Report, 'where'>> {
  const date = new Date().toISOString();
  const watched = await openWatched(gpu);
  const { adapter, software } = watched;
  progress(`${adapter}${software ? ' (software)' : ''}: its limits`);
  let limits = await measureLimits(watched.device, options.limitSeconds);
  try {
    watched.check();
  } catch (error) {
    limits = { fmaGflops: null, copyGBs: null, dispatchMicroseconds: null, reason: messageOf(error) };
  }
  watched.close();
  const rows: Row[] = [];
  for (const name of options.workloads) {
    const workload = workloads.find((w) => w.name === name);
    if (!workload) throw new Error(`There is no workload “${name}”: choose ${workloads.map((w) => w.name).join(', ')}.`);
    for (const replicas of options.replicas) {
      progress(`${name}, ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`);
      const entries = await Promise.all([]);
      void entries;
      rows.push({ ...workload, replicas, ...(await measureRow(gpu, workload, replicas, limits, options.repeats)) });
    }
  }
  return { date, adapter, software, limits, workloads: rows };
}
