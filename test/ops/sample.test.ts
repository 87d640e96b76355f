// Sampling: temperature 0 takes the largest logit, else the draw is that of the formula; the context rolls.

import { describe, expect, test } from 'vitest';
import { normal, uniform } from '#src/data/random.ts';
import { chiSquareQuantile } from '#src/science/statistics/chi-square.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Graph } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights } from '#src/graph/weights.ts';
import { noStop, sample, wordsOf } from '#src/ops/sample.ts';
import { testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';

interface Settings {
  readonly seed?: number;
  readonly topK?: number;
  readonly temperature: number;
  readonly rows?: number; // of each replica
  readonly start?: number | ((row: number) => number); // the position before the first draw
  readonly first?: number;
  readonly stride?: number;
  readonly stop?: number;
  readonly allowed?: readonly number[]; // tokens; all if it does not say
}

const length = 256;

/** Draws `count` tokens per replica and row from the same logits, given per replica, place in all its contexts, and symbol. */
async function draw(
  vocab: number,
  context: number,
  replicas: number,
  count: number,
  logit: (r: number, row: number, v: number) => number,
  s: Settings,
) {
  const kernels = await testKernels();
  const { device } = kernels;
  return withErrorScopes(async () => {
    const columns = Math.ceil(vocab / 4) * 4;
    const g = new Graph();
    const { rows = 1 } = s;
    const logits = g.value('logits', [rows * context, columns]);
    const tokens = g.input('tokens', [rows, context]);
    const counts = g.input('counts', [rows]);
    const allowed = g.input('allowed', [rows, wordsOf(vocab)]);
    const text = sample(g, logits, { tokens, counts, allowed }, vocab, length);
    const weights = new Weights(device, { parameters: [] }, replicas);
    const struct = structOf(g, 'draw');
    const uniformBuffer = device.createBuffer({
      size: struct.uniformSize,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    const plan = await Plan.compile(kernels, g, weights, { draw: uniformBuffer });
    // The padding columns are the largest of all: they must never be drawn.
    const data = Float32Array.from({ length: replicas * rows * context * columns }, (_, i) => {
      const [r, row, v] = [Math.floor(i / (rows * context * columns)), Math.floor(i / columns) % (rows * context), i % columns];
      return v < vocab ? logit(r, row, v) : 1e9;
    });
    device.queue.writeBuffer(plan.binding(logits).buffer, 0, data);
    plan.inputs['tokens']!.forEach((_, i, all) => (all[i] = 1000 + i));
    const { start = 0, seed = 1, topK = 0, temperature, first = 0, stride = 1, stop = noStop } = s;
    plan.inputs['counts']!.forEach((_, i, all) => (all[i] = 1 + (typeof start === 'number' ? start : start(i % rows))));
    plan.inputs['allowed']!.fill(0);
    for (let row = 0; row < replicas * rows; row++)
      for (const v of s.allowed ?? Array(vocab).keys())
        plan.inputs['allowed']![row * wordsOf(vocab) + (v >>> 5)]! |= 1 << (v % 32);
    plan.upload();
    for (let index = 0; index < count; index++) {
      const data = struct.write({ index, seed, first, stride, stop, top_k: topK, temperature });
      device.queue.writeBuffer(uniformBuffer, 0, data);
      plan.run();
    }
    const of = async (t: typeof text): Promise<Uint32Array> => {
      const { buffer, offset } = plan.binding(t);
      return new Uint32Array(await readBuffer(device, buffer, offset, 4 * replicas * t.shape.reduce((a, b) => a * b)));
    };
    const [all, rolled] = [await of(text), await of(tokens)];
    plan.destroy();
    weights.destroy();
    uniformBuffer.destroy();
    return {
      texts: Array.from({ length: replicas * rows }, (_, i) => [...all.subarray(i * length, i * length + count)]),
      tokens: Array.from({ length: replicas * rows }, (_, i) => [...rolled.subarray(i * context, (i + 1) * context)]),
    };
  });
}

const logitOf = (r: number, row: number, v: number): number => Math.fround(2 * normal(r, row, v));

/** What the shader should draw, and how close to the border between two symbols the draw was. */
function twin(logits: readonly number[], s: Settings, replica: number, index: number): { token: number; margin: number } {
  const largest = Math.max(...(s.allowed ?? [...logits.keys()]).map((v) => logits[v]!));
  // Exactly k, the first of equal ones.
  const order = (s.allowed ?? [...logits.keys()]).toSorted((a, b) => logits[b]! - logits[a]! || a - b);
  const allowed = new Set(s.topK ? order.slice(0, s.topK) : order);
  const weights = logits.map((l, v) => (allowed.has(v) ? Math.exp((l - largest) / s.temperature) : 0));
  const total = weights.reduce((a, b) => a + b, 0);
  const u = uniform(s.seed ?? 1, replica, index) * total;
  let [sum, token, margin] = [0, -1, Infinity];
  weights.forEach((w, v) => {
    if (w === 0) return;
    if (u >= sum) token = v;
    margin = Math.min(margin, sum > 0 ? Math.abs(u - sum) / total : 1);
    sum += w;
  });
  return { token, margin };
}

describe('temperature 0', () => {
  test('takes the largest logit of the row at the position, in every replica', async () => {
    const { texts } = await draw(11, 3, 3, 3, logitOf, { temperature: 0 });
    texts.forEach((text, r) => {
      const expected = [0, 1, 2].map((row) => {
        const logits = Array.from({ length: 11 }, (_, v) => logitOf(r, row, v));
        return logits.indexOf(Math.max(...logits));
      });
      expect(text).toEqual(expected);
    });
  });

  test('takes the largest of those that are allowed, beyond the first 32, too', async () => {
    const allowed = [3, 31, 32, 40, 63];
    const { texts } = await draw(70, 2, 2, 1, logitOf, { temperature: 0, allowed });
    texts.forEach((text, r) => {
      const logits = allowed.map((v) => logitOf(r, 0, v));
      expect(text).toEqual([allowed[logits.indexOf(Math.max(...logits))]]);
    });
  });

  test('takes the first of equal logits', async () => {
    const { texts } = await draw(6, 1, 1, 1, (_, __, v) => (v === 2 || v === 4 ? 7 : -7), { temperature: 0 });
    expect(texts).toEqual([[2]]);
  });
});

describe.each<[string, Settings]>([
  ['plain', { temperature: 1 }],
  ['cool', { temperature: 0.3, seed: 77 }],
  ['hot', { temperature: 4, seed: 0xffffffff }],
  ['top 3', { temperature: 1, topK: 3 }],
  ['top 1', { temperature: 1, topK: 1 }],
  ['top of more than there are', { temperature: 1, topK: 99 }],
  ['of some only', { temperature: 1, allowed: [2, 3, 7, 10] }],
  ['of one only', { temperature: 2, allowed: [9] }],
  ['top 2 of some', { temperature: 1, topK: 2, allowed: [0, 4, 5, 8] }],
])('%s', (_, settings) => {
  test('draws what the formula draws', async () => {
    const [vocab, replicas, count] = [11, 4, 64];
    const { texts } = await draw(vocab, 1, replicas, count, logitOf, settings);
    let close = 0;
    texts.forEach((text, r) => {
      const logits = Array.from({ length: vocab }, (_, v) => logitOf(r, 0, v));
      text.forEach((token, index) => {
        const expected = twin(logits, settings, r, index);
        // float32 may decide otherwise within a hair of the border
        if (expected.margin < 1e-5) close++;
        else expect(token, `replica ${r}, token ${index}`).toBe(expected.token);
      });
    });
    expect(close).toBeLessThan(3);
  });
});

test('top-k never draws outside the k largest', async () => {
  for (const topK of [1, 2, 5]) {
    const { texts } = await draw(13, 1, 8, 100, logitOf, { temperature: 50, topK });
    texts.forEach((text, r) => {
      const order = Array.from({ length: 13 }, (_, v) => v).sort((a, b) => logitOf(r, 0, b) - logitOf(r, 0, a));
      expect(new Set(text)).toEqual(new Set(order.slice(0, topK)));
    });
  }
});

describe('top-k among equal logits', () => {
  /** Logits of symbol v, and how many draws find each of the allowed ones. */
  const cases: [string, (v: number) => number, number, number[]][] = [
    ['all equal', () => 0, 3, [0, 1, 2]],
    ['all equal, one', () => -2.5, 1, [0]],
    ['equal at the border', (v) => [1, 4, 2, 2, 9, 2, 0][v]!, 3, [1, 2, 4]],
    ['equal at the border, more of them', (v) => [1, 4, 2, 2, 9, 2, 0][v]!, 4, [1, 2, 3, 4]],
    ['equal at the top', (v) => (v % 2 ? 3 : 1), 2, [1, 3]],
    ['two values', (v) => (v < 5 ? -1 : 1), 4, [0, 1, 5, 6]],
  ];
  test.each(cases)('takes exactly k: %s', async (_, logit, topK, expected) => {
    const { texts } = await draw(7, 1, 4, 100, (_, __, v) => logit(v), { temperature: 9, topK });
    expect([...new Set(texts.flat())].sort((a, b) => a - b)).toEqual(expected);
    texts.forEach((text, r) =>
      text.forEach((token, index) => {
        const { token: drawn, margin } = twin(
          Array.from({ length: 7 }, (_, v) => logit(v)),
          { temperature: 9, topK },
          r,
          index,
        );
        if (margin > 1e-5) expect(token).toBe(drawn);
      }),
    );
  });
});

test('very large and very small logits are no trouble', async () => {
  const { texts } = await draw(5, 1, 1, 20, (_, __, v) => (v === 3 ? 1e4 : -1e4), { temperature: 0.01 });
  expect(new Set(texts[0])).toEqual(new Set([3]));
});

test('frequencies follow the softmax within four standard deviations', async () => {
  const [vocab, replicas, count, temperature] = [7, 16, length, 1.5];
  const logit = (_: number, __: number, v: number): number => 0.7 * v;
  const { texts } = await draw(vocab, 1, replicas, count, logit, { temperature, seed: 12 });
  const weights = Array.from({ length: vocab }, (_, v) => Math.exp(logit(0, 0, v) / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  const n = replicas * count;
  weights.forEach((w, v) => {
    const p = w / total;
    const found = texts.flat().filter((token) => token === v).length;
    expect(Math.abs(found - n * p), `symbol ${v}`).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)));
  });
});

test('replicas draw apart from each other', async () => {
  const { texts } = await draw(12, 1, 3, 40, () => 0, { temperature: 1 });
  expect(texts[0]).not.toEqual(texts[1]);
  expect(texts[1]).not.toEqual(texts[2]);
});

describe('the context', () => {
  test('fills from the position on, and leaves the rest alone', async () => {
    const { texts, tokens } = await draw(9, 6, 2, 3, logitOf, { temperature: 0, start: 1 });
    tokens.forEach((row, r) => {
      const first = 1000 + 6 * r;
      expect(row).toEqual([first, first + 1, ...texts[r]!, first + 5]);
    });
  });

  test('rolls when it is full', async () => {
    const { texts, tokens } = await draw(9, 4, 2, 7, logitOf, { temperature: 0, start: 2 });
    tokens.forEach((row, r) => expect(row).toEqual(texts[r]!.slice(-4)));
  });
});

describe('many rows at once', () => {
  test('each draws with its own logits from a stream of its own', async () => {
    const [vocab, context, rows, replicas, stride, first] = [11, 3, 70, 3, 500, 17];
    const settings = { temperature: 1, seed: 5, rows, stride, first };
    const start = (row: number): number => row % context;
    const { texts } = await draw(vocab, context, replicas, 1, logitOf, { ...settings, start });
    let close = 0;
    texts.forEach(([token], i) => {
      const [r, row] = [Math.floor(i / rows), i % rows];
      const logits = Array.from({ length: vocab }, (_, v) => logitOf(r, row * context + start(row), v));
      const expected = twin(logits, settings, r * stride + first + row, 0);
      if (expected.margin < 1e-5) close++;
      else expect(token, `replica ${r}, row ${row}`).toBe(expected.token);
    });
    expect(close).toBeLessThan(3);
  });

  test('their draws are distributed as the softmax', async () => {
    const [vocab, rows, replicas] = [9, 700, 3];
    const logit = (v: number): number => 0.5 * v - 2;
    const { texts } = await draw(vocab, 1, replicas, 4, (_, __, v) => logit(v), {
      temperature: 1.2,
      seed: 3,
      rows,
      stride: rows,
    });
    const weights = Array.from({ length: vocab }, (_, v) => Math.exp(logit(v) / 1.2));
    const total = weights.reduce((a, b) => a + b, 0);
    const drawn = texts.flat();
    const chiSquare = weights.reduce((sum, w, v) => {
      const expected = (drawn.length * w) / total;
      return sum + (drawn.filter((token) => token === v).length - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(chiSquareQuantile(0.9999, vocab - 1));
  });

  test('a row that has come to the stop token repeats it, and its context stays; the others go on', async () => {
    const [vocab, context, rows] = [5, 8, 40];
    const { texts, tokens } = await draw(vocab, context, 2, 6, () => 0, { temperature: 1, rows, stride: rows, stop: 2 });
    expect(texts.some((text) => !text.includes(2))).toBe(true);
    texts.forEach((text, i) => {
      const end = text.indexOf(2);
      if (end >= 0) expect(text.slice(end)).toEqual(Array(text.length - end).fill(2));
      const written = end < 0 ? text : text.slice(0, end + 1);
      expect(tokens[i]!.slice(1, 1 + written.length)).toEqual(written);
      expect(tokens[i]!.slice(1 + written.length)).toEqual(
        Array.from({ length: context - 1 - written.length }, (_, t) => 1000 + i * context + 1 + written.length + t),
      );
    });
  });
});
