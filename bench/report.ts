// The JSON that the bench prints. Times are medians; what could not be measured is null, and `reason` says why.

import type { Limits } from './limits/limits.ts';
import type { Workload } from './workloads.ts';

export interface Report extends Adapter {
  readonly where: string; // versions of Node or the browser, and the system
  readonly date: string; // ISO 8601, of the start
  readonly workloads: readonly Row[];
  readonly notes?: readonly string[]; // what was asked for and is missing
}

export interface Adapter {
  readonly adapter: string;
  readonly software: boolean; // a CPU that plays GPU
  readonly limits: Limits;
}

/** A workload, its size, and what each contender made of it. */
export interface Row extends Workload {
  readonly replicas: number;
  readonly plateau: Figures;
  /** By name; only where R = 1, and only with --peers. */
  readonly peers?: Readonly<Record<string, PeerFigures>>;
  /** R separate runs over these R at once: how many times faster replicas are. Only where R = 1 was measured too. */
  readonly againstSeparate?: number;
}

export interface Figures {
  readonly msPerStep: number | null; // of all replicas together
  readonly spread: { readonly min: number; readonly max: number } | null; // of msPerStep
  readonly repeats: number; // measurements that the median is of
  readonly stepsPerRepeat: number;
  readonly tokensPerSecond: number | null; // of all replicas together
  readonly dispatchesPerStep: number | null;
  readonly dispatchesPerLayer: number | null;
  readonly firstLossSeconds: number | null;
  readonly peakBytes: number | null;
  /** Of the time of a step, what its work would take at each limit of the adapter. */
  readonly fmaShare: number | null;
  readonly copyShare: number | null;
  readonly dispatchShare: number | null;
  /** Of the first steps, at most ten; only where contenders are compared. */
  readonly losses?: readonly number[];
  readonly how?: string; // the kernels that were used, or how steps were driven, where there was a choice
  readonly reason?: string;
}

export interface PeerFigures extends Figures {
  /** The peer's milliseconds over Plateau's: how many times faster Plateau is. */
  readonly timesPlateau: number | null;
  /** The largest difference between its losses and Plateau's, of the steps that both have. */
  readonly lossGap: number | null;
  readonly adapter?: string; // where it is not that of the report
}

/** Four digits: more would pretend. */
export function rounded(value: number): number;
export function rounded(value: number | null): number | null;
export function rounded(value: number | null): number | null {
  return value && Number(value.toPrecision(4));
}

export function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
