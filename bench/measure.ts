// The measuring itself, the same in Node and in a page: first the limits of the adapter, then each workload by each contender.

import type { Contender } from './contenders/contender.ts';
import { plateau } from './contenders/plateau.ts';
import { measureLimits } from './limits/limits.ts';
import { rounded, type Adapter, type Report, type Row } from './report.ts';
import { measureRow } from './row.ts';
import { openWatched } from './watched-device.ts';
import { runsAlone, suited, workloads, type Workload } from './workloads.ts';

export interface MeasureOptions {
  readonly workloads?: readonly string[]; // names; without it those that suit the adapter
  readonly replicas: readonly number[];
  readonly repeats?: number; // exactly so many; without it as many as time allows
  readonly limitSeconds?: number; // for each limit, about
  readonly peers?: boolean;
}

export interface PlannedRow {
  readonly workload: Workload;
  readonly replicas: number;
}

type Progress = (line: string) => void;

/** Everything in one place, without peers. */
export async function measure(gpu: GPU, options: MeasureOptions, progress: Progress): Promise<Omit<Report, 'where'>> {
  const date = new Date().toISOString();
  const adapter = await measureAdapter(gpu, options, progress);
  const rows: Row[] = [];
  for (const planned of plan(options, adapter)) rows.push(await measurePlanned(gpu, planned, options, adapter, progress));
  return { date, ...adapter, workloads: withReplicasCompared(rows) };
}

/** On a device of its own, so that nothing else is in the queue. */
export async function measureAdapter(gpu: GPU, options: MeasureOptions, progress: Progress): Promise<Adapter> {
  const { device, adapter, software, check, close } = await openWatched(gpu);
  progress(`${adapter}${software ? ' (software)' : ''}: its limits`);
  const limits = await measureLimits(device, options.limitSeconds ?? 2);
  try {
    check();
    return { adapter, software, limits };
  } catch (error) {
    const reason = (error as Error).message;
    return { adapter, software, limits: { fmaGflops: null, copyGBs: null, dispatchMicroseconds: null, reason } };
  } finally {
    close();
  }
}

/** The rows of the report, in order. */
export function plan(options: MeasureOptions, { software }: Pick<Adapter, 'software'>): PlannedRow[] {
  const named = options.workloads?.map((name) => {
    const workload = workloads.find((w) => w.name === name);
    if (!workload) throw new Error(`There is no workload “${name}”: choose ${workloads.map((w) => w.name).join(', ')}.`);
    return workload;
  });
  return (named ?? suited(software, options.peers ?? false)).flatMap((workload) =>
    options.replicas.filter((replicas) => replicas === 1 || !runsAlone(workload)).map((replicas) => ({ workload, replicas })),
  );
}

/** Peers take part where R = 1: none of them trains several replicas at once. */
export async function measurePlanned(
  gpu: GPU,
  { workload, replicas }: PlannedRow,
  { repeats, peers = false }: MeasureOptions,
  adapter: Adapter,
  progress: Progress,
  others: readonly Contender[] = [],
): Promise<Row> {
  const contenders = [plateau, ...(replicas === 1 ? others : [])];
  const who = contenders.length > 1 ? `, by ${contenders.map((each) => each.name).join(', ')}` : '';
  progress(`${workload.name}, ${replicas === 1 ? '1 replica' : `${replicas} replicas`}${who}`);
  // A comparison takes the time it needs.
  const terms = { repeats, fewest: peers ? 5 : 3, limitMilliseconds: peers ? Infinity : 60_000 };
  return { ...workload, replicas, ...(await measureRow(gpu, workload, replicas, adapter, terms, contenders)) };
}

/** R replicas at once against R runs one after another, where both were measured. */
export function withReplicasCompared(rows: readonly Row[]): Row[] {
  return rows.map((row) => {
    const single = rows.find(({ name, replicas }) => name === row.name && replicas === 1)?.plateau.msPerStep;
    const together = row.plateau.msPerStep;
    if (row.replicas === 1 || !single || !together) return row;
    return { ...row, againstSeparate: rounded((row.replicas * single) / together) };
  });
}
