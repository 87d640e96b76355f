// Is clean text worth more than more text? The same number of letters, spoilt in four ways; and a clean half of them.

import type { DataConfig } from '#src/experiment/settings.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

const spoilt: readonly { readonly name: string; readonly data: Partial<DataConfig> }[] = [
  { name: 'clean text', data: {} },
  { name: '5 % of characters replaced', data: { noise: 0.05 } },
  { name: '20 % of characters replaced', data: { noise: 0.2 } },
  { name: 'half of the blocks shuffled', data: { shuffled: 0.5 } },
  { name: '9 blocks of 10 repeated', data: { duplicates: 0.9 } },
];
const sizes = {
  test: { depth: 2, width: 16, learningRate: 1e-2 },
  nano: { depth: 2, steps: 300, warmup: 30, learningRate: 1.3e-2 },
  standard: { depth: 4, steps: 600, learningRate: 6e-3 },
  large: { depth: 4, learningRate: 3e-3 },
} satisfies Record<Size, object>;
const [clean, little, much, shuffled, repeated, half] = [0, 1, 2, 3, 4, 5];
const margin = 0.02; // what a tenth more training brings

export const betterData = lesson({
  id: 'better-data',
  title: 'Better data',
  claim: {
    text: 'The performance of a large language model (LLM) depends heavily on the quality and size of its pretraining dataset.',
    source: 'Penedo and others, who made FineWeb, 2024',
    url: 'https://arxiv.org/abs/2406.17557',
  },
  question: 'What costs more: spoilt text, or half as much of a clean one?',
  predict: 'Where does each model end that reads spoilt text, and where one that reads half as much?',
  choices: [
    {
      id: 'robust',
      sentence: '5 % wrong characters make no difference that matters',
      contrast: 'little',
      from: -margin,
      to: margin,
    },
    { id: 'half', sentence: 'A fifth of wrong characters costs more than half of the training', contrast: 'noise', from: 0 },
    { id: 'less', sentence: 'A fifth of wrong characters costs less than half of the training', contrast: 'noise', to: 0 },
    { id: 'thrown', sentence: 'Shuffled blocks are better thrown away than read', contrast: 'junk', from: 0 },
  ],
  margin,
  notShown:
    'Held-out text is clean for all. Real text is spoilt in other ways, and a model that should read spoilt text had better train on some.',
  real: 'The arms read the same places in the same order, spoilt or not. Does every seed put them in one order, too?',
  next: 'longer',
  baseline: clean,
  arms(size) {
    const same = armAt(size, sizes[size]);
    const shorter = { ...same, steps: same.steps / 2, warmup: Math.floor(same.warmup / 2) };
    return [
      ...spoilt.map(({ name, data }) => ({ name, config: { ...same, ...data } })),
      { name: 'half as much clean text', config: shorter },
    ];
  },
  contrasts: () => [
    { kind: 'difference', id: 'noise', arm: much, against: half },
    { kind: 'difference', id: 'junk', arm: shuffled, against: half },
    { kind: 'difference', id: 'little', arm: little, against: clean },
    { kind: 'difference', id: 'repeats', arm: repeated, against: clean },
  ],
});
