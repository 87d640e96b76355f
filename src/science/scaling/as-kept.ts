// How far each arm of an experiment is, and what its runs were last measured at.

import type { ExperimentRecord, RunStatus } from '#src/experiment/record.ts';
import type { Reached } from './scale-axis.ts';

/** How far an arm is while it trains, and what its runs were last measured at. */
export interface ArmSoFar extends Reached {
  readonly runs: readonly { readonly status: RunStatus; readonly loss: number | undefined }[];
}

/** Points of a sweep come when they have ended; other arms move while they train. */
export const isPlaced = ({ sweep }: ExperimentRecord, status: RunStatus): boolean =>
  sweep ? status === 'finished' : status !== 'diverged';

/** As far as the record says. */
export const asKept = ({ arms, trainings }: ExperimentRecord): ArmSoFar[] =>
  arms.map(({ config, runs }) => {
    const apart = runs.filter((run) => trainings[run.training]!.separate && run.tokens > 0);
    const longest = (apart.length ? apart : runs).reduce((a, b) => (b.tokens > a.tokens ? b : a));
    return {
      steps: longest.tokens / (config.batch * config.context),
      seconds: longest.seconds,
      runs: runs.map(({ status, validation }) => ({ status, loss: validation.at(-1)?.[1] })),
    };
  });
