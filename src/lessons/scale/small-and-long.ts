// A small model that trains for long, or a big one that trains shortly? For each width four lengths, which cost as much as those of the
// others, so that equal work and equal loss can both be read off. The rate is held until it comes down at the end: lengths share a trunk.

import { armAt, lesson, type Size } from '../lesson.ts';
import { axisOf, pointsOfBudgets } from './equal-work.ts';

const widths: Readonly<Record<Size, readonly number[]>> = {
  test: [4, 8, 16],
  nano: [8, 12, 16, 24, 32],
  standard: [16, 24, 32, 48, 64],
  large: [32, 48, 64, 96, 128],
};
/** Steps of the widest at each budget. */
const ofWidest: Readonly<Record<Size, readonly number[]>> = {
  test: [3, 6],
  nano: [25, 50, 100, 200],
  standard: [30, 60, 120, 240],
  large: [30, 60, 120, 240],
};
const sizes = { test: { depth: 1 }, nano: { depth: 2 }, standard: { depth: 4 }, large: { depth: 4 } } satisfies Record<
  Size,
  object
>;
const margin = 0.02;

export const smallAndLong = lesson({
  id: 'serving',
  title: 'Small and long',
  claim: {
    text: 'Larger models can match the performance of these smaller models with less training compute, but smaller models are generally preferred because they are much more efficient during inference',
    source: 'Meta, April 2024, on Llama 3',
    url: 'https://ai.meta.com/blog/meta-llama-3/',
  },
  question: 'Which costs less in all, once it is used: a small model trained for long, or a bigger one trained shortly?',
  choices: [
    { id: 'better', sentence: 'On the same work, the smallest ends better than the next', contrast: 'same', to: 0 },
    { id: 'worse', sentence: 'On the same work, the next size ends better than the smallest', contrast: 'same', from: 0 },
    { id: 'reaches', sentence: 'With twice the work, the smallest ends no worse than the next', contrast: 'twice', to: margin },
    { id: 'never', sentence: 'Even with twice the work, it ends worse than the next', contrast: 'twice', from: margin },
  ],
  margin,
  notShown:
    'FLOP are not money: a large model often uses a GPU better than a small one. And a model of a few thousand weights soon learns as much as it can hold.',
  real: 'Both lines are read between lengths that were trained. Do the seeds agree on which is cheapest?',
  scale: 'parameters',
  baseline: 0,
  arms(size) {
    const config = armAt(size, sizes[size], { schedule: 'wsd' });
    const points = pointsOfBudgets(config, size, widths[size], ofWidest[size]);
    const shortest = new Map(points.toReversed().map(({ width, steps }) => [width, steps]));
    return { config, axes: [axisOf(points, ({ width }) => Math.floor(shortest.get(width)! / 5))] };
  },
  contrasts(arms) {
    const { size } = new Set(arms.map(({ config }) => config.width));
    const [smallest, next] = [arms.length - size, arms.length - size + 1];
    return [
      { kind: 'difference', id: 'same', arm: smallest, against: next },
      { kind: 'difference', id: 'twice', arm: smallest, against: next - size }, // half of what the smallest has
      { kind: 'difference', id: 'large', arm: arms.length - 1, against: next },
    ];
  },
});
