// The JSON that the bench prints. Times are medians; what could not be measured is null, and `reason` says why.

import type { Contender } from './contenders/contender.ts';
import type { Limits } from './limits/limits.ts';
import type { Workload } from './workloads.ts';

export interface Report {
  readonly where: string; // versions of Node or the browser, and the system
  readonly date: string; // ISO 8601, of the start
  readonly adapter: string;
  readonly software: boolean; // a CPU that plays GPU
  readonly limits: Limits;
  readonly workloads: readonly Row[];
}

/** A workload, its size, and what each contender made of it. */
export type Row = Workload & { readonly replicas: number } & { readonly [name in Contender['name']]: Figures };

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
  readonly reason?: string;
}

/** Four digits: more would pretend. */
export function rounded(value: number): number;
export function rounded(value: number | null): number | null;
export function rounded(value: number | null): number | null {
  return value && Number(value.toPrecision(4));
}
