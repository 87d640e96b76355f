// Sample more: a half-trained adder and a badly taught sorter answer many times; a verifier takes the right answer if there is one, a vote the
// one given most often. Then the adder is trained further: what the same share of right answers costs in training.

import { modelConfig } from '#src/experiment/settings.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import { measureAttempts } from '../many-attempts.ts';
import type { Lab } from '../lab.ts';
import { adder, sorter, type Pupil } from '../pupils.ts';
import { shareRight } from '../right-answers.ts';

const looks = 8; // at the adder, while it is trained further

export async function attempts(lab: Lab): Promise<void> {
  const each = lab.setting('attempts');
  const count = lab.setting('questions');
  const added = await adder(lab, 'adder');
  const { task, source, learner, config } = added;
  const questions = source.questions!.heldOut(count);
  const half = lab.setting('half');
  await learner.train(half);
  await measureAttempts(lab, 'adder', learner.model, task, questions, each);
  for (let look = 0; look <= looks; look++) {
    const step = Math.round(half + (look / looks) * (config.steps - half));
    await learner.train(step);
    const flops = step * config.batch * config.context * flopsOf(added);
    const right = (): Promise<number[]> => shareRight(learner.model, { task, tokenizer: source.tokenizer }, questions);
    await lab.measure('adder trained', Math.round(flops), right, questions.length);
  }
  // A question is read, and every token of the answer but the last; forwards only.
  const read = task.questionLength + task.answerLength - 1;
  await lab.measure('flop of an attempt', each, () => lab.seeds.map(() => (read * flopsOf(added)) / 3));
  await lab.discard(learner);

  const sorted = await sorter(lab, 'sorter');
  await sorted.learner.train();
  const other = sorted.source.questions!.heldOut(count);
  await measureAttempts(lab, 'sorter', sorted.learner.model, sorted.task, other, each);
  const greedy = (): Promise<number[]> =>
    shareRight(sorted.learner.model, { task: sorted.task, tokenizer: sorted.source.tokenizer }, other);
  await lab.measure('sorter likeliest', 1, greedy, other.length);
  await lab.discard(sorted.learner);
}

/** Of training, for a token. */
const flopsOf = ({ config, source }: Pupil): number => flopsPerToken(modelConfig(config, source.vocab));
