// Does a larger model learn more? Four widths, each at the learning rate that suits it.

import { learningRateFor } from '#src/experiment/settings.ts';
import { armAt, lesson, type Size } from './lesson.ts';

const widths: Readonly<Record<Size, readonly number[]>> = {
  test: [8, 12, 16, 20],
  nano: [16, 32, 48, 64],
  standard: [16, 32, 64, 96],
  large: [32, 64, 128, 256],
};
const sizes = {
  test: { depth: 2 },
  nano: { depth: 4 },
  standard: { depth: 4, steps: 300 },
  large: { depth: 4 },
} satisfies Record<Size, object>;
const headWidth = 16;

export const parameters = lesson({
  id: 'parameters',
  title: 'More parameters',
  question: 'Does a larger model learn more? Four widths read the same text for the same number of steps.',
  expectations: [
    'Each step up in width helps as much as the one before',
    'Each step up helps less than the one before',
    'Beyond some width nothing changes',
    'The smallest model wins',
  ],
  baseline: 0,
  arms: (size) =>
    widths[size].map((width) => ({
      name: `width ${width}`,
      config: armAt(size, sizes[size], {
        width,
        heads: Math.max(1, Math.floor(width / headWidth)),
        learningRate: learningRateFor(width),
      }),
    })),
});
