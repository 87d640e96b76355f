// A lane: a cohort of a session and how far it is. Lanes take turns, so that all arms make equal progress.

import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import type { EvaluationBudget } from '#src/science/budget.ts';
import type { Cohort } from '#src/train/cohort.ts';
import type { PlanTimes } from './plan-times.ts';

export interface Lane {
  readonly cohort: Cohort;
  readonly budget: EvaluationBudget;
  readonly times: PlanTimes;
  seconds: number; // of training so far
  msPerStep: number; // recent
  good: PlanCheckpoint | undefined; // the last snapshot in which every run was alive
  anyDiverged: boolean; // `good` is kept as it is, so that one press goes back to it
  allDiverged: boolean;
}

export const isDone = ({ cohort, allDiverged }: Lane): boolean => allDiverged || cohort.step >= cohort.steps;

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
