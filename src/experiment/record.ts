// What is kept and exported of an experiment: its question, its arms, and the curve of every run.
// The same object is the exported JSON, version 3. Losses are nats per token, to six decimals.

import type { Message } from '#src/words/message.ts';
import type { Asked, Prediction } from './asked.ts';
import type { ArmConfig } from './settings.ts';
import type { Tuned } from './sweep/tuned.ts';
import type { Sweep } from './sweep/sweep.ts';

export const recordVersion = 3;

/** Losses are rounded where they are measured, so that the page, the disk and every export hold the same number. */
export const sixDecimals = (loss: number): number => Number(loss.toFixed(6));

export type RunStatus = 'waiting' | 'training' | 'finished' | 'diverged' | 'stopped';

/** [step, loss] pairs in ascending order of step; only finite losses (a diverged step is told by the status). */
export type Curve = [step: number, loss: number][];

/** One arm trained with one seed. */
export interface RunRecord {
  seed: number;
  training: number; // which of the record's trainings it was part of
  plan?: number; // which of the plans of that training; older records do not say
  train: Curve; // mean loss of the training batches since the point before
  validation: Curve; // on held-out text, the same tokens at every evaluation
  heldOut?: HeldOutRecord; // which tokens; older runs do not say
  final?: number; // held-out loss after the last step, on the most tokens; runs of version 1 have none
  deciding?: Curve; // of a run that may stop early: its loss on held-out text of its own, which decides when and at which weights
  ends?: Curve; // [tokens, loss]: that loss on larger and larger sets, from that of the curve on; older runs have none
  tokens: number; // trained on so far
  seconds: number; // training time of the plan it trained in, without gaps, shared with the other runs of that plan
  secondsShare: number; // the same divided by the number of runs in the plan
  status: RunStatus;
  reason?: Message; // when diverged or stopped
}

/** What the points of a held-out curve were measured on: two losses compare if text and tokens are the same (src/data/held-out.ts). */
export interface HeldOutRecord {
  text: string; // a checksum, or the name of what was made up
  tokens: number; // that were scored
  context: number; // the most that stood before each of them
}

/** One stretch in which runs trained together: those that an experiment began with, or seeds that were added later. */
export interface TrainingRecord {
  startedAt?: string; // ISO 8601; of seeds that were added, versions 1 and 2 did not say
  device: DeviceRecord;
  separate?: boolean; // each arm in a plan of its own, so that their speeds compare
  /** What trained in the same launches, in turns with the other plans; older records do not say. */
  plans?: PlanRecord[];
}

/** How fast a plan was: decision 16. */
export interface PlanRecord {
  runs: number; // trained together
  /** Of each of `partsOfTime` equal parts of its steps: those that were timed, and their seconds. */
  times: [steps: number, seconds: number][];
}

export const partsOfTime = 32;

export interface ArmRecord {
  name: string;
  config: ArmConfig;
  tuned?: Tuned; // if its rate was the best of several that were tried
  vocab: number;
  parameters: { core: number; embedding: number; head: number; scalars: number; total: number };
  flopsPerToken: number; // exact, forward and backward
  flopsPerToken6N: number; // the 6·N rule, N = core + head
  dispatchesPerStep: number;
  recomputed?: boolean; // activations were made once more in the backward pass, to save memory
  samples: { step: number; seed: number; text: string }[];
  runs: RunRecord[];
  inside?: InsideRecord;
  filter?: FilterRecord; // where its text is filtered
  origin?: Origin; // in a comparison of kept runs: where this arm comes from
  data?: DataRecord; // where they are not those of the first arm, which the record describes
}

/**
 * What a small model left of the text of an arm (decision 28). The blocks themselves are kept, so that whoever goes on reads the same ones.
 * Clean are those that are not shuffled: the page shuffled them and knows, the small model did not.
 */
export interface FilterRecord {
  blocks: number; // of the text before
  kept: string; // which of them, four to a hexadecimal digit (src/data/altered/easiest-blocks.ts)
  keptBlocks: number;
  clean: number; // of all
  keptClean: number;
  flops: number; // to train the small model, and for it to read the text
  seconds: number;
}

/** Operations that an arm has taken for so many tokens, its filter included: each arm counts it, also where several share one. */
export const flopsAfter = ({ flopsPerToken, filter }: Pick<ArmRecord, 'flopsPerToken' | 'filter'>, tokens: number): number =>
  tokens * flopsPerToken + (filter?.flops ?? 0);

/** Nothing of it is left to train; a diverged seed has ended too. */
export const isEnded = ({ status }: Pick<RunRecord, 'status'>): boolean => status === 'finished' || status === 'diverged';

export const hasEnded = ({ arms }: { readonly arms: readonly Pick<ArmRecord, 'runs'>[] }): boolean =>
  arms.every(({ runs }) => runs.every(isEnded));

/** What a trace measures: a learned shortcut weight, a gradient's norm, ‖Δw‖ / ‖w‖ of a step, the RMS of the stream. */
export type TraceKind = 'weight' | 'gradient' | 'update' | 'stream';

/** One number inside a model over time, mean over the seeds of its arm. */
export interface Trace {
  kind: TraceKind;
  part: string; // the shortcut that learned a weight, or the group whose gradient or update it is: 'firstLayer', 'qkv'
  index?: number; // of a weight within its part, where that has several
  layer: number; // from 0; −1 for what belongs to no block
  values: number[]; // one for each of `steps`, or for the last of them where it began later
}

/** Captured while the visitor looked inside; arms that nobody looked into have none. */
export interface InsideRecord {
  steps: number[]; // ascending
  traces: Trace[];
  seeds?: SeedWeights[]; // at the last of these steps, where there are weights; older records have the mean alone
}

/** What one seed has learned: in the order of the traces that are of weights. */
export interface SeedWeights {
  seed: number;
  weights: number[];
}

/** The experiment that an arm of a comparison was taken from, with all that decides whether its numbers compare. */
export interface Origin {
  id: string;
  title: string;
  startedAt: string;
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
  checksum?: string; // SHA-256 of a text: by this it is known, by its name it is shown; older records and made-up data have none
  lost?: Message; // what its tokens cannot tell apart
}

/** What the visitor wrote or chose about a run; changes no number. */
export interface RunMark {
  arm: number;
  run: number; // within its arm
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

/**
 * Dashed lines that the chart can draw, in nats per token: `guess` knows nothing but the alphabet, `ngram` has counted how often
 * each sequence of `order` + 1 tokens occurs, `rule` knows the rule that made the text and is as good as possible; `other` is
 * what an older version called by a name that is not known any more.
 */
export type FloorLine =
  | { kind: 'guess'; loss: number }
  | { kind: 'rule'; loss: number }
  | { kind: 'ngram'; order: number; loss: number; counted?: number } // in so many tokens, if not in all of the training part
  | { kind: 'other'; name: string; loss: number };

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
  reason?: Message; // when stopped
  data: DataRecord;
  floors: FloorLine[];
  trainings: TrainingRecord[];
  baseline: number; // the arm that the others are compared with; chosen by the visitor
  asked?: Asked; // by its lesson, at Start; else every arm is asked against the baseline
  prediction?: Prediction;
  sweep?: Sweep; // what its arms are; they train one after the other
  marks?: Marks;
  arms: ArmRecord[];
}
