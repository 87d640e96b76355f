// Transfer: two texts in one alphabet, from scratch and after the other; and that it may be broken off on either way.

import { expect, test } from 'vitest';
import { randomBits } from '#src/data/random.ts';
import { lineOf } from '#src/experiment/study/study-record.ts';
import { transferring } from '#src/lab/programs/transferring.ts';
import { transfer } from '#src/lessons/after/transfer.ts';
import { ran, withoutTimes } from './programs.ts';

/** So many of these words in no order. */
const text = (words: readonly string[], count: number): string =>
  Array.from({ length: count }, (_, i) => words[randomBits(words.length, 1, i) % words.length]).join(' ');
const dutch = ['een', 'ieder', 'heeft', 'recht', 'op'];
const texts = {
  novel: text([...dutch, 'whale'], 2000),
  'rights-nl': text([...dutch, 'ĳ', 'Óók'], 600),
  names: text(['ada', 'bo', 'cleo'], 500),
};
const settings = { ...transfer.sizes.test, reading: 24 };
const whole = ran(transferring, { settings, texts });

test('both ways are measured at the same steps, and what was not read once', async () => {
  const { record } = await whole;
  for (const target of ['declaration', 'names']) {
    for (const way of ['scratch', 'transferred'])
      expect(lineOf(record, `${target} ${way}`).map(({ x }) => x)).toEqual([1, 2, 4, 8]);
    expect(lineOf(record, `${target} unread`).map(({ x }) => x)).toEqual([0]);
  }
  for (const { stage } of record.transcripts) expect(Object.keys(transfer.stages)).toContain(stage);
});

test('what goes on begins with the weights of what has read the novel', async () => {
  const { record, kept } = await whole;
  const [unread, scratch] = [lineOf(record, 'declaration unread')[0]!, lineOf(record, 'declaration scratch')[0]!];
  unread.values.forEach((value, seed) => expect(value).toBeLessThan(scratch.values[seed]!)); // most words are the same
  expect([...kept].map(([name, { step, ended }]) => `${name} ${step} ${ended}`).sort()).toEqual([
    'declaration scratch 8 true',
    'declaration transferred 8 true',
    'names scratch 8 true',
    'names transferred 8 true',
    'reader 24 true',
  ]);
});

const one = whole.then(() => ran(transferring, { settings, texts, seeds: [0] }));

test('one seed alone is the first of three', async () => {
  const [three, alone] = [await whole, await one];
  expect(alone.record.points.map(({ values }) => values)).toEqual(three.record.points.map(({ values }) => [values[0]]));
  expect(alone.record.transcripts).toEqual(three.record.transcripts);
});

test('broken off while it reads the novel, and later, it ends with the same bits', { timeout: 240_000 }, async () => {
  const stops = [
    { stage: 'reader', done: 1 },
    { stage: 'declaration transferred', done: 2 },
  ];
  const again = await ran(transferring, { settings, texts, seeds: [0], stops });
  expect(withoutTimes(again)).toEqual(withoutTimes(await one));
});

test('a build without the novel gets a sentence', async () => {
  await expect(ran(transferring, { settings, texts: { names: texts.names } })).rejects.toMatchObject({ code: 'studyNeedsText' });
});
