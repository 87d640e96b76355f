// Sample more: a half-trained adder and a badly taught sorter answer many times; a verifier takes the right answer if there is one, a vote the
// one given most often. And the adder trained further: what the same share of right answers costs in training.

import { modelConfig } from '#src/experiment/settings.ts';
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
  // Of training, a token costs thrice what it does forwards. A question is read, and every token of the answer but the last.
  const flops = flopsPerToken(modelConfig(config, source.vocab));
  const read = task.questionLength + task.answerLength - 1;
  await lab.measure('flop of a step', 0, () => lab.seeds.map(() => flops * config.batch * config.context));
  await lab.measure('flop of an attempt', 0, () => lab.seeds.map(() => (flops * read) / 3));

  const sorted = await sorter(lab, 'sorter');
  await sorted.learner.train();
  const other = sorted.source.questions!.heldOut(lab.setting('questions'));
  await measureAttempts(lab, 'sorter', sorted.learner.model, sorted.task, other, each);
  const likeliest = (): Promise<number[]> =>
    shareRight(sorted.learner.model, { task: sorted.task, tokenizer: sorted.source.tokenizer }, other);
  await lab.measure('sorter likeliest', 1, likeliest, other.length);
  await lab.discard(sorted.learner);
}
