// A few steps of real training against the float64 model, optimizer and schedule: the losses and the weights agree.

import { expect, test } from 'vitest';
import { uniform } from '#src/data/random.ts';
import { unscored } from '#src/data/source.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Cohort } from '#src/train/cohort.ts';
import { rateAt } from '#src/train/schedule.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { clipAdamW, clipScale, globalNorm, type Trained } from '../reference/clip-adamw.ts';
import { initialParameters, parametersOf, type Values } from '../reference/initial.ts';
import { muon, type Shaped } from '../reference/muon.ts';
import { gradients, loss as lossOf, type Dropout } from '../reference/model.ts';
import { cohortOf, tinyArm } from './tiny.ts';

const steps = 6;

/** The same training in float64. */
function reference(cohort: Cohort, seed: number) {
  const { config } = cohort;
  const model = cohort.model.config;
  const values = initialParameters(model, seed);
  const abreast = (name: string): number =>
    name.endsWith('.qkv') ? 3 : name.endsWith('.up') && model.activation === 'swiglu' ? 2 : 1;
  const trained: (Trained & Shaped)[] = parametersOf(model).map(({ name, group, shape }) => {
    const value = values[name]!;
    const zeros = (): Float64Array => new Float64Array(value.length);
    return { group, shape, abreast: abreast(name), value, gradient: zeros(), mean: zeros(), square: zeros() };
  });
  const names = parametersOf(model).map((p) => p.name);
  const losses: number[] = [];
  const norms: number[] = [];
  const felt = new Set<string>(); // parameters whose gradient is more than rounding
  for (let step = 0; step < steps; step++) {
    const { tokens, targets } = batchOf(cohort, seed, step);
    const result = gradients(model, values, tokens, targets, config.batch, draws(config, seed, step));
    losses.push(result.loss);
    trained.forEach((p, i) => p.gradient.set(result.gradients[names[i]!]!));
    const norm = globalNorm(trained.map((p) => p.gradient));
    trained.forEach((p, i) => globalNorm([p.gradient]) > 1e-4 * norm && felt.add(names[i]!));
    const rate = rateAt(step, cohort.steps, config);
    const scale = clipScale(norm, config.clip);
    const settings = { ...config, learningRate: rate * config.learningRate, scalarRate: rate * config.scalarRate, clip: 0 };
    const ofMatrices = config.rateRule === 'none' ? 1 : 64 / config.width;
    for (const p of trained) {
      p.gradient.forEach((g, i) => (p.gradient[i] = scale * g));
      if (p.group !== 'matrix') clipAdamW([p], settings, step + 1);
      else if (config.optimizer === 'muon') muon(p, p, { rate: rate * config.muonRate, decay: config.weightDecay, scale: 1 });
      else clipAdamW([p], { ...settings, learningRate: ofMatrices * settings.learningRate }, step + 1);
    }
    norms.push(norm);
  }
  return { losses, norms, values, felt };
}

function batchOf({ config, members }: Cohort, seed: number, step: number) {
  const rows = config.batch * config.context;
  const [tokens, targets] = [new Uint32Array(rows), new Uint32Array(rows)];
  for (let row = 0; row < config.batch; row++)
    members[0]!.source.training(seed, step, row, tokens, targets, row * config.context);
  return { tokens, targets };
}

/** 0 is the embedding; then two sites per block. */
const draws = ({ dropout }: ArmConfig, seed: number, step: number): Dropout | undefined =>
  dropout === 0
    ? undefined
    : (place) => {
        const [, layer, sublayer] = /^block(\d+)\.(\w+)$/.exec(place) ?? [];
        const site = layer === undefined ? 0 : 2 * Number(layer) + (sublayer === 'mlp' ? 2 : 1);
        return (index) => uniform(seed, step * 256 + site, index);
      };

test.each<[string, Partial<ArmConfig>]>([
  ['residual', {}],
  ['residual + first layer + value', { firstLayer: true, valueResidual: 'learned' }],
  ['no residual + first layer', { residual: false, firstLayer: true }],
  ['with dropout', { dropout: 0.25 }],
  ['without clip, with decay', { clip: 0, weightDecay: 1 }],
  ['rate by width', { rateRule: 'width', learningRate: 2e-3 }],
  ['muP', { rateRule: 'mup', learningRate: 2e-3 }],
  ['Muon', { optimizer: 'muon' }],
  ['Muon, SwiGLU, without residual, with decay', { optimizer: 'muon', activation: 'swiglu', residual: false, weightDecay: 1 }],
  ['tight clip, linear schedule', { clip: 0.1, schedule: 'linear', warmup: 1 }],
])('%s: losses and weights of six steps', async (_, change) => {
  await withErrorScopes(async () => {
    const cohort = await cohortOf({ ...tinyArm, ...change }, [{ seed: 11 }, { seed: 12 }]);
    const metrics = await cohort.train(steps);
    for (const [r, seed] of [11, 12].entries()) {
      const expected = reference(cohort, seed);
      metrics.forEach((m, step) => {
        expect(Math.abs(m.loss[r]! - expected.losses[step]!), `loss of step ${step}`).toBeLessThan(1e-3);
        expect(Math.abs(m.norm[r]! / expected.norms[step]! - 1), `norm of step ${step}`).toBeLessThan(1e-2);
      });
      // Adam turns the sign of a gradient near zero into a whole step, so single weights may differ, but not most of them;
      // and without residual the norm hides the scale of the first block's input, so that its a and b have no gradient.
      expect(expected.felt.size).toBeGreaterThanOrEqual(parametersOf(cohort.model.config).length - 1);
      const start = initialParameters(cohort.model.config, seed);
      for (const { name, data } of await cohort.model.tensors(r)) {
        if (!expected.felt.has(name)) continue;
        const [value, before] = [expected.values[name]!, start[name]!];
        const moved = Math.hypot(...value.map((v, i) => v - before[i]!));
        const off = Math.hypot(...value.map((v, i) => v - data[i]!));
        expect(off / moved, name).toBeLessThan(1e-2);
      }
    }
    await cohort.destroy();
  });
});

test('the held-out loss is the mean over exactly the tokens of each set', async () => {
  await withErrorScopes(async () => {
    // Context 7 covers a passage in 147 windows, which are more than a batch; the last window of each is not full.
    const cohort = await cohortOf({ ...tinyArm, context: 7, dropout: 0.5 }, [{ seed: 1 }, { seed: 2 }]);
    await cohort.train(3);
    const { source } = cohort.members[0]!;
    const { windows, scored } = source.heldOut;
    const found = await cohort.model.evaluate([1, 3]);
    for (const r of [0, 1]) {
      const values: Values = Object.fromEntries((await cohort.model.tensors(r)).map((t) => [t.name, Float64Array.from(t.data)]));
      /** Sum over what counts in a window. */
      const lossIn = (place: number, window: number): number => {
        const [tokens, targets] = [new Uint32Array(source.context), new Uint32Array(source.context)];
        source.heldOut.write(place, window, tokens, targets, 0);
        const counted = targets.filter((target) => target !== unscored).length;
        return counted * lossOf({ ...cohort.model.config, dropout: 0 }, values, tokens, targets, 1);
      };
      const passages = [0, 1, 2].map((place) =>
        Array.from({ length: windows }, (_, window) => lossIn(place, window)).reduce((a, b) => a + b, 0),
      );
      expect(found[0]![r]).toBeCloseTo(passages[0]! / scored, 5);
      expect(found[1]![r]).toBeCloseTo((passages[0]! + passages[1]! + passages[2]!) / (3 * scored), 5);
    }
    await cohort.destroy();
  });
});
