// Does a model that may write down intermediate steps answer what it cannot answer at once? Parity, with and without.

import { formatPercent } from '#src/words/numbers.ts';
import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { byHow, within } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

const names = { silent: 'answers at once', larger: 'at once, four times as large', aloud: 'step by step' };
const lines = Object.entries(names).map(([line, name]) => ({ line, name }));

export const thinkLonger: StudyLesson = {
  id: 'think-longer',
  title: 'Think longer',
  claim: {
    text: 'having a bot think for just 20 seconds in a hand of poker got the same boosting performance as scaling up the model by 100,000x',
    source: 'Noam Brown of OpenAI, in a talk of 2024',
    url: 'https://www.ted.com/talks/noam_brown_ai_won_t_plateau_if_we_give_it_time_to_think',
  },
  question: 'Is the number of ones odd or even? One model must answer at once, another may write down the count so far.',
  guess: {
    question: 'Guessing is right in 50 of 100. How many does the model that may write steps get right?',
    unit: '%',
    min: 0,
    max: 100,
    measured: (record) => {
      const last = pointOf(record, 'aloud');
      return last && 100 * measuredAt(last).mean;
    },
  },
  settings: [
    { key: 'bits', label: 'Bits of a question', min: 4, max: 20, step: 1 },
    { key: 'width', label: 'Width', min: 8, max: 256, step: 8 },
    { key: 'steps', label: 'Steps', min: 6, max: 10_000, step: 1 },
    { key: 'batch', label: 'Questions per step', min: 1, max: 512, step: 1 },
    { key: 'questions', label: 'Held-out questions', min: 10, max: 4000, step: 1 },
  ],
  sizes: {
    test: { bits: 6, width: 8, steps: 12, batch: 8, questions: 20 },
    nano: { bits: 12, width: 32, steps: 150, batch: 64, questions: 200 },
    standard: { bits: 16, width: 64, steps: 600, batch: 128, questions: 500 },
    large: { bits: 20, width: 128, steps: 1200, batch: 128, questions: 1000 },
  },
  stages: names,
  charts: [
    {
      title: 'Right answers while it learns',
      x: { label: 'steps of training' },
      y: { label: 'right answers', percent: true },
      lines,
      levels: () => [{ name: 'guessing', y: 0.5 }],
    },
    {
      title: 'Right answers by what an answer costs',
      x: { label: 'FLOP of an answer', log: true },
      y: { label: 'right answers', percent: true },
      lines: lines.map(({ line, name }) => ({ line: `${line} by compute`, name })),
      dots: true,
      levels: () => [{ name: 'guessing', y: 0.5 }],
    },
  ],
  answer(record) {
    const [silent, larger, aloud] = ['silent', 'larger', 'aloud'].map((line) => pointOf(record, line));
    if (!silent || !larger || !aloud) return [];
    const gain = differenceOf(aloud, silent);
    const [a, s, l] = [measuredAt(aloud), measuredAt(silent), measuredAt(larger)];
    const first =
      registerOf(gain, 0.05) === 'shown'
        ? `Writing steps makes ${byHow(gain)} of 100 answers more right: ${formatPercent(a.mean)} instead of ${formatPercent(s.mean)}.`
        : `Writing steps makes no difference that is certain: ${within(a)} right instead of ${within(s)}.`;
    const size = `Four times as many weights, without steps, get ${within(l)} right.`;
    return [first, size];
  },
  notShown:
    'The steps were shown to the model while it learned. Whether a model finds steps by itself is another question, and most tasks do not divide as neatly.',
  real: 'Where does the accuracy of the model without steps lie, at every look: at guessing, or above it?',
};
