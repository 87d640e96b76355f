// Records of which the page holds a part only, since there is more than it can show: what was found of the whole stands here, beside
// the record.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Verdict } from '#src/science/verdict/verdict.ts';
import type { SeedSummaries } from '#workers/pieces.ts';

/** On what the visitor had chosen then. */
export interface VerdictOf extends Pick<ExperimentRecord, 'baseline' | 'marks'> {
  readonly verdict: Verdict;
}

export interface Part {
  readonly summaries: SeedSummaries[]; // of each arm of a crowded record; of others none
  verdict?: VerdictOf;
}

/** By the arms, which stay the same object when the visitor renames, marks or chooses a baseline. */
const parts = new WeakMap<ExperimentRecord['arms'], Part>();

export const partOf = ({ arms }: ExperimentRecord): Part | undefined => parts.get(arms);

export const isPart = ({ arms }: ExperimentRecord, part: Part): void => void parts.set(arms, part);
