// Where the time of a step goes, kernel by kernel, and how close each comes to what the adapter can do: --profile.

import { Kernels } from '../src/gpu/kernel.ts';
import type { Profile } from '../src/graph/plan.ts';
import { byKernel, type KernelTime } from '../src/graph/profile.ts';
import { tune } from '../src/tuning/tune.ts';
import { cohortOf } from './contenders/plateau.ts';
import type { Limits } from './limits/limits.ts';
import { measureAdapter, plan, type MeasureOptions, type PlannedRow } from './measure.ts';
import { rounded, type Adapter } from './report.ts';
import { openWatched } from './watched-device.ts';
import { armOf, type Workload } from './workloads.ts';

export interface ProfileReport extends Adapter {
  readonly where: string;
  readonly date: string;
  readonly profiles: readonly ProfiledRow[];
}

export interface ProfiledRow extends Workload {
  readonly replicas: number;
  readonly method?: Profile['method'];
  readonly resolutionMicroseconds?: number; // between two ticks of the clock
  readonly msPerStep: number | null; // a whole step, as in training
  readonly msOfKernels: number | null;
  readonly explained: number | null; // the second over the first
  readonly kernels: readonly ProfiledKernel[]; // slowest first
  readonly reason?: string;
}

export interface ProfiledKernel extends KernelTime {
  readonly gflops: number | null; // billions of counted operations per second
  readonly fmaShare: number | null; // of the adapter's peak
  readonly gbs: number; // billions of bytes of bound tensors per second
  readonly copyShare: number | null; // of the speed of a copy
}

const warmUp = 20; // steps: the first ones of a run are not like the others

/** Everything in one place. */
export async function profile(
  gpu: GPU,
  options: MeasureOptions,
  progress: (line: string) => void,
): Promise<Omit<ProfileReport, 'where'>> {
  const date = new Date().toISOString();
  const adapter = await measureAdapter(gpu, options, progress);
  const profiles: ProfiledRow[] = [];
  for (const planned of plan(options, adapter)) profiles.push(await profilePlanned(gpu, planned, adapter, progress));
  return { date, ...adapter, profiles };
}

/** On a device of its own. What fails has its reason in the row. */
export async function profilePlanned(
  gpu: GPU,
  { workload, replicas }: PlannedRow,
  { limits }: Adapter,
  progress: (line: string) => void,
): Promise<ProfiledRow> {
  progress(`${workload.name}, ${replicas === 1 ? '1 replica' : `${replicas} replicas`}: its kernels`);
  const { device, kind, check, close } = await openWatched(gpu);
  try {
    const kernels = new Kernels(device);
    kernels.tuning = await tune(kernels, kind, { arms: [armOf(workload)], replicas });
    const cohort = await cohortOf(kernels, workload, replicas);
    await cohort.train(warmUp);
    const found = await cohort.profile();
    check();
    await cohort.destroy();
    return rowOf(workload, replicas, found, limits);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...workload, replicas, ...nothing, reason };
  } finally {
    close();
  }
}

const nothing = { msPerStep: null, msOfKernels: null, explained: null, kernels: [] };

function rowOf(workload: Workload, replicas: number, profile: Profile, limits: Limits): ProfiledRow {
  const { method, resolution, whole, dispatches } = profile;
  const total = dispatches.reduce((sum, d) => sum + d.milliseconds, 0);
  return {
    ...workload,
    replicas,
    method,
    resolutionMicroseconds: rounded(1000 * resolution),
    msPerStep: rounded(whole),
    msOfKernels: rounded(total),
    explained: rounded(total / whole),
    kernels: byKernel(dispatches, true).map((k) => againstLimits(k, limits)),
  };
}

export function againstLimits(kernel: KernelTime, { fmaGflops, copyGBs }: Limits): ProfiledKernel {
  const { milliseconds, flops, bytes, share } = kernel;
  const perSecond = (amount: number): number => (milliseconds > 0 ? amount / milliseconds / 1e6 : 0);
  return {
    ...kernel,
    milliseconds: rounded(milliseconds),
    share: rounded(share),
    gflops: flops === undefined ? null : rounded(perSecond(flops)),
    fmaShare: flops === undefined || !fmaGflops ? null : rounded(perSecond(flops) / fmaGflops),
    gbs: rounded(perSecond(bytes)),
    copyShare: copyGBs ? rounded(perSecond(bytes) / copyGBs) : null,
  };
}

const none = '–';
const number = (value: number | null, digits = 3): string =>
  value === null ? none : value.toLocaleString('en', { maximumSignificantDigits: digits });
const percent = (share: number | null): string => (share === null ? none : `${number(100 * share, share < 1 ? 2 : 3)} %`);

const columns: readonly { readonly title: string; readonly cell: (kernel: ProfiledKernel) => string }[] = [
  { title: 'kernel', cell: (k) => k.kernel },
  { title: 'launches', cell: (k) => String(k.launches) },
  { title: 'ms', cell: (k) => number(k.milliseconds) },
  { title: 'share', cell: (k) => percent(k.share) },
  { title: 'GFLOP/s', cell: (k) => number(k.gflops) },
  { title: 'of FMA', cell: (k) => percent(k.fmaShare) },
  { title: 'GB/s', cell: (k) => number(k.gbs) },
  { title: 'of copy', cell: (k) => percent(k.copyShare) },
];

export function profileTable({ where, adapter, software, limits, profiles }: ProfileReport): string {
  return [
    `${adapter}${software ? ' (software)' : ''}, ${where}`,
    `limits: ${number(limits.fmaGflops)} GFLOP/s, copy ${number(limits.copyGBs)} GB/s, ${number(limits.dispatchMicroseconds)} µs per dispatch`,
    ...(limits.reason === undefined ? [] : [limits.reason]),
    ...profiles.flatMap((row) => ['', ...linesOf(row)]),
  ].join('\n');
}

function linesOf(row: ProfiledRow): string[] {
  const { name, replicas, msPerStep, msOfKernels, explained, method, resolutionMicroseconds, kernels, reason } = row;
  if (reason !== undefined) return [`${name}, R = ${replicas}: ${reason}`];
  const texts = columns.map(({ title, cell }, i) => {
    const column = [title, ...kernels.map(cell)];
    const width = Math.max(...column.map((text) => text.length));
    return column.map((text) => (i === 0 ? text.padEnd(width) : text.padStart(width)));
  });
  return [
    `${name}, R = ${replicas}: a step takes ${number(msPerStep)} ms, its kernels one by one ${number(msOfKernels)} ms, ${percent(explained)} of it`,
    `by ${method}, in ticks of ${number(resolutionMicroseconds ?? null)} µs`,
    ...['', ...kernels].map((_, line) => texts.map((column) => column[line]!).join('  ')),
  ];
}
