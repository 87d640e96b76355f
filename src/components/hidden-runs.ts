// Which runs the visitor has hidden from the charts.

import type { ExperimentRecord } from '#src/runs/record.ts';

export const isHidden = ({ marks }: ExperimentRecord, arm: number, replica: number): boolean =>
  marks?.runs?.some((run) => run.arm === arm && run.replica === replica && run.hidden === true) ?? false;

export const hiddenRuns = ({ marks, arms }: ExperimentRecord): number =>
  marks?.runs?.filter((run) => run.hidden === true && arms[run.arm]?.replicas[run.replica]).length ?? 0;
