// What the bench can time: something that trains a workload. Plateau is one; each peer is one more file beside it.

import type { Workload } from '../workloads.ts';

export interface Contender {
  readonly name: string;
  /** Repeats that must do where a step takes longer than five seconds; without it as many as everyone else makes. */
  readonly repeatsWhenSlow?: number;
  /** Gets ready what no clock counts: loads a library, opens a device. Fresh for every workload, so pipelines are cold. */
  open(gpu: GPU): Promise<Opened>;
}

export interface Opened {
  readonly adapter: string;
  /** From nothing to a model that can train; the clock runs. */
  build(workload: Workload, replicas: number): Promise<Training>;
  /** Bytes of GPU buffers alive at most; null where a library does not tell. */
  peakBytes(): number | null;
  close(): Promise<void>;
}

export interface Training {
  /** Null where a library does not tell, or before `settle` has counted. */
  readonly dispatchesPerStep: number | null;
  readonly dispatchesPerLayer: number | null;
  /** Bytes of all tensors that dispatches read or write, each once per dispatch; null where unknown. */
  readonly trafficPerStep: number | null;
  /** How the steps are driven, where there was a choice. */
  readonly how?: string;
  /** Trains `count` steps the way the library is meant to be used; resolves with the last loss, read back. */
  train(count: number): Promise<number>;
  /** Once, when everything is compiled and before the clock runs: counts what a step costs, finds its fastest way to be driven. */
  settle?(): Promise<void>;
}
