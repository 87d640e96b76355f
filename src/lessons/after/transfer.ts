// Is what a model has learned from one text worth anything for another one? A novel first, then a little Dutch, or a list of names.

import { differenceOf, measuredAt, pointOf, registerOf, reversed } from '#src/science/studies/measured.ts';
import { lineOf, type StudyPoint, type StudyRecord } from '#src/experiment/study/study-record.ts';
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

/** Both ways after as many steps, the most that both have done. */
const bothOf = (
  record: StudyRecord,
  target: keyof typeof targets,
): readonly [scratch: StudyPoint, moved: StudyPoint] | undefined => {
  const moved = pointOf(record, `${target} transferred`);
  const scratch = moved && pointOf(record, `${target} scratch`, moved.x);
  return scratch && [scratch, moved];
};

const told = (record: StudyRecord, target: keyof typeof targets): string[] => {
  const both = bothOf(record, target);
  if (!both) return [];
  const [scratch, moved] = both;
  const gain = differenceOf(scratch, moved);
  const where = `On ${targets[target]}, after ${grouped(moved.x)} steps,`;
  const register = registerOf(gain, margin);
  if (register === 'unclear')
    return [`${where} no difference is certain: the model that has read the novel is lower by ${nats(gain)} nats.`];
  if (register === 'small')
    return [`${where} the novel hardly matters, at most by ${margin} nats: it makes the loss lower by ${nats(gain)} nats.`];
  if (gain.mean < 0) return [`${where} the novel was in the way: ${nats(reversed(gain))} nats worse than from scratch.`];
  const earlier = lineOf(record, `${target} transferred`).find(
    (point) => point.x < moved.x && (differenceOf(scratch, point).interval?.low ?? 0) > 0,
  );
  const ahead = earlier
    ? ` After ${grouped(earlier.x)} steps it was already lower than the other after ${grouped(scratch.x)}, by ${nats(differenceOf(scratch, earlier))} nats.`
    : '';
  return [
    `${where} the model that has read the novel is ${nats(gain)} nats per character lower: ${formatShortLoss(measuredAt(moved).mean)} instead of ${formatShortLoss(measuredAt(scratch).mean)}.${ahead}`,
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
      const both = bothOf(record, 'declaration');
      return both && 100 * differenceOf(...both).mean;
    },
  },
  settings: [
    { key: 'characters', label: 'Characters of the new text, at most', min: 500, max: 50_000, step: 1 },
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
    'The learning rate after the novel is a third of the other, which nobody has tuned; and what is forgotten of the novel meanwhile is not measured. The declaration has no more than 10,882 characters to read and 1,281 to be tested on, and the intervals are over seeds: another text may give other numbers.',
  real: 'Is the model that has read the novel lower at every step, in every seed?',
};
