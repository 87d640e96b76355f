// What the visitor has said about runs, read from their record. How it is said: marks.ts.

import type { ExperimentRecord, RunMark } from '#src/experiment/record.ts';

type Marked = Pick<ExperimentRecord, 'marks'>;

export const markOf = ({ marks }: Marked, arm: number, replica: number): RunMark | undefined =>
  marks?.runs?.find((run) => run.arm === arm && run.replica === replica);

/** The arm's place in the palette, which gives it colour, marker and dash. Its letter stays that of its position. */
export const placeOf = ({ marks }: Marked, arm: number): number => marks?.styles?.[arm] ?? arm;

export const isHidden = (record: Marked, arm: number, replica: number): boolean => markOf(record, arm, replica)?.hidden === true;

/** How many runs are not drawn. */
export const hiddenRuns = ({ marks, arms }: ExperimentRecord): number =>
  marks?.runs?.filter((run) => run.hidden === true && arms[run.arm]?.replicas[run.replica]).length ?? 0;
