// What a session tells whoever listens: the page through the worker, or the command line.

import type { InsideFrame } from '#src/experiment/inside.ts';
import type { ExperimentRecord, FloorLine, RunStatus } from '#src/experiment/record.ts';
import type { Message } from '#src/words/message.ts';

/** New points of one curve. Arrays are transferred, not copied. */
export interface CurvePoints {
  readonly arm: number;
  readonly run: number;
  readonly kind: 'train' | 'validation';
  readonly steps: Float64Array;
  readonly losses: Float64Array;
}

export interface ArmProgress {
  readonly arm: number;
  readonly training: number; // of the runs that train now; those of earlier trainings have ended
  readonly step: number; // of this training
  readonly steps: number;
  readonly seconds: number; // GPU time of the plan so far
  readonly secondsShare: number; // divided by its runs
  readonly tokensPerSecond: number; // over all runs of the arm
  readonly dispatchesPerStep: number;
  readonly statuses: readonly RunStatus[]; // of all runs
  readonly finals: readonly (number | undefined)[]; // of all runs, when they have ended
}

export interface Progress {
  readonly arms: readonly ArmProgress[];
  readonly secondsLeft: number;
  readonly bytes: number; // GPU memory held
}

export interface Sample {
  readonly arm: number;
  readonly seed: number;
  readonly step: number;
  readonly text: string;
}

/** preparing → training ⇄ paused → finished; stopped carries a sentence and may be resumable. */
export interface SessionState {
  readonly phase: 'idle' | 'preparing' | 'training' | 'paused' | 'finished' | 'stopped';
  readonly message?: Message; // what is prepared, or why it stopped
  readonly resumable?: boolean;
}

/** Implemented by the page, called by the worker through a comlink proxy. Calls come at most 20 times a second. */
export interface SessionListener {
  /** The record the session writes to, with empty curves when new and full curves when resumed. Sent once, first. */
  begun(record: ExperimentRecord): void;
  state(state: SessionState): void;
  progress(progress: Progress): void;
  points(points: CurvePoints[]): void;
  samples(samples: Sample[]): void;
  /** The floors of the data, the chart's dashed lines, computed while training has begun. Sent once. */
  floors(lines: FloorLine[]): void;
  /** New values inside the models; only while `inspect` has asked for them. */
  inside(frames: InsideFrame[]): void;
  /** What cannot be kept on this machine just now, and why; undefined once everything is kept again. */
  keeping(problem: Message | undefined): void;
}
