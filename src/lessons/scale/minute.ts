// A minute of this GPU: what would you train? Each width gets as many steps as fill it, all seeds together. On the visitor's machine those
// are found from what a step takes there (src/store/setup/fill.ts).

import { formatCount } from '#src/words/numbers.ts';
import { armAt, lesson, rateFor, type Size } from '../lesson.ts';

const widths: Readonly<Record<Size, readonly number[]>> = {
  test: [4, 8, 16, 32],
  nano: [8, 16, 32, 64],
  standard: [32, 64, 128, 256],
  large: [64, 128, 256, 384],
};
const sizes = { test: { depth: 1 }, nano: { depth: 2 }, standard: { depth: 4 }, large: { depth: 4 } } satisfies Record<
  Size,
  object
>;
/** Before anything was timed: about a minute of two cores at nano, and of a fast GPU above. */
const recorded: Readonly<Record<Size, readonly number[]>> = {
  test: [20, 18, 14, 10],
  nano: [2400, 2000, 600, 180],
  standard: [20_000, 18_000, 12_000, 5000],
  large: [12_000, 8000, 3500, 2000],
};
const margin = 0.02;

export const minute = lesson({
  id: 'minute',
  title: 'A minute of this GPU',
  claim: {
    text: 'How far can we get with a single GPU in just one day?',
    source: 'Geiping and Goldstein, 2022, “Cramming”',
    url: 'https://arxiv.org/abs/2212.14034',
  },
  question: 'You have 60 seconds of this GPU: what would you train?',
  choices: [
    { id: 'narrowest', sentence: 'The narrowest ends best, since it takes the most steps', contrast: 'first', to: 0 },
    { id: 'narrow', sentence: 'The second narrowest ends best', contrast: 'second', to: 0 },
    { id: 'wide', sentence: 'The second widest ends best', contrast: 'third', to: 0 },
    { id: 'widest', sentence: 'The widest ends best, however few steps it takes', contrast: 'fourth', to: 0 },
  ],
  margin,
  notShown:
    'A minute of another machine buys other steps, and another width may win there. On a fast GPU it also reads the same text many times.',
  real: 'The three seeds of a width share its minute. Is the best one ahead of the next with each of them?',
  scale: 'parameters',
  seconds: (size) => (size === 'test' ? 0.5 : 60),
  baseline: 0,
  arms: (size, steps = recorded[size]) =>
    widths[size].map((width, i) => ({
      name: `width ${width}, ${formatCount(steps[i]!)} steps`,
      config: armAt(size, sizes[size], {
        width,
        heads: Math.max(1, Math.floor(width / 16)),
        learningRate: rateFor(width),
        steps: steps[i]!,
        warmup: Math.min(100, Math.floor(steps[i]! / 10)),
      }),
    })),
  contrasts: () => [
    { kind: 'difference', id: 'wider', arm: 1, against: 0 },
    { kind: 'difference', id: 'narrower', arm: 2, against: 3 },
    ...(['first', 'second', 'third', 'fourth'] as const).map((id, arm) => ({
      kind: 'best' as const,
      id,
      arm,
      against: [0, 1, 2, 3].filter((other) => other !== arm),
    })),
  ],
});
