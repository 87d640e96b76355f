// Activations stored as f16, wherever a device with shader-f16 can be had: this machine's GPU, or Mesa's software one. Steps are
// compared with the float64 model, and a short training with the same one in f32.

import { beforeAll, describe, expect, test } from 'vitest';
import { Kernels } from '#src/gpu/kernel.ts';
import { trainingGraph } from '#src/model/model.ts';
import { findLavapipe } from '../../scripts/driver.ts';
import { gpuDevice } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { pad, randomBatch } from '../model/variants.ts';
import { randomParameters } from '../reference/initial.ts';
import { gradients } from '../reference/model.ts';
import { close } from '../check-op.ts';
import { softCrossEntropy, softmax } from '../reference/cross-entropy.ts';
import { columns, logitsOf, sharesOf, targetsOf, vocab } from './half-rows.ts';
import { batch, models, replicas, trainCurve, type Curve, type Half } from './half.ts';
import { inDeno, inNode, type Missing } from './programs.ts';

const slow = 400_000; // milliseconds: Mesa compiles for long
const engines: Record<string, (driver?: string) => Promise<Half | Missing>> = {
  'Tint, in Node': (driver) => inNode<Half>('half-node.ts', driver),
  'naga, in Deno': (driver) => inDeno<Half>('half-deno.ts', driver),
};

const measured = new Map<string, Half | Missing>();
let single: Curve;
beforeAll(async () => {
  single = await trainCurve(new Kernels(await gpuDevice(), usual));
  const lavapipe = findLavapipe();
  await Promise.all(
    Object.entries(engines).map(async ([name, run]) => {
      const found = await run();
      measured.set(name, 'missing' in found && lavapipe ? await run(lavapipe) : found);
    }),
  );
}, slow);

test('some WebGPU of this machine has shader-f16', () => {
  if ([...measured.values()].every((each) => 'missing' in each))
    throw new Error('not run: no adapter with shader-f16 on this machine');
});

describe.each(Object.keys(engines))('%s', (engine) => {
  /** What was measured; where there was nothing to measure on, the test is skipped, and the first test of this file tells. */
  const half = (skip: (why: string) => never): Half => {
    const found = measured.get(engine)!;
    return 'missing' in found ? skip(found.missing) : found;
  };

  test('every kernel that touches activations has been compiled', ({ skip }) => {
    const { kernels, ofMuon } = half(skip);
    expect(kernels.length).toBeGreaterThan(50);
    const stay = /^(adamw|clip|scalars)\./;
    for (const name of kernels.filter((each) => !ofMuon.includes(each)))
      expect(name, name).toMatch(stay.test(name) ? stay : /^\w+_f16\./);
  });

  test.for(Object.entries(models))('losses and gradients: %s', ([name, config], { skip }) => {
    const steps = half(skip).variants[name]!;
    const { parameters } = trainingGraph(config, batch, { beta1: 0.9, beta2: 0.95, clip: 1 });
    for (const r of replicas) {
      const data = randomBatch(config, batch, r);
      const expected = gradients(config, randomParameters(config, r), data.tokens, data.targets, batch);
      const actual = steps[r]!;
      expect(actual.diverged).toBe(0);
      near('loss', actual.loss, expected.loss, 2e-3);
      const all = Math.hypot(...Object.values(expected.gradients).map((g) => Math.hypot(...g)));
      near('gradient norm', actual.norm, all, 1e-2);
      for (const p of parameters) {
        const reference = pad(expected.gradients[p.name]!, p.shape, p.trueShape);
        const largest = Math.max(1e-2 * all, ...reference.map(Math.abs));
        const worst = Math.max(...reference.map((v, i) => Math.abs(actual.gradients[p.name]![i]! - v)));
        // That of a learned scalar is a sum over the whole stream, most of which cancels.
        // Below its base width of 64 muP multiplies the logits, and with them what rounding does.
        const usual = 0.02 * (config.rateRule === 'mup' ? 64 / config.width : 1);
        expect(worst / largest, `gradient of ${p.name}`).toBeLessThan(p.group === 'scalar' ? 0.1 : usual);
      }
    }
  });

  test('against shares of every token, losses and the gradient of their sum; and the shares of a model', ({ skip }) => {
    for (const [r, found] of half(skip).rows.entries()) {
      const logits = logitsOf(replicas[r]!);
      const { losses, dlogits, scored } = softCrossEntropy(logits, targetsOf(replicas[r]!), vocab, sharesOf(replicas[r]!));
      close('losses', found.losses, losses, 1e-5);
      const inside = found.dlogits.filter((_, i) => i % columns < vocab);
      close(
        'dlogits',
        inside,
        dlogits.map((d) => d * scored),
        1e-3,
      ); // f16 has three digits
      for (const [i, d] of found.dlogits.entries()) if (i % columns >= vocab) expect(d).toBe(0);
      close('shares', found.shares, softmax(logits, vocab), 1e-5);
    }
  });

  test('what is beyond the range of f16 counts as diverged', ({ skip }) => {
    expect(half(skip).overflown.diverged).toBe(1);
  });

  test('thirty steps learn what they learn in f32', ({ skip }) => {
    const { curve } = half(skip);
    near('first loss', curve.losses[0]!, single.losses[0]!, 1e-3);
    near('last loss', curve.losses.at(-1)!, single.losses.at(-1)!, 0.03);
    near('held-out loss', curve.heldOut, single.heldOut, 0.02);
    expect(curve.heldOut).toBeLessThan(0.9 * curve.losses[0]!);
    expect(curve.text).toHaveLength(single.text.length);
    near('captured gradient', curve.captured, curve.norm, 1e-4);
  });
});

function near(what: string, actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected) / Math.abs(expected), `${what}: ${actual}, not ${expected}`).toBeLessThan(tolerance);
}
