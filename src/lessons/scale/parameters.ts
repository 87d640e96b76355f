// Does a larger model learn more? Each width is twice the one before, at the learning rate that suits it.

import { learningRateFor } from '#src/experiment/settings.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

const widths: Readonly<Record<Size, readonly number[]>> = {
  test: [4, 8, 16, 32],
  nano: [8, 16, 32, 64],
  standard: [16, 32, 64, 128],
  large: [32, 64, 128, 256],
};
const sizes = {
  test: { depth: 2 },
  nano: { depth: 4 },
  standard: { depth: 4, steps: 300 },
  large: { depth: 4 },
} satisfies Record<Size, object>;
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
  question:
    'Does each doubling of the width help as much as the one before? All four read the same text for the same number of steps.',
  predict: 'Where does each width end, and how much does the last doubling still bring?',
  choices: [
    { id: 'same', sentence: 'The last doubling helps as much as the first', contrast: 'doublings', from: -margin, to: margin },
    { id: 'less', sentence: 'The last doubling helps less than the first', contrast: 'doublings', from: 0 },
    { id: 'nothing', sentence: 'The last doubling changes nothing', contrast: 'last', from: -margin, to: margin },
    { id: 'worse', sentence: 'The largest model ends worse than the one before', contrast: 'last', from: 0 },
  ],
  margin,
  notShown:
    'A larger model takes more time for each step, and more training might suit it better. Four sizes of tiny models do not say how the line goes on.',
  real: 'How far apart do the seeds of one width end, and is a doubling larger than that?',
  scale: 'parameters',
  next: 'law',
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
  contrasts: () => [
    { kind: 'trend', id: 'doublings', arms: [0, 1, 2, 3] },
    { kind: 'difference', id: 'last', arm: 3, against: 2 },
  ],
});
