// One reading tells how many answers would be right, as writing them does.

import { expect, test } from 'vitest';
import { sort } from '#src/data/tasks/sort.ts';
import { taskSource } from '#src/data/task-source.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { shareRight } from '#src/lab/right-answers.ts';
import { ran } from './programs.ts';

test('the share that is right by one reading is that of written answers', async () => {
  const config = {
    ...{ ...baseArm, depth: 1, width: 16, heads: 2, context: sort.questionLength + sort.answerLength },
    ...{ batch: 32, steps: 160, warmup: 10, learningRate: 1e-2 },
  };
  const source = taskSource(sort, { ...config, source: sort.id });
  const questions = source.questions!.heldOut(70); // more than are read at once
  const shares: number[] = [];
  await ran(async (lab) => {
    const learner = await lab.learner('sorts', { config, sources: source });
    for (const step of [0, 160]) {
      await learner.train(step);
      const read = await shareRight(learner.model, { task: sort, tokenizer: source.tokenizer }, questions);
      const texts = await learner.model.answers(questions, sort.answerLength, { temperature: 0, topK: 0, seed: 1 });
      const written = texts.map((each) => each.filter((text, i) => sort.check(questions[i]!, text)).length / questions.length);
      expect(read).toEqual(written);
      shares.push(...read);
    }
  });
  expect(Math.max(...shares.slice(0, 3))).toBe(0);
  expect(Math.max(...shares.slice(3))).toBeGreaterThan(0);
});
