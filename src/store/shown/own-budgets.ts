// The honest form of "how much sooner": the arm and the baseline trained anew, each budget with a decay of its own.

import { pairsOf } from '#src/experiment/arms.ts';
import { mostArms, longestName, longestQuestion } from '#src/experiment/limits.ts';
import type { ArmRecord, ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { speedOf } from '#src/science/verdict/speeds.ts';
import { firstCharacters } from '#src/words/characters.ts';
import { draft, ownId, type Arm } from '../setup/draft.ts';
import { atOnce } from '../in-pieces.ts';
import { curvesOf } from './curves.ts';
import { resultRows } from './results.ts';

/** Shares of the baseline's steps at which an arm that is ahead, or behind, should meet the baseline's loss. */
const ahead = [0.5, 0.75, 1];
const behind = [1, 1.5, 2];

/**
 * Sets up, without starting it, an experiment in which `arm` has several budgets around the baseline's, one of them the steps
 * that the baseline's time allows. A shorter run warms up for less as well.
 */
export function setUpOwnBudgets(record: ExperimentRecord, arm: number): void {
  const { baseline } = record;
  const [base, other] = [record.arms[baseline]!, record.arms[arm]!];
  const rows = atOnce(resultRows(record, curvesOf(record), undefined));
  const steps = totalSteps(base.config);
  const shares = rows[arm]!.mean <= rows[baseline]!.mean ? ahead : behind;
  const budgets = new Set([...shares.map((share) => Math.round(share * steps)), stepsInTimeOfBaseline(record, arm)]);
  const arms: Arm[] = [withSteps(base, steps), ...[...budgets].sort((a, b) => a - b).map((n) => withSteps(other, n))];
  draft.set({
    ...draft.get(),
    id: ownId,
    title: 'Own budgets',
    question: firstCharacters(`How soon does “${other.name}” reach the loss of “${base.name}”?`, longestQuestion),
    seeds: base.runs.length,
    firstSeeds: base.runs.map((r) => r.seed),
    arms: arms.slice(0, mostArms),
    baseline: 0,
    asked: undefined,
  });
}

/** As many steps of an arm as take the time of all steps of the baseline; its own if their speeds were not measured alike. */
export function stepsInTimeOfBaseline(record: ExperimentRecord, arm: number): number {
  const [base, other] = [record.arms[record.baseline]!, record.arms[arm]!];
  const speed = speedOf(record, pairsOf(other.runs, base.runs));
  const steps = typeof speed === 'string' ? NaN : Math.round(totalSteps(base.config) / Math.exp(speed.logRatio.mean));
  return steps > 0 ? steps : totalSteps(other.config);
}

function withSteps({ name, config }: ArmRecord, steps: number): Arm {
  const warmup = Math.min(steps - 1, Math.round((config.warmup * steps) / totalSteps(config)));
  const changed: ArmConfig = { ...config, budget: 'steps', steps, warmup: Math.max(0, warmup) };
  const budget = `, ${steps} steps`;
  return { name: `${firstCharacters(name, longestName - budget.length)}${budget}`, config: changed };
}
