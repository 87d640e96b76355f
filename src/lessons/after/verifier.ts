// What does a model learn from somebody who only says right or wrong? Where it already knows something, a lot; where it does not, nothing.

import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { grouped } from '#src/words/numbers.ts';
import { byHow, within } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

const margin = 0.05;
const sampled = (record: StudyRecord, who: string) =>
  [pointOf(record, `${who} sampled`, 0), pointOf(record, `${who} sampled`)] as const;

export const verifier: StudyLesson = {
  id: 'verifier',
  title: 'Learn from a verifier',
  claim: {
    text: 'the reasoning abilities of LLMs can be incentivized through pure reinforcement learning',
    source: 'DeepSeek-AI, “DeepSeek-R1”, 2025',
    url: 'https://arxiv.org/abs/2501.12948',
  },
  question:
    'A model has learned to sort from a teacher who was wrong in 6 of 10 examples. Can it become better than its teacher if it is only told right or wrong?',
  guess: {
    question: 'Its attempts are right about one time in three. How many of 100 are right after practising?',
    unit: '%',
    min: 0,
    max: 100,
    measured: (record) => {
      const [before, after] = sampled(record, 'sorter');
      return before && after && after.x > 0 ? 100 * measuredAt(after).mean : undefined;
    },
  },
  settings: [
    { key: 'sorted', label: 'Digits to sort', min: 2, max: 9, step: 1 },
    { key: 'wrong', label: 'Share of wrong demonstrations', min: 0, max: 1 },
    { key: 'demonstrations', label: 'Steps of the sorter', min: 1, max: 20_000, step: 1 },
    { key: 'digits', label: 'Digits of a number to add', min: 1, max: 5, step: 1 },
    { key: 'depth', label: 'Blocks of the adder', min: 1, max: 12, step: 1 },
    { key: 'enough', label: 'Share right at which the adder stops', min: 0.001, max: 1 },
    { key: 'steps', label: 'Steps its schedule is made for', min: 2, max: 20_000, step: 1 },
    { key: 'width', label: 'Width', min: 8, max: 256, step: 8 },
    { key: 'batch', label: 'Examples per step', min: 1, max: 512, step: 1 },
    { key: 'updates', label: 'Updates of practice', min: 2, max: 10_000, step: 1 },
    { key: 'groups', label: 'Questions of an update', min: 1, max: 256, step: 1 },
    { key: 'each', label: 'Attempts at a question, of practice', min: 2, max: 64, step: 1 },
    { key: 'rate', label: 'Learning rate of practice', min: 0.00001, max: 0.1 },
    { key: 'attempts', label: 'Attempts at a question, of the test', min: 1, max: 256, step: 1 },
    { key: 'questions', label: 'Questions of the test', min: 4, max: 1000, step: 1 },
  ],
  sizes: {
    test: {
      ...{ sorted: 3, wrong: 0.6, demonstrations: 6, digits: 1, depth: 1, enough: 0.05, steps: 20, width: 8, batch: 8 },
      ...{ updates: 3, groups: 2, each: 4, rate: 2e-3, attempts: 4, questions: 8 },
    },
    nano: {
      ...{ sorted: 5, wrong: 0.6, demonstrations: 500, digits: 2, depth: 2, enough: 0.1, steps: 700, width: 32, batch: 128 },
      ...{ updates: 40, groups: 24, each: 8, rate: 2e-3, attempts: 64, questions: 64 },
    },
    standard: {
      ...{ sorted: 6, wrong: 0.6, demonstrations: 500, digits: 3, depth: 3, enough: 0.05, steps: 1500, width: 64, batch: 128 },
      ...{ updates: 60, groups: 32, each: 8, rate: 2e-3, attempts: 64, questions: 200 },
    },
    large: {
      ...{ sorted: 8, wrong: 0.6, demonstrations: 800, digits: 4, depth: 4, enough: 0.05, steps: 2000, width: 128, batch: 256 },
      ...{ updates: 100, groups: 64, each: 16, rate: 2e-3, attempts: 128, questions: 300 },
    },
  },
  stages: {
    sorter: 'the sorter watches its teacher',
    adder: 'the adder learns',
    'adder, half trained': 'the half-trained adder',
    'sorter practises': 'the sorter practises',
    'adder practises': 'the adder practises',
    'sorter before': 'the sorter before practice',
    'sorter after': 'the sorter after practice',
    'adder before': 'the adder before practice',
    'adder after': 'the adder after practice',
  },
  charts: [
    {
      title: 'Right answers to questions that were never practised',
      x: { label: 'updates of practice' },
      y: { label: 'one attempt is right', percent: true },
      lines: [
        { line: 'sorter sampled', name: 'sorter, a third right at first' },
        { line: 'adder sampled', name: 'adder, almost nothing right' },
      ],
    },
    {
      title: 'Reward while it practises',
      x: { label: 'updates of practice' },
      y: { label: 'attempts that are right', percent: true },
      lines: [
        { line: 'sorter reward', name: 'sorter' },
        { line: 'adder reward', name: 'adder' },
      ],
    },
    {
      title: 'What is lost: right in one of many attempts',
      x: { label: 'attempts at a question', log: true },
      y: { label: 'questions answered right', percent: true },
      lines: [
        { line: 'sorter before verified', name: 'sorter before' },
        { line: 'sorter after verified', name: 'sorter after' },
        { line: 'adder before verified', name: 'adder before' },
        { line: 'adder after verified', name: 'adder after' },
      ],
    },
  ],
  answer(record) {
    const sentences: string[] = [];
    const [before, after] = sampled(record, 'sorter');
    if (before && after && after.x > before.x) {
      const gain = differenceOf(after, before);
      sentences.push(
        registerOf(gain, margin) === 'shown'
          ? `Told only right or wrong, the sorter goes from ${within(measuredAt(before))} to ${within(measuredAt(after))} right in ${grouped(after.x)} updates: better than its teacher, who was right in ${Math.round(100 * (1 - (record.settings['wrong'] ?? 0)))} of 100.`
          : `The sorter did not certainly change: ${within(measuredAt(before))} before, ${within(measuredAt(after))} after ${grouped(after.x)} updates.`,
      );
    }
    const [known, better] = [pointOf(record, 'sorter likeliest', 0), pointOf(record, 'sorter likeliest')];
    if (known && better && better.x > known.x)
      sentences.push(
        `Its likeliest answer was right for ${within(measuredAt(known))} before, and is for ${within(measuredAt(better))} now: it mostly learned to say what it already held likeliest.`,
      );
    const [weak, still] = sampled(record, 'adder');
    if (weak && still && still.x > weak.x) {
      const gain = differenceOf(still, weak);
      const shown = registerOf(gain, margin);
      sentences.push(
        shown === 'shown'
          ? `The adder, with ${within(measuredAt(weak))} right at first, changes by ${byHow(gain)} of 100 in as many updates.`
          : `The adder, with ${within(measuredAt(weak))} right at first, learns nothing that is certain: ${within(measuredAt(still))} afterwards. Where hardly any attempt is right, there is hardly anything to make likelier.`,
      );
    }
    for (const who of ['sorter', 'adder']) {
      const [many, fewer] = [pointOf(record, `${who} before verified`), pointOf(record, `${who} after verified`)];
      if (!many || !fewer) continue;
      const lost = differenceOf(fewer, many);
      const told = `of ${grouped(many.x)} attempts of the ${who}, at least one is right for ${within(measuredAt(many))} of the questions before practice and for ${within(measuredAt(fewer))} after`;
      sentences.push(
        registerOf(lost, margin) === 'shown' && lost.mean < 0
          ? `Something is lost, too: ${told}. It tries fewer different answers.`
          : `${told[0]!.toUpperCase()}${told.slice(1)}.`,
      );
    }
    return sentences;
  },
  notShown:
    'This verifier is never wrong and cannot be fooled. And the sorter had the right answer among its habits from the start: practice made it likelier, it did not invent it.',
  real: 'Do the questions it practises and the questions of the test rise together, in every seed?',
};
