// The runs of two arms that a comparison is made of: pairs of one seed where nothing stands in the way, else all that count.

import { countedRuns, obstaclesOf, pairsOf, type Obstacle, type Pair } from '#src/experiment/arms.ts';
import type { ArmRecord, ExperimentRecord, RunRecord } from '#src/experiment/record.ts';

export interface Pairing {
  readonly obstacles: readonly Obstacle[];
  readonly pairs: readonly Pair<RunRecord>[]; // empty if there is an obstacle
}

export function pairRuns(record: ExperimentRecord, arm: ArmRecord, baseline: ArmRecord): Pairing {
  const obstacles = obstaclesOf(record, arm, baseline);
  return { obstacles, pairs: obstacles.length ? [] : pairsOf(countedRuns(arm), countedRuns(baseline)) };
}
