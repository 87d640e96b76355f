// Does a larger model learn more? Each width is twice the one before, at the learning rate that suits it; once as usual, once with a wire
// from the first layer to all others, so that two lines stand on one chart.

import { learningRateFor, type ArmConfig } from '#src/experiment/settings.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

const widths: Readonly<Record<Size, readonly number[]>> = {
  test: [4, 8, 16],
  nano: [4, 8, 16, 32, 64],
  standard: [8, 16, 32, 64, 128],
  large: [16, 32, 64, 128, 256],
};
const sizes = {
  test: { depth: 2 },
  nano: { depth: 4 },
  standard: { depth: 4, steps: 300 },
  large: { depth: 4 },
} satisfies Record<Size, object>;
const wires: readonly { readonly name: string; readonly changes: Partial<ArmConfig> }[] = [
  { name: 'usual', changes: {} },
  { name: 'wire', changes: { firstLayer: true } },
];
const headWidth = 16;
const margin = 0.02; // what a tenth more training brings

export const parameters = lesson({
  id: 'parameters',
  title: 'More parameters',
  claim: {
    text: 'AI’s “bigger is better” faith begins to dim',
    source: 'Axios, 13 November 2024',
    url: 'https://www.axios.com/2024/11/13/ai-scaling-chatgpt-openai-plateau',
  },
  question: 'Does each doubling of the width help as much as the one before? And what does a wire from the first layer change?',
  choices: [
    { id: 'same', sentence: 'The last doubling helps as much as the first', contrast: 'doublings', from: -margin, to: margin },
    { id: 'less', sentence: 'The last doubling helps less than the first', contrast: 'doublings', from: 0 },
    { id: 'nothing', sentence: 'The last doubling changes nothing', contrast: 'last', from: -margin, to: margin },
    { id: 'wire', sentence: 'The widest ends lower with the wire', contrast: 'wire', to: 0 },
  ],
  margin,
  notShown:
    'A larger model takes more time for each step, and more training might suit it better. A few sizes of tiny models do not say how the lines go on.',
  real: 'How far apart do the seeds of one width end, and is a doubling larger than that?',
  scale: 'parameters',
  baseline: 0,
  arms: (size) =>
    wires.flatMap(({ name, changes }) =>
      widths[size].map((width) => ({
        name: `${name}, width ${width}`,
        config: armAt(size, sizes[size], changes, {
          width,
          heads: Math.max(1, Math.floor(width / headWidth)),
          learningRate: learningRateFor(width),
        }),
      })),
    ),
  contrasts(arms) {
    const widest = arms.length / wires.length - 1;
    const wired = arms.length - 1;
    return [
      { kind: 'trend', id: 'doublings', arms: Array.from({ length: widest + 1 }, (_, arm) => arm) },
      { kind: 'difference', id: 'wire', arm: wired, against: widest },
      { kind: 'difference', id: 'last', arm: widest, against: widest - 1 },
    ];
  },
});
