// Learning from a verifier by GRPO (Shao et al. 2024, arXiv 2402.03300), in its simplest form: of a group of attempts at one question, those
// that are better than the others become likelier.
//
//   A_i = (r_i − mean(r)) / (sd(r) + 10⁻⁴)      loss = − mean over attempts i and tokens t of  A_i log π(token t of attempt i)
//
// One step for each batch, so that no ratio of policies is to be clipped; no KL term.

import type { Task } from '#src/data/tasks/task.ts';
import type { Tokenizer } from '#src/data/tokenizer.ts';
import { unscored } from '#src/data/windows.ts';
import { deviation, mean } from '#src/science/statistics/estimates.ts';
import type { Row } from './given-rows.ts';

/** Of the attempts of one group. Where all are alike nothing is better than the rest. */
export function advantages(rewards: readonly number[]): number[] {
  const [middle, spread] = [mean(rewards), rewards.length > 1 ? deviation(rewards) : 0];
  return rewards.map((reward) => (reward - middle) / (spread + 1e-4));
}

/** Attempts at one question as rows to learn from, each of its tokens weighed by its advantage, and how often they were right. */
export function groupOf(
  { task, tokenizer }: { readonly task: Task; readonly tokenizer: Tokenizer },
  question: string,
  attempts: readonly string[],
): { readonly rows: Row[]; readonly right: number } {
  const rewards = attempts.map((text) => (task.check(question, text) ? 1 : 0));
  const weights = advantages(rewards);
  const rows = attempts.map((text, i): Row => {
    const ids = tokenizer.encode(question + text);
    const targets = Array.from(ids.subarray(1), (id, t) => (t < task.questionLength - 1 ? unscored : id));
    return { tokens: ids.subarray(0, -1), targets, weights: targets.map(() => weights[i]!) };
  });
  return { rows, right: mean(rewards) };
}
