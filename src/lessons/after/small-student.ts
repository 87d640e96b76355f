// What can a small model learn from a large one that it cannot learn from the same text? And how do both work together?

import { lineOf } from '#src/experiment/study/study-record.ts';
import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { formatThree } from '#src/words/numbers.ts';
import { nats, percent, within } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

const names = { hard: 'from the text alone', soft: 'from a large model', exact: 'from the truth' };

export const smallStudent: StudyLesson = {
  id: 'small-student',
  title: 'A small student',
  claim: {
    text: 'we can significantly improve the acoustic model of a heavily used commercial system by distilling the knowledge in an ensemble of models into a single model',
    source: 'Hinton, Vinyals and Dean, “Distilling the Knowledge in a Neural Network”, 2015',
    url: 'https://arxiv.org/abs/1503.02531',
  },
  question:
    'There is little text. Does a small model learn more from it if a large one says, at every place, how likely each next letter was?',
  guess: {
    question:
      'Learning from the text alone, the small model ends some way above the lowest loss possible. What part of that distance does the teacher take away?',
    unit: '%',
    min: 0,
    max: 100,
    measured: (record) => {
      const [hard, soft] = [pointOf(record, 'hard'), pointOf(record, 'soft')];
      return hard && soft && 100 * (1 - measuredAt(soft).mean / measuredAt(hard).mean);
    },
  },
  settings: [
    { key: 'tokens', label: 'Letters of text', min: 100, max: 500_000, step: 1 },
    { key: 'width', label: 'Width of the student', min: 8, max: 128, step: 8 },
    { key: 'batch', label: 'Windows per step', min: 1, max: 64, step: 1 },
    { key: 'steps', label: 'Steps of the student', min: 8, max: 10_000, step: 1 },
    { key: 'teaching', label: 'Steps of the teacher', min: 2, max: 10_000, step: 1 },
    { key: 'reading', label: 'Steps of the pair', min: 2, max: 10_000, step: 1 },
    { key: 'small', label: 'Width of the small one', min: 16, max: 256, step: 16 },
    { key: 'large', label: 'Width of the large one', min: 16, max: 256, step: 16 },
    { key: 'depth', label: 'Blocks of the large one', min: 1, max: 12, step: 1 },
    { key: 'windows', label: 'Passages it is tested on', min: 1, max: 500, step: 1 },
  ],
  sizes: {
    test: { tokens: 300, width: 8, batch: 2, steps: 8, teaching: 4, reading: 24, small: 16, large: 16, depth: 1, windows: 2 },
    nano: {
      tokens: 4000,
      width: 32,
      batch: 16,
      steps: 200,
      teaching: 300,
      reading: 300,
      small: 16,
      large: 48,
      depth: 3,
      windows: 100,
    },
    standard: {
      tokens: 4000,
      width: 32,
      batch: 32,
      steps: 400,
      teaching: 600,
      reading: 600,
      small: 16,
      large: 64,
      depth: 4,
      windows: 200,
    },
    large: {
      tokens: 4000,
      width: 64,
      batch: 32,
      steps: 600,
      teaching: 1000,
      reading: 1500,
      small: 32,
      large: 128,
      depth: 8,
      windows: 400,
    },
  },
  stages: {
    teacher: 'the teacher learns',
    hard: 'the student learns from the text alone',
    soft: 'the student learns from the teacher',
    exact: 'the student learns from the true source',
    small: 'the small one reads a novel',
    large: 'the large one reads it',
  },
  charts: [
    {
      title: 'How far the student is from the truth',
      x: { label: 'steps of training' },
      y: { label: 'nats above the lowest possible loss', log: true },
      lines: Object.entries(names).map(([line, name]) => ({ line, name })),
      levels: (record) => {
        const teacher = pointOf(record, 'teacher');
        return teacher ? [{ name: 'the teacher', y: measuredAt(teacher).mean }] : [];
      },
    },
    {
      title: 'Small and large in balance: right next letters of a novel',
      x: { label: 'FLOP for a letter' },
      y: { label: 'right next letters', percent: true },
      lines: [{ line: 'cascade', name: 'the large one where the small one is unsure' }],
      levels: (record) => {
        const large = pointOf(record, 'large alone');
        return large ? [{ name: 'the large one alone', y: measuredAt(large).mean }] : [];
      },
    },
  ],
  answer(record) {
    const [hard, soft] = [pointOf(record, 'hard'), pointOf(record, 'soft')];
    if (!hard || !soft) return [];
    const gain = differenceOf(hard, soft);
    const sentences = [
      registerOf(gain, 0.02) === 'shown' && gain.mean > 0
        ? `With a teacher the student ends ${formatThree(measuredAt(soft).mean)} nats above the lowest possible loss; from the same text alone, ${formatThree(measuredAt(hard).mean)}: ${nats(gain)} more.`
        : `The teacher makes no difference that is certain: ${nats(gain)} nats.`,
    ];
    const best = Math.min(...lineOf(record, 'hard').map((point) => measuredAt(point).mean));
    if (best < 0.8 * measuredAt(hard).mean)
      sentences.push(
        `Alone, it was best at ${formatThree(best)} and then learned the text by heart. The teacher’s shares say of every place what else could have stood there.`,
      );
    const [small, large] = [pointOf(record, 'small alone'), pointOf(record, 'large alone')];
    const cascade = lineOf(record, 'cascade');
    const cheapest = large && cascade.find((point) => measuredAt(point).mean >= measuredAt(large).mean - 0.01);
    if (small && large && cheapest)
      sentences.push(
        `Of a novel’s next letters the small model gets ${within(measuredAt(small))} right, the large one ${within(measuredAt(large))}. Together they come within 1 of 100 of the large one at ${percent(cheapest.x / large.x)} of its cost.`,
      );
    return sentences;
  },
  notShown:
    'The teacher had read far more text than the student was given: what it knows came from somewhere. And the cost of a cascade leaves out that the large model must read what came before.',
  real: 'Does the student without a teacher turn upwards in every seed?',
};
