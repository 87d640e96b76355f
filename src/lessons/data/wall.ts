// Can the same text stand in for more of it? As many letters read each time, of less and less text, drawn from all over the book; and once
// as much from its beginning alone, which is about less. Shorter runs that read theirs once say what less text costs without repeating it.

import { grouped } from '#src/words/numbers.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

/** The amounts are what a run reads, and that divided by 4, 16 and 64: how often it reads them. */
const epochs = [1, 4, 16, 64];
/** Parts of it that are read once and no more. */
const parts = [2, 4, 8];
const sizes = {
  test: { depth: 2, width: 16, learningRate: 1e-2, steps: 64, warmup: 6 },
  nano: { depth: 2, steps: 400, warmup: 40, learningRate: 1.3e-2 },
  standard: { depth: 4, steps: 800, learningRate: 4e-3 },
  large: { depth: 4, batch: 16, steps: 400, warmup: 40, learningRate: 2e-3 },
} satisfies Record<Size, object>;
const [once, four, sixteen, most, beginning] = [0, 1, 2, 3, 4];
const margin = 0.05; // what the place in the book is worth

export const wall = lesson({
  id: 'wall',
  title: 'The data wall',
  claim: {
    text: 'training with up to 4 epochs of repeated data yields negligible changes to loss compared to having unique data',
    source: 'Muennighoff and others, 2023',
    url: 'https://arxiv.org/abs/2305.16264',
  },
  question:
    'How often can a model read the same text before it needs another? Five read equally many letters, three read fewer, but once.',
  choices: [
    { id: 'never', sentence: 'Even 4 times the same text is worse than reading new text', contrast: 'four', from: margin },
    { id: 'few', sentence: '4 times make no difference that matters', contrast: 'four', from: -margin, to: margin },
    { id: 'many', sentence: '16 times make no difference either', contrast: 'sixteen', from: -margin, to: margin },
    {
      id: 'place',
      sentence: 'Where in the book the text stands makes no difference',
      contrast: 'place',
      from: -margin,
      to: margin,
    },
  ],
  margin,
  notShown:
    'How often is too often depends on the size of the model: a larger one knows a text by heart sooner. At size nano, three seeds are too few to tell the beginning of the book from pieces of all of it.',
  real: 'Is the model that reads its text 64 times worse from the beginning, or does its curve turn upwards on the way?',
  scale: 'uniqueText',
  baseline: once,
  arms(size) {
    const same = armAt(size, sizes[size]);
    const seen = same.steps * same.batch * same.context;
    const read = (times: number) => Math.round(seen / times);
    return [
      ...epochs.map((times) => ({
        name: times === 1 ? `${grouped(seen)} characters` : `${grouped(read(times))}, ${times} times`,
        config: { ...same, uniqueText: read(times) },
      })),
      { name: `the first ${grouped(read(4))}, 4 times`, config: { ...same, uniqueText: read(4), textFrom: 'beginning' } },
      ...parts.map((part) => {
        const steps = same.steps / part;
        return {
          name: `${grouped(read(part))}, once`,
          config: { ...same, uniqueText: read(part), steps, warmup: Math.floor(steps / 10) },
        };
      }),
    ];
  },
  contrasts: () => [
    { kind: 'difference', id: 'four', arm: four, against: once },
    { kind: 'difference', id: 'sixteen', arm: sixteen, against: once },
    { kind: 'difference', id: 'place', arm: beginning, against: four },
    { kind: 'difference', id: 'most', arm: most, against: once },
  ],
});
