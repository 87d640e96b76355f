// How much of a trained model can be left out? Fewer weights, fewer bits, lower rank, with and without some more training.

import { lineOf, type StudyPoint, type StudyRecord } from '#src/experiment/study/study-record.ts';
import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { formatBytes, formatLoss, formatThree } from '#src/words/numbers.ts';
import { nats } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

const margin = 0.02; // nats per character
const names = { pruned: 'fewer weights', quantised: 'fewer bits', 'low rank': 'low rank' };

/** Of all ways, the smallest that is certainly not worse by more than the margin than the whole one, which was tuned as long. */
function smallestAsGood(record: StudyRecord): StudyPoint | undefined {
  const asGood = ['', ', tuned'].flatMap((tuned) => {
    const whole = pointOf(record, `whole${tuned}`);
    const points = Object.keys(names).flatMap((way) => lineOf(record, `${way}${tuned}`));
    return whole ? points.filter((point) => (differenceOf(point, whole).interval?.high ?? Infinity) < margin) : [];
  });
  return asGood.sort((a, b) => a.x - b.x)[0];
}

export const leaner: StudyLesson = {
  id: 'leaner',
  title: 'Leaner',
  claim: {
    text: 'Our method reduced the size of VGG-16 by 49x from 552MB to 11.3MB, again with no loss of accuracy',
    source: 'Han, Mao and Dally, “Deep Compression”, 2015',
    url: 'https://arxiv.org/abs/1510.00149',
  },
  question:
    'A trained model is a list of numbers. How many of them, and how many bits of each, can be thrown away before it writes worse?',
  guess: {
    question: 'Into what part of its size does the model fit without getting noticeably worse?',
    unit: '%',
    min: 0,
    max: 100,
    measured: (record) => {
      const [whole, small] = [pointOf(record, 'whole'), smallestAsGood(record)];
      return whole && small && (100 * small.x) / whole.x;
    },
  },
  settings: [
    { key: 'depth', label: 'Blocks', min: 1, max: 12, step: 1 },
    { key: 'width', label: 'Width', min: 8, max: 256, step: 8 },
    { key: 'context', label: 'Context', min: 8, max: 256, step: 1 },
    { key: 'batch', label: 'Windows per step', min: 1, max: 256, step: 1 },
    { key: 'steps', label: 'Steps', min: 2, max: 20_000, step: 1 },
    { key: 'tuning', label: 'Steps of tuning', min: 2, max: 5000, step: 1 },
    { key: 'passages', label: 'Held-out passages', min: 1, max: 64, step: 1 },
  ],
  sizes: {
    test: { depth: 1, width: 8, context: 16, batch: 4, steps: 10, tuning: 2, passages: 1 },
    nano: { depth: 2, width: 32, context: 32, batch: 8, steps: 400, tuning: 120, passages: 16 },
    standard: { depth: 4, width: 64, context: 64, batch: 16, steps: 1000, tuning: 300, passages: 32 },
    large: { depth: 8, width: 128, context: 128, batch: 32, steps: 2000, tuning: 500, passages: 64 },
  },
  stages: {
    whole: 'the model learns',
    'whole 0': 'the whole model: tuned',
    ...Object.fromEntries(
      Object.entries(names).flatMap(([way, name]) => [0, 1, 2, 3].map((i) => [`${way} ${i}`, `${name}: tuned`] as const)),
    ),
  },
  charts: [
    {
      title: 'Loss against bytes, as cut',
      x: { label: 'bytes of the model', log: true },
      y: { label: 'nats per character' },
      lines: Object.entries(names).map(([line, name]) => ({ line, name })),
      levels: (record) => wholeLevel(record, 'whole'),
    },
    {
      title: 'The same after some more training',
      x: { label: 'bytes of the model', log: true },
      y: { label: 'nats per character' },
      lines: Object.entries(names).map(([way, name]) => ({ line: `${way}, tuned`, name })),
      levels: (record) => wholeLevel(record, 'whole, tuned'),
    },
    {
      title: 'After that training, against what a character costs where zeros are left out',
      x: { label: 'FLOP for a character', log: true },
      y: { label: 'nats per character' },
      lines: (['pruned', 'low rank'] as const).map((way) => ({ line: `${way}, tuned by compute`, name: names[way] })),
      levels: (record) => wholeLevel(record, 'whole, tuned'),
    },
  ],
  answer(record) {
    const [whole, wholeTuned, last] = ['whole', 'whole, tuned', 'low rank, tuned'].map((line) => pointOf(record, line));
    if (!whole || !wholeTuned || !last) return [];
    const small = smallestAsGood(record);
    const way = small && Object.entries(names).find(([line]) => small.line.startsWith(line))![1];
    const first = small
      ? `The model fits into ${formatBytes(small.x)} instead of ${formatBytes(whole.x)}, ${formatThree(whole.x / small.x)} times less, without getting worse by ${margin} nats: by ${way}${small.line.endsWith('tuned') ? ' and some more training' : ''}.`
      : `Every way of cutting made it worse by ${margin} nats or more, as far as three seeds can tell.`;
    const cut = lineOf(record, 'pruned').at(-2); // three in four
    const tuned = cut && pointOf(record, 'pruned, tuned', cut.x);
    if (!cut || !tuned) return [first];
    const [lost, left] = [differenceOf(cut, whole), differenceOf(tuned, wholeTuned)];
    const told = registerOf(lost, margin) === 'shown' ? `costs ${nats(lost)}` : `changes it by ${nats(lost)}`;
    return [
      first,
      `Throwing away three weights in four ${told} nats per character; after some more training ${nats(left)} are left of that, beside a whole model that trained as long.`,
      `The whole model is at ${formatLoss(measuredAt(whole).mean)}, and after that training at ${formatLoss(measuredAt(wholeTuned).mean)}.`,
    ];
  },
  notShown:
    'Bytes on a disk are not time: whether fewer of them compute faster depends on the machine. The more training is not free either, and a smaller model trained from the start is the rival that is missing here.',
  real: 'Are the cut models of every seed on the same side of the whole one?',
};

const wholeLevel = (record: StudyRecord, line: string) => {
  const whole = pointOf(record, line);
  return whole ? [{ name: `whole, ${formatBytes(whole.x)}`, y: measuredAt(whole).mean }] : [];
};
