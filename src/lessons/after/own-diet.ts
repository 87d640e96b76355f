// What becomes of models that live on what models wrote? Ten generations, on three diets.

import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { differenceOf, measuredAt, pointOf, registerOf, reversed, type Measured } from '#src/science/studies/measured.ts';
import { grouped } from '#src/words/numbers.ts';
import { nats } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

const names = { replace: 'only the last model’s text', accumulate: 'all that was ever written', 'half real': 'half of it real' };
const lines = (what: string) => Object.entries(names).map(([diet, name]) => ({ line: `${diet} ${what}`, name }));
const levelOf = (line: string, name: string) => (record: StudyRecord) => {
  const truth = pointOf(record, line);
  return truth ? [{ name, y: measuredAt(truth).mean }] : [];
};
const trueLevel = levelOf('true entropy', 'the true source');

const margin = 0.05; // nats per letter

/** How the last model differs from the first. */
const further = (more: Measured): string => {
  const register = registerOf(more, margin);
  if (register === 'unclear')
    return `it is not certain whether a model is further from the truth than the first: it is by ${nats(more)} nats`;
  if (register === 'small')
    return `a model is about as far from the truth as the first, to within ${margin} nats: further by ${nats(more)} nats`;
  return more.mean > 0
    ? `a model is ${nats(more)} nats further from the truth than the first`
    : `a model is nearer to the truth than the first, by ${nats(reversed(more))} nats`;
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
      'Each model learns only from the last one’s text. For every 100 different pairs of letters in what the first one writes, how many are in what the last one writes?',
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
      levels: levelOf('true pairs', 'the real text, as long'),
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
    const last = pointOf(record, 'replace excess');
    if (!last || last.x === 0) return [];
    // While a study runs, some diets are behind others: all are told at the same generation, or not yet.
    const at = (line: string, x = last.x) => pointOf(record, line, x);
    const [first, kept, keptFirst, half, halfFirst] = [
      at('replace excess', 0),
      at('accumulate excess'),
      at('accumulate excess', 0),
      at('half real excess'),
      at('half real excess', 0),
    ];
    if (!first) return [];
    const generations = last.x === 1 ? 'one generation' : `${grouped(last.x)} generations`;
    const sentences = [`After ${generations} on nothing but the last model’s text, ${further(differenceOf(last, first))}.`];
    if (kept && keptFirst) {
      sentences.push(
        `Where nothing is ever thrown away, ${further(differenceOf(kept, keptFirst))}.`,
        ...(registerOf(differenceOf(last, kept), margin) === 'shown'
          ? [`Between these two diets lie ${nats(differenceOf(last, kept))} nats.`]
          : []),
      );
    }
    if (half && halfFirst) sentences.push(`Where half of the text is always real, ${further(differenceOf(half, halfFirst))}.`);
    const [counted, countedFirst, countedKept] = [at('replace counted'), at('replace counted', 0), at('accumulate counted')];
    if (!counted || !countedFirst || !countedKept) return sentences;
    const lost = differenceOf(countedFirst, counted);
    if (registerOf(lost, margin) === 'shown' && lost.mean > 0)
      sentences.push(
        `The twin that only counts loses variety too: its entropy falls by ${nats(lost)} nats from generation 0 on, and to ${nats(measuredAt(counted))} nats; where all is kept, it is ${nats(measuredAt(countedKept))}.`,
      );
    return sentences;
  },
  notShown:
    'Nobody chose among the texts here. Real model-written text is filtered, checked and mixed, which is how it can help; and the real text was small from the start.',
  real: 'Do the three diets begin alike in generation 0, and part in every seed?',
};
