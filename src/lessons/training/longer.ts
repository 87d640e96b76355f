// Does each doubling of training help as much as the one before? Each length ends its own schedule, warm-up, stable, decay: a curve that is
// cut off in the middle of another says less than its model could do.

import { grouped } from '#src/words/numbers.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

const lengths: Readonly<Record<Size, readonly number[]>> = {
  test: [10, 20, 40],
  nano: [100, 200, 400, 800, 1600],
  standard: [100, 200, 400, 800, 1600],
  large: [150, 300, 600, 1200, 2400],
};
const sizes = {
  test: { depth: 2 },
  nano: { depth: 2, width: 8, heads: 1, learningRate: 4e-2 },
  standard: { depth: 4, width: 16, heads: 1, learningRate: 2.6e-2 },
  large: { depth: 4, width: 32, heads: 2, learningRate: 1.3e-2 },
} satisfies Record<Size, object>;
const margin = 0.02;

export const longer = lesson({
  id: 'longer',
  title: 'Longer',
  claim: {
    text: 'Both our 8B and 70B parameter models continued to improve log-linearly after we trained them on up to 15T tokens.',
    source: 'Meta, on Llama 3, 18 April 2024',
    url: 'https://ai.meta.com/blog/meta-llama-3/',
  },
  question:
    'Does each doubling of training help as much as the one before? It is one small model, trained for longer and longer.',
  choices: [
    { id: 'same', sentence: 'The last doubling helps as much as the first', contrast: 'doublings', from: -margin, to: margin },
    { id: 'less', sentence: 'The last doubling helps less than the first', contrast: 'doublings', from: 0 },
    { id: 'more', sentence: 'The last doubling helps more than the first', contrast: 'doublings', to: 0 },
    { id: 'nothing', sentence: 'The last doubling changes nothing that matters', contrast: 'last', from: -margin, to: margin },
  ],
  margin,
  notShown:
    'A larger model flattens later than this one, or not within these lengths. On an axis of doublings, each equal step costs twice as much as the one before.',
  real: 'Look at the line with “log x” and without: against doublings it bends a little, against letters read it seems to stop. Which of the two would you put in a newspaper?',
  scale: 'tokens',
  baseline: 0,
  arms: (size) =>
    lengths[size].map((steps) => {
      const config = armAt(size, sizes[size], { steps, warmup: steps / 10, schedule: 'wsd' });
      return { name: `${grouped(steps * config.batch * config.context)} characters read`, config };
    }),
  contrasts(arms) {
    const last = arms.length - 1;
    return [
      { kind: 'trend', id: 'doublings', arms: [...arms.keys()] },
      { kind: 'difference', id: 'last', arm: last, against: last - 1 },
    ];
  },
});
