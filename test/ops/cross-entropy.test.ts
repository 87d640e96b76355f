// The loss of every row and the gradient of the logits, against the float64 reference.

import { describe, expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { advantages } from '#src/lab/grpo.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { plainest, type Sums } from '#src/gpu/tuning.ts';
import { Graph } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { crossEntropy } from '#src/ops/cross-entropy.ts';
import { close, testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import * as reference from '../reference/cross-entropy.ts';

interface Case {
  readonly rows: number;
  readonly vocab: number;
  readonly replicas: number;
  readonly shared?: boolean; // targets
  readonly logit?: (index: number) => number;
  readonly target?: (index: number) => number;
  readonly weight?: (index: number) => number;
  readonly share?: (index: number) => number; // of each symbol of each row, before a row is made to sum to one
  readonly tolerance?: number;
  readonly sums?: Sums;
}

const { unscored } = reference;
const padded = (vocab: number): number => Math.ceil(vocab / 4) * 4;
const someUnscored = (vocab: number) => (i: number) => (i % 5 === 3 ? unscored : (7 * i) % vocab);

/** Runs both entry points on the same logits; what lies in the padding columns is huge, so that any use of it shows. */
async function run(c: Case) {
  const kernels = await testKernels();
  const { device } = kernels;
  const { rows, vocab, replicas, shared = false } = c;
  const columns = padded(vocab);
  const scoredBy = Array.from({ length: replicas }, (_, r) =>
    Uint32Array.from({ length: rows }, (_, i) => (c.target ?? someUnscored(vocab))(shared ? i : i + r)),
  );
  const logits = Array.from({ length: replicas }, (_, r) =>
    Float64Array.from({ length: rows * vocab }, (_, i) => Math.fround((c.logit ?? ((j) => 3 * normal(r, 1, j)))(i))),
  );
  const weightsOf = Array.from({ length: replicas }, (_, r) =>
    Float32Array.from({ length: rows }, (_, i) => c.weight?.(i + r) ?? 1),
  );
  const sharesOf = Array.from({ length: replicas }, (_, r) => {
    const raw = Float64Array.from({ length: rows * vocab }, (_, i) => c.share?.(i + 7 * r) ?? 0);
    return Float32Array.from(
      raw,
      (v, i) => v / raw.subarray(i - (i % vocab), i - (i % vocab) + vocab).reduce((a, b) => a + b, 0) || 0,
    );
  });
  const outcome = await withErrorScopes(async () => {
    const weights = new Weights(device, { parameters: [] }, replicas);
    const results: Record<string, Float32Array> = {};
    for (const train of [true, false]) {
      const g = new Graph({ ...plainest, sums: c.sums ?? 'alone' });
      const x = g.value('logits', [rows, columns]);
      const targets = g.input('targets', [rows], shared);
      const weighted = c.weight && { weights: g.input('weights', [rows], false, 'f32') };
      const soft = c.share && train && { shares: g.input('shares', [rows, columns], false, 'f32') };
      const inputs = { tokens: targets, targets, scored: g.input('scored', [1]), ...weighted, ...soft };
      const loss = crossEntropy(g, x, inputs, vocab, train);
      const plan = await Plan.compile(kernels, g, weights);
      const data = new Float32Array(replicas * rows * columns).fill(1e9);
      logits.forEach((l, r) => l.forEach((v, i) => (data[(r * rows + Math.floor(i / vocab)) * columns + (i % vocab)] = v)));
      device.queue.writeBuffer(plan.binding(x).buffer, 0, data);
      scoredBy.forEach((t, r) => {
        if (!shared || r === 0) plan.inputs['targets']!.set(t, r * rows);
        plan.inputs['scored']![r] = t.filter((target) => target !== unscored).length;
      });
      weightsOf.forEach((w, r) => plan.realInputs['weights']?.set(w, r * rows));
      plan.realInputs['shares']?.fill(1e9); // what lies in the padding must not matter
      sharesOf.forEach((shares, r) =>
        shares.forEach((q, i) => {
          if (c.share && train) plan.realInputs['shares']![(r * rows + Math.floor(i / vocab)) * columns + (i % vocab)] = q;
        }),
      );
      plan.upload();
      plan.run();
      const read = async (buffer: GPUBuffer, count: number): Promise<Float32Array> =>
        new Float32Array(await readBuffer(device, buffer, 0, 4 * replicas * count));
      results[train ? 'trained' : 'evaluated'] = await read(plan.binding(loss).buffer, rows);
      const d = g.gradients.get(x);
      if (d) results['dlogits'] = await read(plan.binding(d).buffer, rows * columns);
      plan.destroy();
    }
    weights.destroy();
    return results;
  });
  const part = (all: Float32Array, r: number): Float32Array =>
    all.slice((r * all.length) / replicas, ((r + 1) * all.length) / replicas);
  return Array.from({ length: replicas }, (_, r) => ({
    losses: part(outcome['trained']!, r),
    evaluated: part(outcome['evaluated']!, r),
    dlogits: part(outcome['dlogits']!, r),
    targets: scoredBy[r]!,
    weights: weightsOf[r]!,
    shares: sharesOf[r]!,
    expected: c.share
      ? reference.softCrossEntropy(logits[r]!, scoredBy[r]!, vocab, sharesOf[r]!)
      : reference.crossEntropy(logits[r]!, scoredBy[r]!, vocab, weightsOf[r]),
    logits: logits[r]!,
    columns,
  }));
}

function split(dlogits: Float32Array, vocab: number, columns: number) {
  const inside = (_: number, i: number): boolean => i % columns < vocab;
  return { inside: dlogits.filter(inside), padding: dlogits.filter((v, i) => !inside(v, i)) };
}

const cases: readonly [string, Case][] = [
  ['one row', { rows: 1, vocab: 4, replicas: 1, target: () => 2 }],
  ['a ragged vocabulary', { rows: 10, vocab: 11, replicas: 1 }],
  ['more rows than a workgroup, three replicas', { rows: 70, vocab: 11, replicas: 3 }],
  ['targets that all replicas share', { rows: 9, vocab: 13, replicas: 3, shared: true }],
  ['logits of ±80', { rows: 12, vocab: 7, replicas: 2, logit: (i) => (i % 3 === 0 ? 80 : -80) }],
  // float32 has seven digits, so the log-sum-exp of logits near 10⁴ is good to 10⁻³
  ['logits of ±10000', { rows: 12, vocab: 7, replicas: 1, logit: (i) => (i % 2 ? 1e4 : -1e4), tolerance: 1e-3 }],
  ['weights of either sign', { rows: 70, vocab: 11, replicas: 3, weight: (i) => normal(9, 1, i) }],
  ['weights of which some are nothing', { rows: 12, vocab: 6, replicas: 1, weight: (i) => i % 3 }],
  ['shares in place of targets', { rows: 70, vocab: 11, replicas: 3, share: (i) => normal(4, 2, i) ** 2 }],
  ['shares of which most are nothing', { rows: 9, vocab: 6, replicas: 1, share: (i) => (i % 6 < 2 ? 1 + (i % 5) : 0) }],
  ['equal logits', { rows: 6, vocab: 6, replicas: 1, logit: () => -40 }],
];

describe.each(cases.flatMap(([name, c]) => (['alone', 'together'] as const).map((sums) => ({ name, c: { ...c, sums } }))))(
  '$name, summed $c.sums',
  ({ c }) => {
    test('losses and gradients are those of the reference', async () => {
      for (const r of await run(c)) {
        close('losses', r.losses, r.expected.losses, c.tolerance ?? 1e-5);
        const { inside, padding } = split(r.dlogits, c.vocab, r.columns);
        close('dlogits', inside, r.expected.dlogits, c.tolerance ?? 1e-5);
        expect(
          [...padding].every((v) => v === 0),
          'no gradient in padding columns',
        ).toBe(true);
      }
    });

    test('a row that is not scored has no loss and no gradient', async () => {
      for (const r of await run(c))
        r.targets.forEach((target, row) => {
          if (target !== unscored) return;
          expect(r.losses[row]).toBe(0);
          expect([...r.dlogits.subarray(row * r.columns, (row + 1) * r.columns)].every((v) => v === 0)).toBe(true);
        });
    });

    test('evaluation gives the same losses, bit for bit', async () => {
      for (const r of await run({ ...c, weight: undefined, share: undefined })) expect(r.evaluated).toEqual(r.losses);
    });
  },
);

test('each row of the gradient sums to nothing', async () => {
  const [r] = await run({ rows: 20, vocab: 11, replicas: 1 });
  for (let row = 0; row < 20; row++) {
    const sum = r!.dlogits.subarray(row * 12, row * 12 + 12).reduce((a, b) => a + b, 0);
    expect(Math.abs(sum)).toBeLessThan(1e-7);
  }
});

test('a batch in which nothing is scored gives zeros, not NaN', async () => {
  const [r] = await run({ rows: 5, vocab: 5, replicas: 1, target: () => unscored });
  expect([...r!.losses, ...r!.dlogits].every((v) => v === 0)).toBe(true);
});

test('weights of one change nothing, bit for bit', async () => {
  const plain: Case = { rows: 40, vocab: 9, replicas: 2 };
  const [without, having] = [await run(plain), await run({ ...plain, weight: () => 1 })];
  having.forEach((r, i) => {
    expect(r.losses).toEqual(without[i]!.losses);
    expect(r.dlogits).toEqual(without[i]!.dlogits);
  });
});

test('the gradient of the weighted mean is that of central differences', async () => {
  const c: Case = { rows: 7, vocab: 5, replicas: 1, weight: (i) => [1, -2, 0, 0.5, 3, -0.1, 1][i]! };
  const [r] = await run(c);
  const h = 1e-5;
  const { inside } = split(r!.dlogits, c.vocab, r!.columns);
  r!.logits.forEach((_, i) => {
    const at = (by: number): number =>
      reference.crossEntropyLoss(
        r!.logits.map((v, j) => (j === i ? v + by : v)),
        r!.targets,
        c.vocab,
        r!.weights,
      )[0]!;
    expect(inside[i]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 5);
  });
});

test('shares that are all of one symbol are that target', async () => {
  const plain: Case = { rows: 12, vocab: 5, replicas: 1, target: (i) => (2 * i) % 5 };
  const [hard] = await run(plain);
  const [soft] = await run({ ...plain, share: (i) => (i % 5 === (2 * Math.floor(i / 5)) % 5 ? 1 : 0) });
  close('losses', soft!.losses, hard!.losses, 1e-6);
  close('dlogits', soft!.dlogits, hard!.dlogits, 1e-6);
});

test('the gradient against shares is that of central differences', async () => {
  const c: Case = { rows: 7, vocab: 5, replicas: 1, share: (i) => 1 + (i % 4) };
  const [r] = await run(c);
  const h = 1e-5;
  const { inside } = split(r!.dlogits, c.vocab, r!.columns);
  const lossOf = (logits: Float64Array): number => {
    let loss = 0;
    r!.targets.forEach((target, row) => {
      if (target === unscored) return;
      const z = [...logits.subarray(row * c.vocab, (row + 1) * c.vocab)];
      const total = Math.log(z.reduce((sum, v) => sum + Math.exp(v), 0));
      z.forEach((v, i) => (loss -= r!.shares[row * c.vocab + i]! * (v - total)));
    });
    return loss / r!.targets.filter((target) => target !== unscored).length;
  };
  r!.logits.forEach((_, i) => {
    const at = (by: number): number => lossOf(r!.logits.map((v, j) => (j === i ? v + by : v)));
    expect(inside[i]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 5);
  });
});

test('the gradient of GRPO is that of its loss, written as in the paper, by central differences', async () => {
  const [groups, each, vocab] = [2, 4, 5];
  const rewards = [1, 0, 0, 1, 0, 0, 1, 0];
  const weights = [0, 1].flatMap((g) => advantages(rewards.slice(g * each, (g + 1) * each)));
  const [r] = await run({ rows: groups * each, vocab, replicas: 1, target: (i) => (3 * i) % vocab, weight: (i) => weights[i]! });
  const lossOf = (logits: Float64Array): number => {
    let loss = 0;
    for (let g = 0; g < groups; g++) {
      const of = rewards.slice(g * each, (g + 1) * each);
      const mean = of.reduce((a, b) => a + b) / each;
      const sd = Math.sqrt(of.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / (each - 1));
      of.forEach((reward, i) => {
        const row = g * each + i;
        const z = [...logits.subarray(row * vocab, (row + 1) * vocab)];
        const logShare = z[(3 * row) % vocab]! - Math.log(z.reduce((sum, v) => sum + Math.exp(v), 0));
        loss -= ((reward - mean) / (sd + 1e-4)) * logShare;
      });
    }
    return loss / (groups * each);
  };
  const { inside } = split(r!.dlogits, vocab, r!.columns);
  const h = 1e-5;
  r!.logits.forEach((_, i) => {
    const at = (by: number): number => lossOf(r!.logits.map((v, j) => (j === i ? v + by : v)));
    expect(inside[i]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 5);
  });
});
