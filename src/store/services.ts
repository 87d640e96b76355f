// What the page is connected to: the training worker, the experiments and set-ups on disk. Given once at start, replaced in tests.

import type { RunKey } from '#src/experiment/comparison.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { FitOptions, FitReport } from '#src/science/fit/fit-points.ts';
import type { FitPoint } from '#src/science/fit/points.ts';
import type { Verdict } from '#src/science/verdict/verdict.ts';
import type * as experiments from '#src/storage/experiments.ts';
import type * as setups from '#src/storage/setups.ts';
import { messageOf, sentenceOf } from '#src/words/message.ts';
import type { TrainingWorker } from '#workers/protocol.ts';

/** The part of src/storage/experiments.ts that the page uses. */
export interface Experiments
  extends
    Reading,
    Pick<
      typeof experiments,
      | 'listExperiments'
      | 'damagedExperiments'
      | 'renameExperiment'
      | 'saveMarks'
      | 'deleteExperiment'
      | 'restoreExperiment'
      | 'onExperimentsChanged'
      | 'storageKind'
    > {}

/** How far a task is, and how it is given up. */
export interface Watched {
  readonly told: (share: number) => void; // 0 to 1
  readonly signal: AbortSignal;
}

/** What differs where a worker reads, or is loaded when it is asked for (src/store/by-pieces.ts). */
interface Reading {
  exportRecord(record: ExperimentRecord): Promise<string>;
  loadExperiment(id: string, watched?: Watched): Promise<ExperimentRecord | undefined>;
  /** Adds a run from a file. */
  importRecord(json: Blob | string, watched?: Watched): Promise<ExperimentRecord>;
  // Of records of which the page holds a part only (src/store/part.ts); undefined if it holds all of them.
  wholeFile(record: ExperimentRecord, format: 'json' | 'csv' | 'sheet' | 'md'): Promise<Blob | undefined>;
  wholeVerdict(record: ExperimentRecord): Promise<Verdict | undefined>;
  /** A scaling law of points; undefined fields of it are told as refusals. */
  fit(points: readonly FitPoint[], options: FitOptions): Promise<FitReport>;
  wholeComparison(records: readonly ExperimentRecord[], runs: readonly RunKey[]): Promise<ExperimentRecord | undefined>;
}

export type Setups = typeof setups;

export interface Services {
  readonly worker: TrainingWorker;
  readonly experiments: Experiments;
  /** Another worker in place of one that broke. */
  readonly renew?: () => TrainingWorker;
  readonly setups: Setups;
  /** What was recorded of a lesson, at this size or at another; undefined if nothing was. */
  readonly recordings?: (lesson: string, size: string) => Promise<ExperimentRecord | undefined>;
  /** Whether something was at this size. */
  readonly isRecorded?: (lesson: string, size: string) => boolean;
}

let connected: Services | undefined;

export function setServices(services: Services): void {
  connected = services;
}

export function services(): Services {
  if (!connected) throw new Error('The page is not connected to its worker yet.');
  return connected;
}

/** The sentence in whatever was thrown. */
export const sentence = (error: unknown): string => sentenceOf(messageOf(error));
