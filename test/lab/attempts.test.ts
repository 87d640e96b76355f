// What is measured of many attempts follows from the attempts; what they cost, from how many there were; and it can be broken off among them.

import { expect, test } from 'vitest';
import { lineOf, type StudyRecord } from '#src/experiment/study/study-record.ts';
import { attempts } from '#src/lab/programs/attempts.ts';
import { sampleMore } from '#src/lessons/after/sample-more.ts';
import { ran, withoutTimes } from './programs.ts';

const { test: smallest } = sampleMore.sizes;
const settings = { ...smallest, questions: 20, demonstrations: 10, digits: 2, batch: 8, attempts: 4, enough: 0.05, steps: 20 };
const whole = ran(attempts, { settings });
const at = (record: StudyRecord, line: string) => lineOf(record, line).map(({ x, values }) => [x, values] as const);

test('with as many attempts as were made, those questions are solved of which one was right', async () => {
  const { record } = await whole;
  for (const { stage, each, right } of record.attempts) {
    expect(each).toBe(settings.attempts);
    const verified = new Map(at(record, `${stage} verified`));
    right.forEach((counts, seed) => {
      expect(verified.get(1)![seed]).toBeCloseTo(counts.reduce((a, b) => a + b, 0) / (each * counts.length), 12);
      expect(verified.get(each)![seed]).toBeCloseTo(counts.filter((count) => count > 0).length / counts.length, 12);
    });
  }
  const [transcript] = record.transcripts.filter(({ stage }) => stage === 'sorter');
  const [counts] = record.attempts.find(({ stage }) => stage === 'sorter')!.right;
  expect(transcript!.attempts.filter(({ right }) => right)).toHaveLength(counts![0]!);
});

test('by compute, the same shares stand where their cost is', async () => {
  const { record } = await whole;
  const cost = (what: string): number => lineOf(record, `flop of ${what}`)[0]!.values[0]!;
  for (const [line, each] of [
    ['adder verified', cost('attempt')],
    ['adder voted', cost('attempt')],
    ['adder right', cost('step')],
  ] as const) {
    const points = at(record, line).filter(([x]) => x > 0);
    expect(points.length).toBeGreaterThan(1);
    expect(at(record, `${line} by compute`)).toEqual(points.map(([x, values]) => [x * each, values]));
  }
  // A step learns from `batch` rows of a question and its answer, thrice as dear as reading; an attempt reads all but the last token.
  const { digits, batch } = settings;
  const [read, context] = [2 * digits + 2 + digits, 2 * digits + 2 + digits + 1];
  expect(cost('step') / cost('attempt')).toBeCloseTo((3 * batch * context) / read, 2);
});

test('each seed stops where it first gets enough right, or at its end', async () => {
  const { record } = await whole;
  const [stopped] = lineOf(record, 'adder stopped');
  const looks = at(record, 'adder right');
  stopped!.values.forEach((step, seed) => {
    const enough = looks.find(([, values]) => values[seed]! >= settings.enough);
    expect(step).toBe(enough ? enough[0] : settings.steps);
  });
});

test('broken off between questions, it ends with the same record', async () => {
  const stops = [{ stage: 'sorter', done: 16 }]; // it has trained 10 steps, so these are questions
  expect(withoutTimes(await ran(attempts, { settings, stops }))).toEqual(withoutTimes(await whole));
});
