// Is clean text worth more than more text? The same number of letters, spoilt in four ways; a clean half of them; and what a filter by a small
// model's loss finds of it, within the same compute.

import { modelConfig, type ArmConfig, type DataConfig } from '#src/experiment/settings.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import { filterFlops } from '#src/science/filter-cost.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

const spoilt: readonly { readonly name: string; readonly data: Partial<DataConfig> }[] = [
  { name: 'clean text', data: {} },
  { name: '5 % of characters replaced', data: { noise: 0.05 } },
  { name: '20 % of characters replaced', data: { noise: 0.2 } },
  { name: 'half of the blocks shuffled', data: { shuffled: 0.5 } },
  { name: '9 blocks of 10 repeated', data: { duplicates: 0.9 } },
];
const sizes = {
  test: { depth: 2, width: 16, learningRate: 1e-2, uniqueText: 4000 },
  nano: { depth: 2, steps: 300, warmup: 30, learningRate: 1.3e-2, uniqueText: 160_000 }, // twice what is read: half of it is enough
  standard: { depth: 4, steps: 600, learningRate: 6e-3 },
  large: { depth: 4, learningRate: 3e-3 },
} satisfies Record<Size, object>;
const [clean, little, much, shuffled, repeated, half, filtered] = [0, 1, 2, 3, 4, 5, 6];
const margin = 0.02; // what a tenth more training brings

/** As src/data/corpora.ts has it, which the page does not load: a test compares them. */
export const novel = { characters: 1_190_317, alphabet: 83 };

/** As much compute with the filter as without: fewer steps, by what it costs. */
function lessTheFilter(config: ArmConfig): ArmConfig {
  const { steps, batch, context, uniqueText } = config;
  const text = uniqueText || (novel.characters * 9) / 10;
  const perStep = batch * context * flopsPerToken(modelConfig(config, novel.alphabet));
  return shortened(config, Math.max(2, Math.round(steps - filterFlops(config, novel.alphabet, text) / perStep)));
}

const shortened = (config: ArmConfig, steps: number): ArmConfig => ({
  ...config,
  steps,
  warmup: Math.floor((config.warmup * steps) / config.steps),
});

export const betterData = lesson({
  id: 'better-data',
  title: 'Better data',
  claim: {
    text: 'The performance of a large language model (LLM) depends heavily on the quality and size of its pretraining dataset.',
    source: 'Penedo and others, who made FineWeb, 2024',
    url: 'https://arxiv.org/abs/2406.17557',
  },
  question: 'What costs more: spoilt text, or half as much of a clean one? And what does a filter win back?',
  choices: [
    {
      id: 'robust',
      sentence: '5 % wrong characters make no difference that matters',
      contrast: 'little',
      from: -margin,
      to: margin,
    },
    { id: 'half', sentence: 'A fifth of wrong characters costs more than half of the training', contrast: 'noise', from: 0 },
    { id: 'thrown', sentence: 'Shuffled blocks are better thrown away than read', contrast: 'junk', from: 0 },
    { id: 'pays', sentence: 'A filter pays for itself: within the same compute it ends lower', contrast: 'filter', to: 0 },
  ],
  margin,
  notShown:
    'Held-out text is clean for all. Shuffled blocks are easy to find: real junk may read well, and what a small model finds easy may only be plain or repeated. A model that should read spoilt text had better train on some.',
  real: 'But for the filtered one, the arms read the same places in the same order. Does every seed put them in one order, too? Against clean tokens the chart shows whether junk harms; against FLOP, whether the filter pays.',
  scale: 'cleanTokens',
  baseline: clean,
  arms(size) {
    const same = armAt(size, sizes[size]);
    return [
      ...spoilt.map(({ name, data }) => ({ name, config: { ...same, ...data } })),
      { name: 'half as much clean text', config: shortened(same, same.steps / 2) },
      { name: 'half shuffled, filtered', config: lessTheFilter({ ...same, shuffled: 0.5, filterKeep: 0.5 }) },
    ];
  },
  contrasts: () => [
    { kind: 'difference', id: 'noise', arm: much, against: half },
    { kind: 'difference', id: 'filter', arm: filtered, against: shuffled },
    { kind: 'share', id: 'won', from: shuffled, to: clean, by: filtered },
    { kind: 'difference', id: 'junk', arm: shuffled, against: half },
    { kind: 'difference', id: 'little', arm: little, against: clean },
    { kind: 'difference', id: 'repeats', arm: repeated, against: clean },
  ],
});
