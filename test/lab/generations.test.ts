// A diet of its own text: what each generation reads and writes, and that it may be broken off in the middle of one.

import { expect, test } from 'vitest';
import { markovChain } from '#src/data/tasks/markov.ts';
import { unscored } from '#src/data/windows.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { diets, eaten, generations, trueSource } from '#src/lab/programs/generations.ts';
import { ownDiet } from '#src/lessons/after/own-diet.ts';
import { lineOf } from '#src/experiment/study/study-record.ts';
import { ran, withoutTimes } from './programs.ts';

const settings = ownDiet.sizes.test;
const whole = ran(generations, { settings });

test('the diets begin alike, in the network and in the twin that counts, and part', async () => {
  const { record } = await whole;
  for (const what of ['excess', 'entropy', 'pairs', 'counted']) {
    const [replace, accumulate, half] = ['replace', 'accumulate', 'half real'].map((diet) => lineOf(record, `${diet} ${what}`));
    expect(replace!.map(({ x }) => x)).toEqual([0, 1]);
    for (const other of [accumulate!, half!]) {
      expect(other[0]!.values, what).toEqual(replace![0]!.values);
      if (what !== 'pairs') expect(other[1]!.values, what).not.toEqual(replace![1]!.values);
    }
  }
});

test('what the first seed wrote is in the transcripts: texts of its letters, as long as what it read', async () => {
  const { record } = await whole;
  expect(record.transcripts.map(({ stage }) => stage)).toEqual(
    ['replace', 'accumulate', 'half real'].flatMap((diet) => [`${diet} 0`, `${diet} 1`]),
  );
  for (const { stage, attempts } of record.transcripts) {
    expect(Object.keys(ownDiet.stages)).toContain(stage);
    for (const { text } of attempts) expect(text).toMatch(/^[a-f]{48}$/);
  }
});

test('a diet is made of what was written, and windows lie within one text', () => {
  const texts = (first: number, many = 4) => Array.from({ length: many }, (_, i) => new Uint16Array(48).fill(first + i));
  const written = [texts(0), texts(10), texts(20)];
  const numbers = (diet: string, of: typeof written) => diets[diet]!(of).map((text) => text[0]);
  expect(numbers('replace', written)).toEqual([20, 21, 22, 23]);
  expect(numbers('accumulate', written)).toEqual([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]);
  expect(numbers('half real', written)).toEqual([0, 1, 20, 21]);
  for (const diet of Object.keys(diets)) expect(diets[diet]!([written[0]!])).toEqual(written[0]);

  const config = { ...baseArm, context: 16 };
  const { truth } = trueSource(markovChain(26, 1, 5), config);
  const ramps = texts(0).map((_, i) => Uint16Array.from({ length: 48 }, (__, t) => 100 * i + t));
  const source = eaten(truth, ramps, config);
  const [tokens, targets] = [new Uint32Array(16), new Uint32Array(16)];
  const seen = new Set<number>();
  for (let step = 0; step < 400; step++) {
    source.training(3, step, step % 5, tokens, targets, 0);
    expect([...targets]).toEqual(Array.from(tokens, (token) => token + 1));
    expect(targets[15]! - tokens[0]!).toBe(16); // 100 lie between two texts
    for (const target of targets) seen.add(target);
  }
  expect(seen.size).toBe(4 * 47); // all but the first of each
});

const one = whole.then(() => ran(generations, { settings, seeds: [0] }));

test('one seed alone is the first of three', async () => {
  const [three, alone] = [await whole, await one];
  expect(alone.record.points.map(({ values }) => values)).toEqual(three.record.points.map(({ values }) => [values[0]]));
  expect(alone.record.transcripts).toEqual(three.record.transcripts);
});

test('broken off in the middle of a generation, it ends with the same bits', { timeout: 240_000 }, async () => {
  const stops = [
    { stage: 'replace 1', done: 1 },
    { stage: 'half real 1', done: 1 },
    { stage: 'replace 0', done: settings['steps']! }, // while it only writes again what is long learned
  ];
  const again = await ran(generations, { settings, seeds: [0], stops });
  expect(withoutTimes(again)).toEqual(withoutTimes(await one));
});

test('the lowest loss possible is that of the chain itself on all that a model is tested on', () => {
  const chain = markovChain(26, 1, 5);
  const config = { ...baseArm, context: 16 };
  const { truth, floor } = trueSource(chain, config);
  const { heldOut } = truth;
  const [tokens, targets] = [new Uint32Array(16), new Uint32Array(16)];
  let [sum, scored] = [0, 0];
  for (let place = 0; place < heldOut.passages; place++)
    for (let window = 0; window < heldOut.windows; window++) {
      heldOut.write(place, window, tokens, targets, 0);
      tokens.forEach((token, t) => {
        if (targets[t] === unscored) return;
        sum -= Math.log(chain.transitions[token * 26 + targets[t]!]!);
        scored++;
      });
    }
  expect(scored).toBe(heldOut.passages * heldOut.scored);
  expect(floor).toBeCloseTo(sum / scored, 10);
});
