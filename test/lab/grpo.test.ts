// GRPO: advantages as the formula has them, the loss and its gradient on the GPU against the formula in float64.

import { describe, expect, test } from 'vitest';
import { normal, streamOf } from '#src/data/random.ts';
import { sorting } from '#src/data/tasks/sort.ts';
import { characterTokenizer } from '#src/data/tokenizer.ts';
import { unscored } from '#src/data/windows.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { ofRows, type Row } from '#src/lab/given-rows.ts';
import { advantages, groupOf } from '#src/lab/grpo.ts';
import { testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { trainer } from '../model/variants.ts';
import { randomParameters, type Values } from '../reference/initial.ts';
import { logits } from '../reference/model.ts';
import { tinyModel } from '../tiny.ts';

const task = sorting(3);
const tokenizer = characterTokenizer(`${task.alphabet}\n`);
/** By question: what was attempted. Some are malformed; of the second none is right, of the third all are. */
const attempts: readonly (readonly [question: string, texts: readonly string[]])[] = [
  ['312>', ['123', '132', '123', '1>3']],
  ['907>', ['079', '799', '97\n', '970']],
  ['554>', ['455', '455', '455', '455']],
  ['818>', ['188', '818', '881', '800']],
];
/** Those of every replica are others. */
const attemptsOf = (r: number) => attempts.map(([question, texts], g) => [question, texts.slice(0, 4 - ((g + r) % 3))] as const);

const c: ModelConfig = {
  ...tinyModel,
  ...{ vocab: tokenizer.vocab, context: task.questionLength + task.answerLength, depth: 2, width: 8, heads: 2 },
};
const batch = 16;

describe('advantages', () => {
  test('are how far a reward is from the mean, in deviations of the group', () => {
    const [one, none] = [0.75, -0.25].map((d) => d / (0.5 + 1e-4)); // of 1, 0, 0, 0: mean 1/4, deviation 1/2
    expect(advantages([1, 0, 0, 0])).toEqual([one, none, none, none].map((a) => expect.closeTo(a!, 12)));
  });

  test('are nothing where all are alike, or alone', () => {
    for (const group of [[0, 0, 0], [1, 1, 1, 1], [1]]) expect(advantages(group).every((a) => a === 0)).toBe(true);
  });

  test('sum to nothing, and do not depend on the scale of rewards', () => {
    const rewards = Array.from({ length: 9 }, (_, i) => normal(1, 1, i));
    const found = advantages(rewards);
    expect(found.reduce((sum, a) => sum + a, 0)).toBeCloseTo(0, 12);
    advantages(rewards.map((reward) => 10 * reward + 3)).forEach((a, i) => expect(a).toBeCloseTo(found[i]!, 3));
  });
});

test('a row is a question and an attempt at it, of which the attempt alone is weighed', () => {
  const [question, texts] = attempts[0]!;
  const { rows, right } = groupOf({ task, tokenizer }, question, texts);
  expect(right).toBe(0.5);
  const weights = advantages([1, 0, 1, 0]);
  rows.forEach(({ tokens, targets, weights: weighed }, i) => {
    expect(tokenizer.decode(Uint16Array.from(tokens))).toBe(question + texts[i]!.slice(0, -1));
    expect(Array.from(targets).slice(0, 3)).toEqual([unscored, unscored, unscored]);
    expect(tokenizer.decode(Uint16Array.from(Array.from(targets).slice(3)))).toBe(texts[i]);
    expect(Array.from(weighed!).slice(3)).toEqual([weights[i], weights[i], weights[i]]);
  });
});

/** − mean over attempts and tokens of A log π(token), written as it is said, with everything that can be shared written out. */
function loss(p: Values, r: number): number {
  let sum = 0;
  let count = 0;
  for (const [question, texts] of attemptsOf(r)) {
    const sorted = [...question.slice(0, 3)].sort().join('');
    const rewards = texts.map((text) => Number(text === sorted));
    const middle = rewards.reduce((a, b) => a + b, 0) / rewards.length;
    const variance = rewards.reduce((a, b) => a + (b - middle) ** 2, 0) / (rewards.length - 1);
    texts.forEach((text, i) => {
      const advantage = (rewards[i]! - middle) / (Math.sqrt(variance) + 1e-4);
      const ids = tokenizer.encode(question + text);
      const z = logits(
        c,
        p,
        Uint32Array.from({ length: c.context }, (_, t) => ids[t] ?? 0),
        1,
      );
      for (let t = question.length; t < ids.length; t++) {
        const row = z.subarray((t - 1) * c.vocab, t * c.vocab);
        const total = row.reduce((all, v) => all + Math.exp(v), 0);
        sum += advantage * (row[ids[t]!]! - Math.log(total));
        count++;
      }
    });
  }
  return -sum / count;
}

/** One step of these replicas on the GPU: the loss, and the gradient of every parameter. */
async function stepped(replicas: number) {
  const kernels = await testKernels();
  return withErrorScopes(async () => {
    const values = Array.from({ length: replicas }, (_, r) => randomParameters(c, r));
    const run = await trainer(kernels, c, batch, values, [], kernels.tuning, 'weighted');
    const rows = values.map((_, r): Row[] =>
      attemptsOf(r).flatMap(([question, texts]) => groupOf({ task, tokenizer }, question, texts).rows),
    );
    ofRows(c, batch, rows)(0, run.plan.inputs, run.plan.realInputs);
    run.plan.upload();
    run.plan.run();
    const found = [];
    for (const [r, parameters] of values.entries()) {
      const gradients: Record<string, Float32Array> = {};
      for (const { name, shape, trueShape } of run.weights.list) {
        const [stride, columns] = [shape.at(-1)!, trueShape.at(-1)!];
        const count = trueShape.reduce((a, b) => a * b, 1);
        const all = await run.weights.read(name, r, 'gradients');
        gradients[name] = Float32Array.from({ length: count }, (_, i) => all[Math.floor(i / columns) * stride + (i % columns)]!);
      }
      found.push({ loss: (await run.metrics(r)).loss, gradients, parameters });
    }
    run.destroy();
    return found;
  });
}

test.each([1, 3])('loss and gradient are those of the formula, by central differences, R = %i', async (replicas) => {
  for (const [r, { loss: measured, gradients, parameters }] of (await stepped(replicas)).entries()) {
    expect(measured).toBeCloseTo(loss(parameters, r), 4);
    const all = Math.hypot(...Object.values(gradients).map((g) => Math.hypot(...g)));
    for (const [name, gradient] of Object.entries(gradients)) {
      // Along a random direction, and along the gradient itself, where the loss must fall as steeply as the gradient is long.
      const length = Math.hypot(...gradient);
      expect(length, name).toBeGreaterThan(0);
      const random = Float64Array.from(gradient, (_, i) => normal(r, streamOf(name), i));
      const size = Math.hypot(...random);
      for (const direction of [random.map((d) => d / size), Float64Array.from(gradient, (d) => d / length)]) {
        const h = 1e-5;
        const at = (by: number): number =>
          loss({ ...parameters, [name]: parameters[name]!.map((v, i) => v + by * direction[i]!) }, r);
        const expected = (at(h) - at(-h)) / (2 * h);
        const slope = gradient.reduce((sum, d, i) => sum + d * direction[i]!, 0);
        expect(Math.abs(slope - expected), name).toBeLessThan(1e-3 * Math.max(length, 1e-4 * all));
      }
    }
  }
});

test('one replica alone is the first of three, bit for bit', async () => {
  const [alone, three] = [await stepped(1), await stepped(3)];
  expect(alone[0]).toEqual(three[0]);
  expect(three[1]!.gradients).not.toEqual(three[0]!.gradients);
});

test('a batch in which no group tells anything teaches nothing', () => {
  const { rows } = groupOf({ task, tokenizer }, '907>', ['799', '970', '907', '097']);
  expect(rows.every(({ weights }) => Array.from(weights!).every((w) => w === 0))).toBe(true);
});
