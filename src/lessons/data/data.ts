// Does more text help? A long run over little text must show overfitting, so the rate is lower than the rule: 4e-3 · 64/width.

import { grouped } from '#src/words/numbers.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

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
const [least, most, all] = [0, 2, 3];
const margin = 0.02; // what a tenth more training brings

export const data = lesson({
  id: 'data',
  title: 'More data',
  claim: {
    text: 'the more compute and data available, the better it gets',
    source: 'Sam Altman, quoted by Axios, 13 November 2024',
    url: 'https://www.axios.com/2024/11/13/ai-scaling-chatgpt-openai-plateau',
  },
  question: 'Does more text help? Four equal models train for the same number of steps, on more or less text.',
  choices: [
    { id: 'same', sentence: 'Reading a little text many times is just as good', contrast: 'little', from: -margin, to: margin },
    {
      id: 'enough',
      sentence: 'The last step, to all of the text, makes no difference',
      contrast: 'last',
      from: -margin,
      to: margin,
    },
    { id: 'more', sentence: 'Even the last step, to all of the text, helps', contrast: 'last', to: 0 },
  ],
  margin,
  notShown:
    'All models take the same number of steps, so more text is read fewer times. Trained for longer, a model would need more text than here.',
  real: 'Look at the model with the least text over time: does its curve end at its lowest point?',
  scale: 'uniqueText',
  baseline: 0,
  arms: (size) =>
    amounts[size].map((uniqueText) => ({
      name: uniqueText ? `${grouped(uniqueText)} characters` : 'all text',
      config: armAt(size, sizes[size], { uniqueText }),
    })),
  contrasts: () => [
    { kind: 'difference', id: 'little', arm: all, against: least },
    { kind: 'difference', id: 'last', arm: all, against: most },
  ],
});
