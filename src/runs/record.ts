// What is kept and exported of an experiment: its question, its arms, and the curve of every replica.
// The same object is the exported JSON, version 1. Losses are nats per token.

import type { ArmConfig } from '#src/model/config.ts';

export const recordVersion = 1;

export type ReplicaStatus = 'waiting' | 'training' | 'finished' | 'diverged' | 'stopped';

/** [step, loss] pairs in ascending order of step; only finite losses (a diverged step is told by the status). */
export type Curve = [step: number, loss: number][];

export interface ReplicaRecord {
  seed: number;
  train: Curve; // mean loss of the training batches since the point before
  validation: Curve; // held-out text: a fixed subset on the way, all windows at the end
  tokens: number; // trained on so far
  seconds: number; // GPU time of the plan this replica trained in, shared with its other replicas
  secondsShare: number; // the same divided by the number of replicas in the plan
  status: ReplicaStatus;
  reason?: string; // one sentence, when diverged or stopped
}

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
}

export interface DeviceRecord {
  adapter: string; // "nvidia hopper", "google swiftshader"
  software: boolean;
  where: string; // user agent, or "node v20"
  kernels?: string; // the variants that were used (src/gpu/tuning.ts); older records do not say
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
  data: { name: string; licence: string; characters: number; vocab: number; validationTokens: number };
  references: ReferenceLine[];
  arms: ArmRecord[];
}
