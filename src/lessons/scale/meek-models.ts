// Does the lead of whoever spends more shrink as both spend more? Budgets that each buy three times as much as the one before, spent on
// models that read some twenty tokens for each weight: near the best size for each, as far as we have measured.

import { armAt, lesson, type Size } from '../lesson.ts';
import { axisOf, weightsOf } from './equal-work.ts';

/** Weights grow by about √3 from each to the next, as far as widths allow. */
const widths: Readonly<Record<Size, readonly number[]>> = {
  test: [4, 8, 12, 16],
  nano: [4, 4, 8, 12, 16, 20],
  standard: [8, 12, 16, 20, 24, 32],
  large: [8, 12, 16, 20, 24, 32],
};
const sizes = {
  test: { depth: 1 },
  nano: { depth: 2 },
  standard: { depth: 4 },
  large: { depth: 4, context: 64, batch: 16 }, // what larger models need is more text than there is
} satisfies Record<Size, object>;
/** Of the smallest. */
const tokensPerWeight: Readonly<Record<Size, number>> = { test: 2, nano: 20, standard: 20, large: 24 };
const growth = 3;
const margin = 0.02;

export const meekModels = lesson({
  id: 'meek',
  title: 'Catching up',
  claim: {
    text: 'the diminishing returns to compute scaling will lead to a convergence of AI model capabilities',
    source: 'Gundlach, Lynch and Thompson, 2025, “Meek Models Shall Inherit the Earth”',
    url: 'https://arxiv.org/abs/2507.07931',
  },
  question: 'Do small models catch up? Each of these had three times the compute of the one before.',
  choices: [
    {
      id: 'same',
      sentence: 'Three times as much brings the richest as much as the poorest',
      contrast: 'leads',
      from: -margin,
      to: margin,
    },
    { id: 'less', sentence: 'It brings the richest less than it brought the poorest', contrast: 'leads', from: 0 },
    { id: 'more', sentence: 'It brings the richest more', contrast: 'leads', to: 0 },
    { id: 'nothing', sentence: 'The last three times bring nothing that matters', contrast: 'last', from: -margin, to: margin },
  ],
  margin,
  notShown:
    'That a lead in loss shrinks does not mean that a lead in use does. And what comes next is not in these runs: a better idea, other text, or more thinking before an answer.',
  real: 'Six budgets span a factor of 243. Is the line that is fitted to them the only one that would fit?',
  scale: 'flops',
  baseline: 0,
  arms(size) {
    const config = armAt(size, sizes[size]);
    const weights = widths[size].map((width) => weightsOf(config, width, size));
    const perStep = config.batch * config.context;
    const first = tokensPerWeight[size] * weights[0]! ** 2; // N·D
    const points = widths[size].map((width, i) => ({
      width,
      steps: Math.round((first * growth ** i) / weights[i]! / perStep),
    }));
    return { config, axes: [axisOf(points, ({ steps }) => Math.floor(steps / 10))] };
  },
  contrasts: (arms) => [
    { kind: 'trend', id: 'leads', arms: [...arms.keys()] },
    { kind: 'difference', id: 'last', arm: arms.length - 1, against: arms.length - 2 },
  ],
});
