// A program may be broken off at any turn and run again: it ends as if it never had been.

import { expect, test } from 'vitest';
import { parity } from '#src/data/tasks/parity.ts';
import { taskSource } from '#src/data/task-source.ts';
import { integer, streamOf } from '#src/data/random.ts';
import { unscored } from '#src/data/windows.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { ofRows, type Row } from '#src/lab/given-rows.ts';
import { Lab, type Program } from '#src/lab/lab.ts';
import { shareRight } from '#src/lab/right-answers.ts';
import { testKernels } from '../check-op.ts';
import { ran, withoutTimes } from './programs.ts';

const task = parity(6, true);
const config = {
  ...{ ...baseArm, depth: 1, width: 8, heads: 2, context: task.questionLength + task.answerLength },
  ...{ batch: 4, steps: 6, warmup: 1, learningRate: 1e-2 },
};
const source = taskSource(task, { ...config, source: task.id });
const questions = source.questions!.heldOut(5);
const drawn = streamOf('drawn for the test');

/** Learns from its source, then a copy of it from what itself wrote, weighed by whether it is right. */
const program: Program = async (lab) => {
  const first = await lab.learner('first', { config, sources: source });
  for (const step of [2, 4, 6]) {
    await first.train(step);
    await lab.measure('right', step, () => shareRight(first.model, { task, tokenizer: source.tokenizer }, questions), 5);
  }
  await first.end();
  const second = await lab.learner('second', { config, sources: source, objective: 'weighted', start: first });
  while (second.step < second.steps) {
    const { step } = second;
    const asked = Array.from({ length: 4 }, (_, i) => source.questions!.training(9, 4 * step + i));
    const texts = await second.model.answers(asked, task.answerLength, { temperature: 1, topK: 0, seed: step });
    const rows = texts.map((written) =>
      written.map((text, i): Row => {
        const ids = source.tokenizer.encode(asked[i]! + text);
        const targets = Array.from(ids.subarray(1), (id, t) => (t < task.questionLength - 1 ? unscored : id));
        const weight = task.check(asked[i]!, text) ? 1 : -0.1 * integer(1, drawn, 4 * step + i, 3);
        return { tokens: ids.subarray(0, -1), targets, weights: targets.map(() => weight) };
      }),
    );
    const { loss } = await second.learn(ofRows(second.model.config, config.batch, rows));
    await lab.measure('loss', step, () => [...loss]);
    lab.wrote(
      'practice',
      asked.map((prompt, i) => ({ prompt, attempts: [{ text: texts[0]![i]!, right: task.check(prompt, texts[0]![i]!) }] })),
    );
  }
  await lab.discard(second);
};

const whole = ran(program);

test('learns: what is trained differs by seed, and is what the record says', async () => {
  const { record, kept } = await whole;
  expect(record.points.map(({ line, x }) => `${line} ${x}`)).toEqual([
    ...[2, 4, 6].map((step) => `right ${step}`),
    ...[0, 1, 2, 3, 4, 5].map((step) => `loss ${step}`),
  ]);
  for (const { values } of record.points) expect(values).toHaveLength(3);
  const losses = record.points.at(-1)!.values;
  expect(new Set(losses).size).toBe(3);
  expect([...kept].map(([name, { step, ended }]) => `${name} ${step} ${ended}`)).toEqual(['first 6 true', 'second 6 true']);
  expect(kept.get('first')!.arenas).not.toEqual(kept.get('second')!.arenas);
});

test('broken off at any turn, it ends with the same bits', { timeout: 240_000 }, async () => {
  const uninterrupted = withoutTimes(await whole);
  // by places, not by turns: how many there are depends on how fast the machine is
  for (const stop of [
    ...[0, 2, 4].map((done) => ({ stage: 'first', done })),
    ...[0, 3].map((done) => ({ stage: 'second', done })),
  ])
    expect(withoutTimes(await ran(program, { stops: [stop] })), JSON.stringify(stop)).toEqual(uninterrupted);
  const second = [1, 4, 5].map((done) => ({ stage: 'second', done }));
  const often = await ran(program, { stops: [{ stage: 'first', done: 2 }, ...second] });
  expect(withoutTimes(often)).toEqual(uninterrupted);
});

test('one seed alone is the first of three', async () => {
  const [three, one] = [await whole, await ran(program, { seeds: [0] })];
  expect(one.record.points.map(({ values }) => values)).toEqual(three.record.points.map(({ values }) => [values[0]]));
  expect(one.record.transcripts).toEqual(three.record.transcripts);
});

test('what was measured is not measured again, and what cannot be a number is none', async () => {
  let asked = 0;
  const { record } = await ran(
    async (lab) => {
      const found = await lab.measure('once', 1, () => [++asked, NaN, Infinity]);
      expect(found.slice(1).some(Number.isFinite)).toBe(false);
      await lab.turn();
    },
    { stops: [1] },
  );
  expect(asked).toBe(1);
  expect(record.points).toMatchObject([{ line: 'once', values: [1, null, null] }]);
});

test('settings that cannot be trained, and studies that do not exist, get a sentence', async () => {
  const wide: Program = async (lab) => void (await lab.learner('a', { config: { ...config, width: 7 }, sources: source }));
  await expect(ran(wide)).rejects.toThrow(/width/i);
});

test('a wish to stop that comes as a message is heard by a program that only computes', async () => {
  const ending = new AbortController();
  let steps = 0;
  const listener = { begun() {}, state() {}, progress() {}, measured() {}, wrote() {}, attempted() {}, policy() {} };
  const host = { kernels: await testKernels(), load: () => Promise.reject(new Error('no text here')), listener };
  const { record } = await ran(() => Promise.resolve());
  const lab = new Lab({ ...host, save: () => Promise.resolve() }, record, new Map(), ending.signal);
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = () => ending.abort();
  port1.postMessage('stop');
  const computing = async (): Promise<void> => {
    for (; steps < 1000; steps++) await lab.turn({ stage: 'search', done: steps, of: 1000 });
  };
  await expect(computing()).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(steps).toBeLessThan(1000);
  port1.close();
});
