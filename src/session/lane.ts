// A lane: a cohort of a session and how far it is. Lanes take turns, so that all arms make equal progress.

import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { windowsTogether, workLeft, type Pieces } from '#src/science/work.ts';
import type { EvaluationBudget } from '#src/science/budget.ts';
import type { Cohort } from '#src/train/cohort.ts';
import type { PlanTimes } from './plan-times.ts';
import type { Branch } from './stages/trunks.ts';
import type { Spent } from '#src/science/time-left.ts';

export interface Lane {
  readonly cohort: Cohort;
  readonly budget: EvaluationBudget;
  readonly times: PlanTimes;
  readonly expected: Pieces; // milliseconds of one of each, before any was done here
  readonly writes: boolean; // now and then, a text of each arm
  readonly spent: Spent;
  seconds: number; // of training so far
  msPerStep: number; // recent
  good: PlanCheckpoint | undefined; // the last snapshot in which every run was alive
  anyDiverged: boolean; // `good` is kept as it is, so that one press goes back to it
  branch: Branch | undefined; // that is still to be taken
  allEnded: boolean; // each run has diverged or stopped early
}

export const isDone = ({ cohort, allEnded }: Lane): boolean => allEnded || cohort.step >= cohort.steps;

/** Held-out windows of it that are evaluated at once. */
export const togetherOf = ({ cohort: { config, members } }: Lane): number =>
  windowsTogether(config.context, members[0]!.source.heldOut.windows);

/** What is left to do, if its last evaluation was after the step `evaluated`. */
export function leftOf(lane: Lane, evaluated: number): Pieces {
  if (isDone(lane) && (lane.allEnded || evaluated >= lane.cohort.steps)) return { step: 0, batch: 0, text: 0 };
  const { cohort, budget } = lane;
  const { heldOut } = cohort.members[0]!.source;
  const left = workLeft(budget, heldOut, togetherOf(lane), { step: cohort.step, evaluated });
  return lane.writes ? left : { ...left, text: 0 };
}

/** Nothing more of it will be saved. */
export const isCheckpointed = ({ cohort, good, anyDiverged }: Lane): boolean => anyDiverged || good?.step === cohort.step;

const progress = ({ cohort }: Lane): number => cohort.step / cohort.steps;

/** The lane that is furthest behind, of those that have anything to do; among equals the order alternates. */
export function nextLane(lanes: readonly Lane[], turn: number, stepGoal = Infinity): Lane | undefined {
  const open = lanes.filter((lane) => !isDone(lane) && lane.cohort.step < stepGoal);
  const behind = Math.min(...open.map(progress));
  const equal = open.filter((lane) => progress(lane) === behind);
  return Math.floor(turn / lanes.length) % 2 ? equal.at(-1) : equal[0];
}
