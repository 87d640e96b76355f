// What becomes of models that live on what models wrote? Ten generations, on three diets.

import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { formatShortLoss, grouped } from '#src/words/numbers.ts';
import { nats } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

const names = { replace: 'only the last model’s text', accumulate: 'all that was ever written', 'half real': 'half of it real' };
const lines = (what: string) => Object.entries(names).map(([diet, name]) => ({ line: `${diet} ${what}`, name }));
const trueLevel = (record: StudyRecord) => {
  const truth = pointOf(record, 'true entropy');
  return truth ? [{ name: 'the true source', y: measuredAt(truth).mean }] : [];
};

export const ownDiet: StudyLesson = {
  id: 'own-diet',
  title: 'A diet of its own text',
  claim: {
    text: 'indiscriminate use of model-generated content in training causes irreversible defects in the resulting models',
    source: 'Shumailov and others, “AI models collapse when trained on recursively generated data”, 2024',
    url: 'https://www.nature.com/articles/s41586-024-07566-y',
  },
  question:
    'A model learns from a text and writes a new one; the next model learns from that, and so on. What is left after ten generations?',
  guess: {
    question:
      'In the first text there are many different pairs of letters. Of 100 of them, how many are still there in the tenth?',
    unit: '%',
    min: 0,
    max: 200,
    measured: (record) => {
      const [first, last] = [pointOf(record, 'replace pairs', 0), pointOf(record, 'replace pairs')];
      return first && last && last.x > 0 ? (100 * measuredAt(last).mean) / measuredAt(first).mean : undefined;
    },
  },
  settings: [
    { key: 'symbols', label: 'Letters of the language', min: 4, max: 26, step: 1 },
    { key: 'generations', label: 'Generations', min: 1, max: 50, step: 1 },
    { key: 'width', label: 'Width', min: 8, max: 128, step: 8 },
    { key: 'batch', label: 'Windows per step', min: 1, max: 128, step: 1 },
    { key: 'steps', label: 'Steps of each generation', min: 4, max: 5000, step: 1 },
  ],
  sizes: {
    test: { symbols: 6, generations: 1, width: 8, batch: 2, steps: 4 },
    nano: { symbols: 26, generations: 10, width: 32, batch: 16, steps: 80 },
    standard: { symbols: 26, generations: 10, width: 64, batch: 32, steps: 150 },
    large: { symbols: 26, generations: 20, width: 64, batch: 64, steps: 300 },
  },
  stages: Object.fromEntries(
    Object.entries(names).flatMap(([diet, name]) =>
      Array.from({ length: 51 }, (_, g) => [`${diet} ${g}`, `${name}, generation ${g}`] as const),
    ),
  ),
  charts: [
    {
      title: 'Different pairs of letters in what each generation wrote',
      x: { label: 'generation' },
      y: { label: 'different pairs' },
      lines: lines('pairs'),
    },
    {
      title: 'How far each generation is from the truth',
      x: { label: 'generation' },
      y: { label: 'nats above the lowest possible loss' },
      lines: lines('excess'),
    },
    {
      title: 'How surprising its own text is to it',
      x: { label: 'generation' },
      y: { label: 'nats per letter' },
      lines: lines('entropy'),
      levels: trueLevel,
    },
    {
      title: 'The twin that only counts pairs: its entropy rate, exactly',
      x: { label: 'generation' },
      y: { label: 'nats per letter' },
      lines: lines('counted'),
      levels: trueLevel,
    },
  ],
  answer(record) {
    const at = (line: string, x?: number) => pointOf(record, line, x);
    const [first, last] = [at('replace excess', 0), at('replace excess')];
    const kept = at('accumulate excess');
    if (!first || !last || !kept || last.x === 0) return [];
    const worse = differenceOf(last, first);
    const better = differenceOf(last, kept);
    const sentences = [
      registerOf(worse, 0.05) === 'shown' && worse.mean > 0
        ? `After ${grouped(last.x)} generations on nothing but the last model’s text, a model is ${nats(worse)} nats further from the truth than the first.`
        : `After ${grouped(last.x)} generations no change is certain: ${nats(worse)} nats.`,
      registerOf(better, 0.05) === 'shown' && better.mean > 0
        ? `Where nothing is ever thrown away, the last one is better by ${nats(better)} nats.`
        : `Whether it helps to keep everything is not certain here: ${nats(better)} nats.`,
    ];
    const [counted, truth] = [at('replace counted'), at('true entropy')];
    const countedKept = at('accumulate counted');
    if (counted && truth && countedKept)
      sentences.push(
        `The twin that only counts loses variety in the same way: its entropy falls from ${formatShortLoss(measuredAt(truth).mean)} to ${formatShortLoss(measuredAt(counted).mean)} nats, and to ${formatShortLoss(measuredAt(countedKept).mean)} where all is kept.`,
      );
    return sentences;
  },
  notShown:
    'Nobody chose among the texts here. Real model-written text is filtered, checked and mixed, which is how it can help; and the real text was small from the start.',
  real: 'Do the three diets begin alike in generation 0, and part in every seed?',
  next: 'small-student',
};
