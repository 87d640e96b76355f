// What a model expects after each token: the shares behind its loss, the same for a row whatever lies beside it; and its weights, read,
// changed and put back.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cohort } from '#src/train/cohort.ts';
import { unscored } from '#src/data/windows.ts';
import { cohortOf, sourceOf, tinyArm } from './tiny.ts';

let cohort: Cohort;
beforeAll(async () => {
  cohort = await cohortOf(tinyArm, [{ seed: 1 }, { seed: 2 }, { seed: 3 }]);
  await cohort.train(12);
});
afterAll(() => cohort.destroy());

/** Windows of the held-out text, as many as do not fit at once, with what follows each token. */
async function windows(count: number) {
  const { heldOut, context } = await sourceOf(tinyArm);
  return Array.from({ length: count }, (_, i) => {
    const [tokens, targets] = [new Uint32Array(context), new Uint32Array(context)];
    heldOut.write(i, 0, tokens, targets, 0);
    return { tokens, targets };
  });
}

test('shares sum to one, and their logarithms are the loss', async () => {
  const { heldOut } = await sourceOf(tinyArm);
  const passage = Array.from({ length: heldOut.windows }, (_, window) => {
    const [tokens, targets] = [new Uint32Array(tinyArm.context), new Uint32Array(tinyArm.context)];
    heldOut.write(0, window, tokens, targets, 0);
    return { tokens, targets };
  });
  const found = await cohort.model.predictions(passage.map(({ tokens }) => tokens));
  const losses = await cohort.model.evaluate([1]);
  const { vocab } = cohort.model.config;
  for (const [r, rows] of found.entries()) {
    let loss = 0;
    for (const [i, shares] of rows.entries())
      passage[i]!.targets.forEach((target, t) => {
        const here = shares.subarray(t * vocab, (t + 1) * vocab);
        expect(here.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        if (target !== unscored) loss -= Math.log(here[target]!);
      });
    expect(loss / heldOut.scored).toBeCloseTo(losses[0]![r]!, 4);
  }
});

test('a row is read the same alone, as the last of many, and shorter than the context', async () => {
  const rows = (await windows(70)).map(({ tokens }) => tokens);
  const all = await cohort.model.predictions(rows);
  const [alone] = await cohort.model.predictions([rows[69]!]);
  expect(alone![0]).toEqual(all[0]![69]);
  const short = rows[69]!.subarray(0, 5);
  const [begun] = await cohort.model.predictions([short]);
  expect(begun![0]).toEqual(all[0]![69]!.subarray(0, 5 * cohort.model.config.vocab));
});

test('each member reads its own rows where they are given', async () => {
  const rows = (await windows(3)).map(({ tokens }) => tokens);
  const all = await cohort.model.predictions(rows);
  const each = await cohort.model.predictions({ ofEach: rows.map((row) => [row]) });
  expect(each.map(([shares]) => shares)).toEqual(all.map((found, r) => found[r]));
});

test('weights are put back as they were read, and others answer otherwise', async () => {
  const { model } = cohort;
  const rows = (await windows(2)).map(({ tokens }) => tokens);
  const before = await model.predictions(rows);
  const first = await model.tensors(0);
  model.rewrite(1, first);
  const copied = await model.predictions(rows);
  expect(copied[1]).toEqual(before[0]);
  expect(copied[2]).toEqual(before[2]);
  const second = first.map((tensor) => ({ ...tensor, data: tensor.data.map((value) => value / 2) }));
  model.rewrite(1, second);
  expect(await model.tensors(1)).toEqual(second);
  expect((await model.predictions(rows))[1]).not.toEqual(copied[1]);
});
