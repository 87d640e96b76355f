// What the visitor wrote or chose about a run, as it is looked up; how it is kept, files/kept-marks.ts says.

import type { ExperimentRecord, RunMark } from './record.ts';
import { placesOf } from './sweep/sweep.ts';

type Marked = Pick<ExperimentRecord, 'marks' | 'sweep'>;

export const markOf = ({ marks }: Marked, arm: number, run: number): RunMark | undefined =>
  marks?.runs?.find((mark) => mark.arm === arm && mark.run === run);

/**
 * The arm's place in the palette, which gives it colour, marker and dash. Its letter stays that of its position. Of a sweep, points that
 * share their place on the first axis look alike.
 */
export const placeOf = ({ marks, sweep }: Marked, arm: number): number =>
  marks?.styles?.[arm] ?? (sweep ? placesOf(sweep, arm)[0]! : arm);

export const isHidden = (record: Marked, arm: number, run: number): boolean => markOf(record, arm, run)?.hidden === true;

/** Of an arm that has no other run there is nothing to draw, neither its mean. */
export const isArmHidden = (record: ExperimentRecord, arm: number): boolean =>
  record.arms[arm]!.runs.every((_, run) => isHidden(record, arm, run));

/** How many runs are not drawn. */
export const hiddenRuns = ({ marks, arms }: ExperimentRecord): number =>
  marks?.runs?.filter((run) => run.hidden === true && arms[run.arm]?.runs[run.run]).length ?? 0;
