// Does a model that answers everything it has practised understand what it does? Addition from few examples, and from many.

import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { grouped } from '#src/words/numbers.ts';
import { percent, within } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

const clockNames = { 'clock, no decay': 'without weight decay', clock: 'with strong weight decay' };
const names = { few: 'few examples', decay: 'few, strong weight decay', many: 'all examples' };

export const memorise: StudyLesson = {
  id: 'memorise',
  title: 'Memorise or understand',
  claim: {
    text: 'Deep neural networks easily fit random labels.',
    source: 'Zhang, Bengio, Hardt, Recht and Vinyals, “Understanding deep learning requires rethinking generalization”, 2016',
    url: 'https://arxiv.org/abs/1611.03530',
  },
  question:
    'A model practises a few hundred sums until it gets all of them right. How many sums can it do that it has never seen?',
  guess: {
    question: 'Of 100 new sums, how many does the model get right that knows its few examples by heart?',
    unit: '%',
    min: 0,
    max: 100,
    measured: (record) => {
      const last = pointOf(record, 'few new');
      return last && 100 * measuredAt(last).mean;
    },
  },
  settings: [
    { key: 'digits', label: 'Digits of a number', min: 1, max: 5, step: 1 },
    { key: 'examples', label: 'Few: so many examples', min: 1, max: 100_000, step: 1 },
    { key: 'decay', label: 'Strong weight decay', min: 0, max: 10 },
    { key: 'width', label: 'Width', min: 8, max: 256, step: 8 },
    { key: 'batch', label: 'Examples per step', min: 1, max: 512, step: 1 },
    { key: 'steps', label: 'Steps', min: 4, max: 20_000, step: 1 },
    { key: 'questions', label: 'Questions it is tested on', min: 4, max: 1000, step: 1 },
    { key: 'clock', label: 'Steps on a clock', min: 0, max: 50_000, step: 1 },
  ],
  sizes: {
    test: { digits: 1, examples: 10, decay: 1, width: 8, batch: 8, steps: 16, questions: 10, clock: 4 },
    nano: { digits: 2, examples: 300, decay: 3, width: 32, batch: 128, steps: 700, questions: 150, clock: 0 },
    standard: { digits: 3, examples: 1000, decay: 3, width: 64, batch: 128, steps: 2000, questions: 500, clock: 5000 },
    large: { digits: 4, examples: 2000, decay: 3, width: 128, batch: 256, steps: 3000, questions: 1000, clock: 8000 },
  },
  stages: {
    few: 'learns from few examples',
    decay: 'learns from few, with weight decay',
    many: 'learns from all',
    'clock, no decay': 'adds on a clock, without weight decay',
    clock: 'adds on a clock, with strong weight decay',
  },
  charts: [
    {
      title: 'New sums',
      x: { label: 'steps of training', log: true },
      y: { label: 'right answers', percent: true },
      lines: Object.entries(names).map(([line, name]) => ({ line: `${line} new`, name })),
    },
    {
      title: 'Sums it has practised',
      x: { label: 'steps of training', log: true },
      y: { label: 'right answers', percent: true },
      lines: Object.entries(names).map(([line, name]) => ({ line: `${line} practised`, name })),
    },
    {
      title: 'Sums on a clock of 31 hours (from size standard on)',
      x: { label: 'steps of training', log: true },
      y: { label: 'right answers', percent: true },
      lines: Object.entries(clockNames).flatMap(([line, name]) => [
        { line: `${line} practised`, name: `practised, ${name}` },
        { line: `${line} new`, name: `new, ${name}` },
      ]),
    },
  ],
  answer(record) {
    const at = (line: string) => pointOf(record, line);
    const [practised, unseen, many] = [at('few practised'), at('few new'), at('many new')];
    if (!practised || !unseen || !many) return [];
    const gain = differenceOf(many, unseen);
    const sentences = [
      `With ${grouped(record.settings['examples'] ?? 0)} examples the model gets ${percent(measuredAt(practised).mean)} of them right, and ${within(measuredAt(unseen))} of new sums.`,
      registerOf(gain, 0.05) === 'shown'
        ? `With all examples, seen once or a few times, it gets ${within(measuredAt(many))} of new sums right: what looks like the same skill is another one.`
        : `With all examples it gets ${within(measuredAt(many))} of new sums right: no difference that is certain.`,
    ];
    const [known, decayed] = [at('decay practised'), at('decay new')];
    if (known && decayed)
      sentences.push(
        registerOf(differenceOf(decayed, unseen), 0.05) === 'shown'
          ? `Strong weight decay changes that: ${within(measuredAt(decayed))} of new sums.`
          : `Strong weight decay does not help here: ${within(measuredAt(decayed))} of new sums, ${percent(measuredAt(known).mean)} of those it practised.`,
      );
    const [plain, clock] = [at('clock, no decay new'), at('clock new')];
    if (plain && clock) {
      const late = differenceOf(clock, plain);
      sentences.push(
        registerOf(late, 0.05) === 'shown' && late.mean > 0
          ? `On a clock of 31 hours, where it practises 6 sums of 10, time and weight decay bring understanding: in the end ${within(measuredAt(clock))} of new sums, and without weight decay ${within(measuredAt(plain))}.`
          : `On a clock of 31 hours weight decay makes no difference that is certain: ${within(measuredAt(clock))} of new sums instead of ${within(measuredAt(plain))}.`,
      );
    }
    return sentences;
  },
  notShown:
    'Models have been seen to understand long after they had memorised (“grokking”). That takes thousands of steps: at size nano it is left out, from standard on it is looked for on a clock of 31 hours.',
  real: 'Do practised and new sums part in every seed, and when?',
};
