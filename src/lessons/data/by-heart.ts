// What helps a model that knows its little text by heart? Dropout, an early end, or fewer weights; and beside them, what it lacks: text.

import { grouped } from '#src/words/numbers.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

/** Characters of training text, and ten times as many. */
const little: Readonly<Record<Size, number>> = { test: 500, nano: 3000, standard: 10_000, large: 30_000 };
const sizes = {
  test: { depth: 2, width: 16, learningRate: 1e-2 },
  nano: { depth: 2, steps: 400, warmup: 40, learningRate: 1.3e-2 },
  standard: { depth: 4, steps: 1000, learningRate: 4e-3 },
  large: { depth: 4, steps: 1000, learningRate: 2e-3 },
} satisfies Record<Size, object>;
const [plain, dropped, stopped, narrow, more] = [0, 1, 2, 3, 4];
const margin = 0.05;

export const byHeart = lesson({
  id: 'by-heart',
  title: 'Learning by heart',
  claim: {
    text: 'overfitting is a serious problem in such networks',
    source: 'Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, 2014, who brought dropout against it',
    url: 'https://jmlr.org/papers/v15/srivastava14a.html',
  },
  question: 'Can a trick replace text? A model reads a few pages until it knows them by heart, and tries three ways to avoid it.',
  choices: [
    { id: 'nothing', sentence: 'Dropout wins back nothing of it', contrast: 'share', from: -0.05, to: 0.05 },
    { id: 'part', sentence: 'Dropout wins back part of what ten times the text gives', contrast: 'share', from: 0.05, to: 0.95 },
    { id: 'all', sentence: 'Dropout is as good as ten times the text', contrast: 'share', from: 0.95 },
    { id: 'early', sentence: 'It is enough to stop in time', contrast: 'early', to: -margin },
  ],
  margin,
  notShown:
    'Each remedy has a strength of its own that nobody has tuned here, and they can be combined. A model that has seen enough text needs none of them.',
  real: 'Where is the training loss of the model without a remedy while its held-out loss turns upwards?',
  baseline: plain,
  arms(size) {
    const same = { ...armAt(size, sizes[size]), uniqueText: little[size] };
    const text = `${grouped(little[size])} characters`;
    return [
      { name: text, config: same },
      { name: `${text}, dropout`, config: { ...same, dropout: 0.3 } },
      { name: `${text}, stops early`, config: { ...same, stopAfter: 3 } },
      { name: `${text}, half as wide`, config: { ...same, width: same.width / 2, heads: 1 } },
      { name: `${grouped(10 * little[size])} characters`, config: { ...same, uniqueText: 10 * little[size] } },
    ];
  },
  contrasts: () => [
    { kind: 'share', id: 'share', from: plain, to: more, by: dropped },
    { kind: 'difference', id: 'early', arm: stopped, against: plain },
    { kind: 'share', id: 'narrow', from: plain, to: more, by: narrow },
  ],
});
