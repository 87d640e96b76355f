// Does more text help? A long run over little text must show overfitting, so the rate is lower than the rule: 4e-3 · 64/width.

import { grouped } from '#src/words/numbers.ts';
import { armAt, lesson, type Size } from './lesson.ts';

/** Characters of training text; 0 is all of it. */
const amounts: Readonly<Record<Size, readonly number[]>> = {
  test: [500, 1500, 5000, 0],
  nano: [3000, 10_000, 30_000, 0],
  standard: [10_000, 30_000, 100_000, 0],
  large: [30_000, 100_000, 300_000, 0],
};
const sizes = {
  test: { depth: 2, width: 16, learningRate: 1e-2 },
  nano: { depth: 4, steps: 400, learningRate: 8e-3 },
  standard: { depth: 4, steps: 1000, learningRate: 4e-3 },
  large: { depth: 4, steps: 1000, learningRate: 2e-3 },
} satisfies Record<Size, object>;

export const data = lesson({
  id: 'data',
  title: 'More data',
  question: 'Does more text help? Four equal models train for the same number of steps, on more or less text.',
  expectations: [
    'Reading a little text many times is just as good',
    'More text helps at first, then makes no difference',
    'With little text the model gets worse again',
  ],
  baseline: 0,
  arms: (size) =>
    amounts[size].map((uniqueText) => ({
      name: uniqueText ? `${grouped(uniqueText)} characters` : 'all text',
      config: armAt(size, sizes[size], { uniqueText }),
    })),
});
