// What is kept and exported of an experiment: its question, its arms, and the curve of every replica.
// The same object is the exported JSON, version 2. Losses are nats per token, to six decimals.

import type { ArmConfig } from './settings.ts';

export const recordVersion = 2;

/** Losses are rounded where they are measured, so that the page, the disk and every export hold the same number. */
export const sixDecimals = (loss: number): number => Number(loss.toFixed(6));

export type ReplicaStatus = 'waiting' | 'training' | 'finished' | 'diverged' | 'stopped';

/** [step, loss] pairs in ascending order of step; only finite losses (a diverged step is told by the status). */
export type Curve = [step: number, loss: number][];

export interface ReplicaRecord {
  seed: number;
  train: Curve; // mean loss of the training batches since the point before
  validation: Curve; // held-out text: the same fixed windows at every look
  final?: number; // held-out loss after the last step, on many more windows; runs of version 1 have none
  batch: number; // replicas of one batch trained together: 0 at first, 1 and up for seeds that were added later
  device?: string; // the adapter, where a later batch trained on another one than the record names
  tokens: number; // trained on so far
  seconds: number; // GPU time of the plan this replica trained in, shared with its other replicas
  secondsShare: number; // the same divided by the number of replicas in the plan
  status: ReplicaStatus;
  reason?: string; // one sentence, when diverged or stopped
}

/** The held-out curve as it is drawn: its last point is the loss at the end, as measured on the most windows. */
export const curveToEnd = ({ validation, final }: Pick<ReplicaRecord, 'validation' | 'final'>): Curve => {
  const last = validation.at(-1);
  return last === undefined || final === undefined ? validation : [...validation.slice(0, -1), [last[0], final]];
};

export interface ArmRecord {
  name: string;
  config: ArmConfig;
  vocab: number;
  parameters: { core: number; embedding: number; head: number; scalars: number; total: number };
  flopsPerToken: number; // exact, forward and backward
  flopsPerToken6N: number; // the 6·N rule, N = core + head
  dispatchesPerStep: number;
  recomputed?: boolean; // activations were made once more in the backward pass, to save memory
  samples: { step: number; seed: number; text: string }[];
  replicas: ReplicaRecord[];
  inside?: InsideRecord;
  origin?: Origin; // in a comparison of kept runs: where this arm comes from
}

/** Nothing of it is left to train; a diverged seed has ended too. */
export const hasEnded = ({ arms }: { readonly arms: readonly Pick<ArmRecord, 'replicas'>[] }): boolean =>
  arms.every(({ replicas }) => replicas.every(({ status }) => status === 'finished' || status === 'diverged'));

/** What a trace measures: a learned shortcut weight, a gradient's norm, ‖Δw‖ / ‖w‖ of a step, the RMS of the stream. */
export type TraceKind = 'weight' | 'gradient' | 'update' | 'stream';

/** One number inside a model over time, mean over the seeds of its arm. */
export interface Trace {
  kind: TraceKind;
  group: string; // "a (stream)", "λ (first values)", "qkv", "embedding"; one per kind and layer
  layer: number; // from 0; −1 for what belongs to no block
  values: number[]; // one for each of `steps`
}

/** Captured while the visitor looked inside; arms that nobody looked into have none. */
export interface InsideRecord {
  steps: number[]; // ascending
  traces: Trace[];
}

/** The experiment that an arm of a comparison was taken from, with all that decides whether its numbers compare. */
export interface Origin {
  id: string;
  title: string;
  startedAt: string;
  device: DeviceRecord;
  data: DataRecord;
}

export interface DeviceRecord {
  adapter: string; // "nvidia hopper", "google swiftshader"
  software: boolean;
  where: string; // user agent, or "node v20"
  kernels?: string; // the variants that were used (src/gpu/tuning.ts); older records do not say
}

export interface DataRecord {
  name: string;
  licence: string;
  characters: number;
  vocab: number;
  validationTokens: number;
}

/** What the visitor wrote or chose about a run; changes no number. */
export interface RunMark {
  arm: number;
  replica: number;
  name?: string; // instead of its arm and seed
  note?: string;
  pinned?: boolean; // stays on top of the table
  hidden?: boolean; // not drawn; verdicts count it all the same
}

/** The same for an experiment and its runs. */
export interface Marks {
  note?: string;
  styles?: number[]; // of each arm: its place in the palette
  runs?: RunMark[];
}

/** Dashed lines the chart can draw, all in nats per token. */
export interface ReferenceLine {
  label: string; // "knows letter pairs"
  loss: number;
}

export interface ExperimentRecord {
  version: typeof recordVersion;
  id: string; // unique on this machine, sorts by time (identity.ts)
  experiment: string; // 'shortcuts' | 'parameters' | 'data' | 'own'
  title: string; // renamed by the visitor
  question: string;
  size: string; // 'nano' | 'standard' | 'large' | 'test' | 'own'
  startedAt: string; // ISO 8601
  updatedAt: string;
  status: 'training' | 'paused' | 'finished' | 'stopped';
  reason?: string; // one sentence, when stopped
  device: DeviceRecord;
  data: DataRecord;
  references: ReferenceLine[];
  baseline: number; // the arm that the others are compared with; chosen by the visitor
  marks?: Marks;
  arms: ArmRecord[];
}
