// Is what a model has learned from one text worth anything for another one? A novel first, then a little Dutch, or a list of names.

import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { lineOf, type StudyRecord } from '#src/experiment/study/study-record.ts';
import { formatShortLoss, grouped } from '#src/words/numbers.ts';
import { nats } from '../study-words.ts';
import type { StudyChart, StudyLesson } from '../study-lesson.ts';

const margin = 0.03; // nats per character
const targets = { declaration: 'a declaration in Dutch', names: 'first names' };

const chartOf = (target: keyof typeof targets, title: string): StudyChart => ({
  title,
  x: { label: 'steps on the new text', log: true },
  y: { label: 'nats per character' },
  lines: [
    { line: `${target} scratch`, name: 'from scratch' },
    { line: `${target} transferred`, name: 'after the novel' },
  ],
  levels: (record) => {
    const unread = pointOf(record, `${target} unread`);
    return unread ? [{ name: 'after the novel, none of it read', y: measuredAt(unread).mean }] : [];
  },
});

const told = (record: StudyRecord, target: keyof typeof targets): string[] => {
  const [scratch, moved] = [pointOf(record, `${target} scratch`), pointOf(record, `${target} transferred`)];
  if (!scratch || !moved) return [];
  const gain = differenceOf(scratch, moved);
  const early = lineOf(record, `${target} transferred`)[0]!;
  if (registerOf(gain, margin) !== 'shown')
    return [`On ${targets[target]}, after ${grouped(moved.x)} steps, no difference is certain: ${nats(gain)} nats.`];
  if (gain.mean < 0)
    return [
      `On ${targets[target]} the novel was in the way: ${nats({ ...gain, mean: -gain.mean, interval: undefined })} nats worse than from scratch.`,
    ];
  const ahead =
    measuredAt(early).mean < measuredAt(scratch).mean
      ? ` It was already better after ${grouped(early.x)} steps than the other after ${grouped(scratch.x)}.`
      : '';
  return [
    `On ${targets[target]}, the model that has read the novel ends ${nats(gain)} nats per character lower: ${formatShortLoss(measuredAt(moved).mean)} instead of ${formatShortLoss(measuredAt(scratch).mean)}.${ahead}`,
  ];
};

export const transfer: StudyLesson = {
  id: 'transfer',
  title: 'Transfer',
  claim: {
    text: 'with only 100 labeled examples, it matches the performance of training from scratch on 100x more data',
    source: 'Howard and Ruder, “Universal Language Model Fine-tuning for Text Classification”, 2018',
    url: 'https://arxiv.org/abs/1801.06146',
  },
  question: 'A model has read an English novel. Does that help it to read a few pages of Dutch?',
  guess: {
    question:
      'From scratch the model ends at some loss on the Dutch pages. How many hundredths of a nat lower does the one that has read the novel end?',
    unit: 'hundredths',
    min: -200,
    max: 200,
    measured: (record) => {
      const [scratch, moved] = [pointOf(record, 'declaration scratch'), pointOf(record, 'declaration transferred')];
      return scratch && moved && 100 * differenceOf(scratch, moved).mean;
    },
  },
  settings: [
    { key: 'characters', label: 'Characters of the new text', min: 500, max: 50_000, step: 1 },
    { key: 'depth', label: 'Blocks', min: 1, max: 12, step: 1 },
    { key: 'width', label: 'Width', min: 16, max: 256, step: 16 },
    { key: 'batch', label: 'Windows per step', min: 1, max: 128, step: 1 },
    { key: 'reading', label: 'Steps on the novel', min: 2, max: 20_000, step: 1 },
    { key: 'further', label: 'Steps on the new text', min: 8, max: 5000, step: 1 },
    { key: 'passages', label: 'Held-out passages', min: 1, max: 64, step: 1 },
  ],
  sizes: {
    test: { characters: 1000, depth: 1, width: 16, batch: 2, reading: 4, further: 8, passages: 1 },
    nano: { characters: 20_000, depth: 2, width: 32, batch: 16, reading: 400, further: 200, passages: 16 },
    standard: { characters: 20_000, depth: 4, width: 64, batch: 16, reading: 600, further: 200, passages: 16 },
    large: { characters: 20_000, depth: 8, width: 128, batch: 32, reading: 2000, further: 200, passages: 32 },
  },
  stages: {
    reader: 'a model reads the novel',
    'declaration scratch': 'Dutch from scratch',
    'declaration transferred': 'Dutch after the novel',
    'names scratch': 'names from scratch',
    'names transferred': 'names after the novel',
  },
  charts: [chartOf('declaration', 'A declaration in Dutch'), chartOf('names', 'First names')],
  answer: (record) => [...told(record, 'declaration'), ...told(record, 'names')],
  notShown:
    'The learning rate after the novel is a third of the other, which nobody has tuned; and what is forgotten of the novel meanwhile is not measured.',
  real: 'Is the model that has read the novel lower at every step, in every seed?',
  next: 'memorise',
};
