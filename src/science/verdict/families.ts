// Arms that are the same but for how long they train: a family, whose members each end with their own decay.

import { dataOf } from '#src/experiment/arms.ts';
import type { ArmRecord, ExperimentRecord } from '#src/experiment/record.ts';

/** The warm-up is part of the budget, because it grows with the run. */
const budgetKeys: readonly string[] = ['budget', 'steps', 'tokens', 'warmup'];

/** Optimizer steps of a run; as in model/config.ts, of which this folder may know only the types. */
export const stepsOf = ({ config: c }: ArmRecord): number =>
  c.budget === 'steps' ? c.steps : Math.ceil(c.tokens / (c.batch * c.context));

/**
 * Arms by family, each from its shortest budget to its longest, in the order of the first arm of each. Where families are
 * nothing to compare, because there is one or none has two budgets, every arm is a family of its own.
 */
export function familiesOf(record: ExperimentRecord): number[][] {
  const groups = new Map<string, number[]>();
  record.arms.forEach((arm, index) => {
    const key = keyOf(record, arm);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  const steps = (index: number): number => stepsOf(record.arms[index]!);
  const families = [...groups.values()].flatMap((group) => {
    // Twice the same budget is a comparison of equal arms, not a series.
    const distinct = new Set(group.map(steps)).size === group.length;
    return distinct ? [[...group].sort((a, b) => steps(a) - steps(b))] : group.map((index) => [index]);
  });
  const single = families.length === 1;
  return single ? record.arms.map((_, index) => [index]) : families;
}

function keyOf(record: ExperimentRecord, arm: ArmRecord): string {
  const { name, characters, vocab, checksum } = dataOf(record, arm);
  const settings = Object.entries(arm.config)
    .filter(([key]) => !budgetKeys.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([checksum ?? name, characters, vocab, settings]);
}
