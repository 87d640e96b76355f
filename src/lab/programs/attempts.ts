// Sample more: a half-trained adder and a badly taught sorter answer many times; a verifier takes the right answer if there is one, a vote the
// one given most often. And the adder trained further: what the same share of right answers costs in training.

import { modelConfig } from '#src/experiment/settings.ts';
import { lineOf } from '#src/experiment/study/study-record.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import { measureAttempts } from '../many-attempts.ts';
import type { Lab } from '../lab.ts';
import { adder, halfTrained, sorter } from '../pupils.ts';
import { shareRight } from '../right-answers.ts';

export async function attempts(lab: Lab): Promise<void> {
  const each = lab.setting('attempts');
  const { task, source, learner, config } = await adder(lab, 'adder');
  const questions = source.questions!.heldOut(lab.setting('questions'));
  const half = await halfTrained(lab, { task, source, learner, config }, true);
  await lab.discard(learner);
  await measureAttempts(lab, 'adder', half.model, task, questions, each);
  await lab.discard(half);
  // Of training, a token costs thrice what it does forwards. An attempt reads the question, and every token of the answer but the last.
  const flops = flopsPerToken(modelConfig(config, source.vocab));
  const read = task.questionLength + task.answerLength - 1;
  const costs = { step: flops * config.batch * config.context, attempt: Math.round((flops * read) / 3) };
  for (const [what, cost] of Object.entries(costs)) await lab.measure(`flop of ${what}`, 0, () => lab.seeds.map(() => cost));
  for (const [line, cost] of [
    ['adder verified', costs.attempt],
    ['adder voted', costs.attempt],
    ['adder right', costs.step],
  ] as const)
    for (const { x, values, of } of lineOf(lab.record, line))
      if (x > 0) await lab.measure(`${line} by compute`, x * cost, () => values.map((value) => value ?? NaN), of);

  const sorted = await sorter(lab, 'sorter');
  await sorted.learner.train();
  const other = sorted.source.questions!.heldOut(lab.setting('questions'));
  await measureAttempts(lab, 'sorter', sorted.learner.model, sorted.task, other, each);
  const likeliest = (): Promise<number[]> =>
    shareRight(sorted.learner.model, { task: sorted.task, tokenizer: sorted.source.tokenizer }, other);
  await lab.measure('sorter likeliest', 1, likeliest, other.length);
  await lab.discard(sorted.learner);
}
