// How does the loss fall with size and text? Every width at every length: a grid, to which a law is fitted.

import { armAt, lesson, rateFor, type Size } from '../lesson.ts';

const widths: Readonly<Record<Size, readonly number[]>> = {
  test: [4, 8, 16],
  nano: [8, 16, 32, 48, 64],
  standard: [16, 32, 64, 96, 128],
  large: [32, 64, 128, 192, 256],
};
const lengths: Readonly<Record<Size, readonly number[]>> = {
  test: [10, 20, 30],
  nano: [50, 100, 200, 400],
  standard: [150, 300, 600, 1200],
  large: [150, 300, 600, 1200],
};
const sizes = { test: { depth: 1 }, nano: { depth: 2 }, standard: { depth: 4 }, large: { depth: 4 } } satisfies Record<
  Size,
  object
>;
const margin = 0.02;

export const scalingLaw = lesson({
  id: 'law',
  title: 'A scaling law',
  claim: {
    text: 'The loss scales as a power-law with model size, dataset size, and the amount of compute used for training',
    source: 'Kaplan and others, 2020',
    url: 'https://arxiv.org/abs/2001.08361',
  },
  question: 'Is there one line that says how good a model becomes? Models of several widths are trained for several lengths.',
  choices: [
    { id: 'width', sentence: 'Of the longest runs, the widest model ends best', contrast: 'widest', to: 0 },
    { id: 'same', sentence: 'Twice the width makes no difference that matters', contrast: 'widest', from: -margin, to: margin },
    {
      id: 'length',
      sentence: 'Training the largest for twice as long brings as much as doubling its width',
      contrast: 'longest',
      to: -margin,
    },
    { id: 'less', sentence: 'The last doubling of the width helps less than the first', contrast: 'widths', from: 0 },
  ],
  margin,
  notShown:
    'A power law is what is fitted, not what was found: other curves would fit four lengths as well. Beyond four times the largest run, the line is a guess.',
  real: 'Leave the largest width or the longest runs out of the fit. Does the law still say where they end?',
  scale: 'parameters',
  baseline: 0,
  arms: (size) => ({
    config: armAt(size, sizes[size]),
    axes: [
      {
        width: widths[size],
        heads: widths[size].map((width) => Math.max(1, width / 16)),
        learningRate: widths[size].map(rateFor),
      },
      { steps: lengths[size], warmup: lengths[size].map((steps) => steps / 10) },
    ],
  }),
  contrasts(arms) {
    const at = (width: number, steps: number): number =>
      arms.findIndex(({ config }) => config.width === width && config.steps === steps);
    const steps = [...new Set(arms.map(({ config }) => config.steps))].slice(-2);
    const [half, longest] = [steps[0]!, steps[1]!];
    const largest = arms.at(-1)!.config.width;
    const doublings = [8, 4, 2, 1].map((part) => at(largest / part, longest)).filter((arm) => arm >= 0);
    return [
      { kind: 'difference', id: 'widest', arm: doublings.at(-1)!, against: doublings.at(-2)! },
      { kind: 'difference', id: 'longest', arm: at(largest, longest), against: at(largest, half) },
      { kind: 'trend', id: 'widths', arms: doublings },
    ];
  },
});
