// Is it worth answering many times? With somebody who knows a right answer when it is there, and by vote.

import { lineOf, type StudyRecord } from '#src/experiment/study/study-record.ts';
import { mean } from '#src/science/statistics/estimates.ts';
import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { formatFlops, formatPercent, grouped } from '#src/words/numbers.ts';
import { byHow, within } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

const margin = 0.05;

/**
 * For how many questions it is cheaper to train on, from where it was stopped until its likeliest answer is right as often as one of its many
 * attempts: means over the seeds. Unknown if a seed never gets so far.
 */
function breakEven(
  record: StudyRecord,
): { readonly training: number; readonly answering: number; readonly questions: number } | undefined {
  const [verified, stopped] = [pointOf(record, 'adder verified'), pointOf(record, 'adder stopped')];
  const [attempt, step] = [pointOf(record, 'flop of attempt'), pointOf(record, 'flop of step')];
  if (!verified || !stopped || !attempt || !step) return undefined;
  const looks = lineOf(record, 'adder right');
  const more = stopped.values.map((from, seed) => {
    const asGood = looks.find(({ x, values }) => x > from! && values[seed]! >= verified.values[seed]!);
    return asGood ? asGood.x - from! : NaN;
  });
  if (more.some(Number.isNaN) || verified.x < 2) return undefined;
  const training = mean(more) * measuredAt(step).mean;
  const answering = (verified.x - 1) * measuredAt(attempt).mean;
  return { training, answering, questions: Math.round(training / answering) };
}

export const sampleMore: StudyLesson = {
  id: 'sample-more',
  title: 'Sample more',
  claim: {
    text: 'coverage – the fraction of problems that are solved by any generated sample – scales with the number of samples over four orders of magnitude',
    source: 'Brown and others, “Large Language Monkeys”, 2024',
    url: 'https://arxiv.org/abs/2407.21787',
  },
  question:
    'A model that has half learned to add gets few sums right at the first attempt. What if it may try again and again, and somebody checks?',
  guess: {
    question: 'With 64 attempts at each sum, for how many of 100 sums is at least one attempt right?',
    unit: '%',
    min: 0,
    max: 100,
    measured: (record) => {
      const last = pointOf(record, 'adder verified');
      return last && 100 * measuredAt(last).mean;
    },
  },
  settings: [
    { key: 'digits', label: 'Digits of a number', min: 1, max: 5, step: 1 },
    { key: 'width', label: 'Width', min: 8, max: 256, step: 8 },
    { key: 'depth', label: 'Blocks of the adder', min: 1, max: 12, step: 1 },
    { key: 'batch', label: 'Examples per step', min: 1, max: 512, step: 1 },
    { key: 'enough', label: 'Share right at which the adder is asked', min: 0.001, max: 1 },
    { key: 'steps', label: 'Steps of the adder in all', min: 2, max: 20_000, step: 1 },
    { key: 'sorted', label: 'Digits to sort', min: 2, max: 9, step: 1 },
    { key: 'wrong', label: 'Share of wrong demonstrations', min: 0, max: 1 },
    { key: 'demonstrations', label: 'Steps of the sorter', min: 1, max: 20_000, step: 1 },
    { key: 'attempts', label: 'Attempts at a question', min: 1, max: 256, step: 1 },
    { key: 'questions', label: 'Questions', min: 4, max: 1000, step: 1 },
  ],
  sizes: {
    test: {
      digits: 1,
      width: 8,
      depth: 1,
      batch: 8,
      enough: 0.05,
      steps: 20,
      sorted: 3,
      wrong: 0.6,
      demonstrations: 6,
      attempts: 4,
      questions: 8,
    },
    nano: {
      digits: 2,
      width: 32,
      depth: 2,
      batch: 128,
      enough: 0.1,
      steps: 700,
      sorted: 5,
      wrong: 0.6,
      demonstrations: 500,
      attempts: 64,
      questions: 100,
    },
    standard: {
      digits: 3,
      width: 64,
      depth: 3,
      batch: 128,
      enough: 0.05,
      steps: 1200,
      sorted: 6,
      wrong: 0.6,
      demonstrations: 500,
      attempts: 64,
      questions: 200,
    },
    large: {
      digits: 4,
      width: 128,
      depth: 4,
      batch: 256,
      enough: 0.05,
      steps: 2000,
      sorted: 8,
      wrong: 0.6,
      demonstrations: 800,
      attempts: 128,
      questions: 300,
    },
  },
  stages: { adder: 'the adder', 'adder, half trained': 'the half-trained adder', sorter: 'sorter with a bad teacher' },
  charts: [
    {
      title: 'The adder: right answers by attempts',
      x: { label: 'attempts at a question', log: true },
      y: { label: 'questions answered right', percent: true },
      lines: [
        { line: 'adder verified', name: 'one is right, and a verifier finds it' },
        { line: 'adder voted', name: 'the answer given most often' },
      ],
    },
    {
      title: 'The sorter: the same, where voting works',
      x: { label: 'attempts at a question', log: true },
      y: { label: 'questions answered right', percent: true },
      lines: [
        { line: 'sorter verified', name: 'one is right, and a verifier finds it' },
        { line: 'sorter voted', name: 'the answer given most often' },
      ],
      levels: (record) => {
        const greedy = pointOf(record, 'sorter likeliest');
        return greedy ? [{ name: 'its likeliest answer', y: measuredAt(greedy).mean }] : [];
      },
    },
    {
      title: 'The adder: right answers by compute, of answering once or of all training',
      x: { label: 'FLOP: of one question, or of training for all of them', log: true },
      y: { label: 'questions answered right', percent: true },
      lines: [
        { line: 'adder verified by compute', name: 'more attempts at each question, verified' },
        { line: 'adder voted by compute', name: 'more attempts at each question, voted' },
        { line: 'adder right by compute', name: 'trained further, its likeliest answer' },
      ],
    },
  ],
  answer(record) {
    const [one, many] = [pointOf(record, 'adder verified', 1), pointOf(record, 'adder verified')];
    const [voted, oneVote] = [pointOf(record, 'adder voted'), pointOf(record, 'adder voted', 1)];
    if (!one || !many || !voted || !oneVote) return [];
    const gain = differenceOf(many, one);
    const vote = differenceOf(voted, oneVote);
    const sentences = [
      registerOf(gain, margin) === 'shown'
        ? `With a verifier, ${grouped(many.x)} attempts solve ${within(measuredAt(many))} of the sums; one attempt solves ${within(measuredAt(one))}.`
        : `More attempts made no certain difference here: ${within(measuredAt(many))} instead of ${within(measuredAt(one))}.`,
      registerOf(vote, margin) === 'shown'
        ? `A vote among them changes it by ${byHow(vote)} of 100.`
        : `A vote among them makes no ${registerOf(vote, margin) === 'small' ? 'difference that matters' : 'certain difference'}: ${within(measuredAt(voted))} right. Where a model is wrong most of the time, so is the majority.`,
    ];
    const [sortedVote, sortedOne] = [pointOf(record, 'sorter voted'), pointOf(record, 'sorter voted', 1)];
    const greedy = pointOf(record, 'sorter likeliest');
    if (sortedVote && sortedOne && greedy)
      sentences.push(
        registerOf(differenceOf(sortedVote, sortedOne), margin) === 'shown'
          ? `The sorter, whose errors are scattered, goes by vote from ${formatPercent(measuredAt(sortedOne).mean)} to ${within(measuredAt(sortedVote))}: the vote finds its likeliest answer, which alone is right ${formatPercent(measuredAt(greedy).mean)} of the time.`
          : `The sorter gets ${within(measuredAt(sortedVote))} right by vote and ${within(measuredAt(sortedOne))} at once: no certain difference here.`,
      );
    const cost = breakEven(record);
    if (cost)
      sentences.push(
        `Training the adder until its likeliest answer is as good costs ${formatFlops(cost.training)} more, once; the attempts cost ${formatFlops(cost.answering)} more for each question. Beyond some ${grouped(cost.questions)} questions, training is cheaper.`,
      );
    return sentences;
  },
  notShown:
    'A verifier that is never wrong exists for sums and programs, not for most questions, and what it costs to verify is not counted. The FLOP of an attempt are those of a model that remembers what it has read; the one on this page reads all again for each character.',
  real: 'Does the vote of the adder rise at all from one attempt to many, in any seed?',
};
