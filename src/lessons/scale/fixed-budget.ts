// What should a budget buy: a large model for a short time, or a small one for longer?

import { armAt, lesson, type Size } from '../lesson.ts';
import { axisOf, pointsOfBudgets } from './equal-work.ts';

const widths: Readonly<Record<Size, readonly number[]>> = {
  test: [4, 8, 16],
  nano: [8, 12, 16, 24, 32],
  standard: [16, 24, 32, 48, 64],
  large: [32, 48, 64, 96, 128],
};
/** Steps of the widest at each budget. */
const shortest: Readonly<Record<Size, readonly number[]>> = {
  test: [3, 6],
  nano: [40, 80, 160],
  standard: [60, 120, 240],
  large: [60, 120, 240],
};
const sizes = { test: { depth: 1 }, nano: { depth: 2 }, standard: { depth: 4 }, large: { depth: 4 } } satisfies Record<
  Size,
  object
>;
const margin = 0.02;

export const fixedBudget = lesson({
  id: 'budget',
  title: 'A budget',
  claim: {
    text: 'for every doubling of model size the number of training tokens should also be doubled',
    source: 'Hoffmann and others, 2022, who trained Chinchilla',
    url: 'https://arxiv.org/abs/2203.15556',
  },
  question: 'What should a budget buy: a large model for a short time, or a small one for a long time?',
  choices: [
    { id: 'large', sentence: 'The largest model ends best, however short its training', contrast: 'large', to: 0 },
    { id: 'small', sentence: 'The smallest model ends best, since it trains longest', contrast: 'small', to: 0 },
    { id: 'between', sentence: 'A model between them ends better than the smallest', contrast: 'small', from: 0 },
    {
      id: 'same',
      sentence: 'The smallest and the next end alike',
      contrast: 'small',
      from: -margin,
      to: margin,
    },
  ],
  margin,
  notShown:
    'A budget counts what is computed in training. Whoever asks a model very often afterwards would rather train a smaller one for longer.',
  real: 'The lowest of five points is lowest by luck, too. Do the seeds of one budget agree on a width?',
  scale: 'parameters',
  baseline: 0,
  arms(size) {
    const config = armAt(size, sizes[size]);
    const points = pointsOfBudgets(config, size, widths[size], shortest[size]);
    return { config, axes: [axisOf(points, ({ steps }) => Math.floor(steps / 10))] };
  },
  contrasts(arms) {
    const { size } = new Set(arms.map(({ config }) => config.width));
    const smallest = arms.length - size;
    const [next, largest] = [smallest + 1, arms.length - 1];
    return [
      { kind: 'difference', id: 'small', arm: smallest, against: next },
      { kind: 'difference', id: 'large', arm: largest, against: next },
      { kind: 'difference', id: 'poor', arm: 0, against: 1 }, // as the first, at the smallest budget
    ];
  },
});
