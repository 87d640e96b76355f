// Reinforcement broken off in its midst goes on with the same bits: weights, moments, what was drawn, measured and written down.

import { expect, test } from 'vitest';
import { reinforcement } from '#src/lab/programs/reinforcement.ts';
import { verifier } from '#src/lessons/after/verifier.ts';
import { ran, withoutTimes } from './programs.ts';

/** So easy that some attempts are right and some wrong: a practice without a signal would have nothing to lose. */
const settings = { ...verifier.sizes.test, ...{ sorted: 2, wrong: 0.4, demonstrations: 30, batch: 16, each: 8 } };
const wholes = new Map([1, 3].map((count) => [count, ran(reinforcement, { settings, seeds: [0, 1, 2].slice(0, count) })]));
const [sorter, adder] = ['sorter practises', 'adder practises'] as const;

test.each([1, 3])('stopped after the first update, and between others, R = %i', async (count) => {
  const whole = await wholes.get(count)!;
  const rewards = whole.record.points.filter(({ line }) => line === 'sorter reward').map(({ values }) => values[0]!);
  expect(rewards).toHaveLength(3);
  expect(rewards.some((reward) => reward > 0 && reward < 1)).toBe(true);
  const stops = [...[1, 2].map((done) => ({ stage: sorter, done })), ...[0, 2].map((done) => ({ stage: adder, done }))];
  const stopped = await ran(reinforcement, { settings, seeds: [0, 1, 2].slice(0, count), stops });
  expect(withoutTimes(stopped)).toEqual(withoutTimes(whole));
});

test('practice changes what is kept of a pupil, and one seed alone is the first of three', async () => {
  const [one, three] = [await wholes.get(1)!, await wholes.get(3)!];
  expect(three.kept.get(sorter)!.arenas.parameters).not.toEqual(three.kept.get('sorter')!.arenas.parameters);
  for (const { line, x, values } of one.record.points)
    expect(three.record.points.find((point) => point.line === line && point.x === x)!.values[0], `${line} ${x}`).toBe(values[0]);
  expect(one.record.transcripts).toEqual(three.record.transcripts);
  expect(one.record.attempts.map(({ right }) => right)).toEqual(three.record.attempts.map(({ right }) => [right[0]]));
});
