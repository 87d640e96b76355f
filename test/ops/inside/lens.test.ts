// The logit lens: the likeliest token, its probability and the loss of every row, against float64.

import { expect, test } from 'vitest';
import { integer, normal } from '#src/data/random.ts';
import { unscored } from '#src/data/source.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Graph, size } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { lens } from '#src/ops/inside/lens.ts';
import { close, testKernels } from '../../check-op.ts';
import { withErrorScopes } from '../../gpu/device.ts';
import * as reference from '../../reference/lens.ts';

const layers = 2;

/** The answers of both layers: [replica][layer]. */
async function answersOf(
  rows: number,
  vocab: number,
  replicas: number,
  logitOf: (layer: number, r: number, row: number, v: number) => number,
  targets: Uint32Array,
): Promise<reference.Answers[][]> {
  const kernels = await testKernels();
  const { device } = kernels;
  return withErrorScopes(async () => {
    const columns = Math.ceil(vocab / 4) * 4;
    const g = new Graph();
    const input = g.input('targets', [rows], true);
    const answers = g.statistic('answers', [layers, rows, 3]);
    const logits = Array.from({ length: layers }, () => g.value('logits', [rows, columns]));
    for (const [layer, l] of logits.entries()) lens(g, l, input, vocab, layer, answers);
    const weights = new Weights(device, { parameters: [] }, replicas);
    const plan = await Plan.compile(kernels, g, weights, {}, { reuse: false });
    // The padding columns are the largest of all: they are no tokens.
    for (const [layer, l] of logits.entries())
      device.queue.writeBuffer(
        plan.binding(l).buffer,
        0,
        Float32Array.from({ length: replicas * rows * columns }, (_, i) => {
          const [r, row, v] = [Math.floor(i / (rows * columns)), Math.floor(i / columns) % rows, i % columns];
          return v < vocab ? logitOf(layer, r, row, v) : 1e9;
        }),
      );
    plan.inputs['targets']!.set(targets);
    plan.upload();
    plan.run();
    const data = await readBuffer(device, plan.binding(answers).buffer, 0, 4 * replicas * size(answers.shape));
    plan.destroy();
    weights.destroy();
    const [floats, words] = [new Float32Array(data), new Uint32Array(data)];
    return Array.from({ length: replicas }, (_, r) =>
      Array.from({ length: layers }, (_, layer) => {
        const at = Array.from({ length: rows }, (_, row) => 3 * ((r * layers + layer) * rows + row));
        return {
          likeliest: at.map((i) => words[i]!),
          probability: at.map((i) => floats[i + 1]!),
          loss: at.map((i) => floats[i + 2]!),
        };
      }),
    );
  });
}

const draw = (layer: number, r: number, row: number, v: number): number => Math.fround(3 * normal(layer + 10 * r, row, v));

for (const replicas of [1, 3])
  test.each([
    [1, 2],
    [5, 11],
    [70, 64],
    [3, 65],
  ])(`%i rows of %i tokens, R = ${replicas}`, async (rows, vocab) => {
    const targets = Uint32Array.from({ length: rows }, (_, i) => integer(4, 1, i, vocab));
    targets[rows - 1] = unscored;
    const found = await answersOf(rows, vocab, replicas, draw, targets);
    found.forEach((each, r) =>
      each.forEach((answers, layer) => {
        const logits = Float64Array.from({ length: rows * vocab }, (_, i) => draw(layer, r, Math.floor(i / vocab), i % vocab));
        const expected = reference.lens(logits, targets, vocab);
        expect(answers.likeliest).toEqual(expected.likeliest);
        close('probability', answers.probability, expected.probability, 1e-5);
        close('loss', answers.loss, expected.loss, 1e-5);
        expect(answers.loss.at(-1), 'of a target that is not scored').toBe(0);
      }),
    );
  });

test('the first of equal logits is the likeliest, and very large ones are no trouble', async () => {
  const targets = Uint32Array.of(2);
  const [[equal, large]] = (await answersOf(
    1,
    6,
    1,
    (layer, _, __, v) => (layer ? (v === 4 ? 1e4 : -1e4) : Number(v === 2 || v === 4)),
    targets,
  )) as [[reference.Answers, reference.Answers]];
  expect(equal.likeliest).toEqual([2]);
  expect([large.likeliest, large.probability, large.loss]).toEqual([[4], [1], [2e4]]);
});
