// What the rules of rates say at other widths than 64, and what they are for: a coordinate check (Tensor Programs V, arXiv 2203.03466,
// appendix D.1). A few steps move what is inside a model about as far at every width under muP; at one rate for all, the wider the farther.

import { describe, expect, test } from 'vitest';
import { baseArm, matrixRate, modelConfig, widthScales, type ArmConfig } from '#src/experiment/settings.ts';
import { initialValues } from '#src/graph/initial.ts';
import { trainingGraph } from '#src/model/model.ts';
import { replicaOf } from '#src/train/members.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { randomBatch } from '../model/variants.ts';
import { initialParameters } from '../reference/initial.ts';
import { inside } from '../reference/model.ts';
import { cohortOf, sourceOf, tinyArm } from './tiny.ts';

const rules = ['none', 'width', 'mup'] as const;
const arm: ArmConfig = { ...tinyArm, width: 64, heads: 2 };

describe('at width 64, with heads of 32', () => {
  test.each([{}, { tiedHead: true }, { qkNorm: true, activation: 'swiglu' }] as const)(
    'all rules are one: %o',
    async (change) => {
      const source = await sourceOf(arm);
      const [none, ...others] = rules.map((rateRule) => {
        const config: ArmConfig = { ...arm, ...change, rateRule };
        const graph = trainingGraph(modelConfig(config, 12), 2, config);
        return {
          shapes: graph.dispatches.map(({ entry, shape, constants }) => ({ entry, shape, constants })),
          start: graph.parameters.map((p) => initialValues(p, 3)),
          replica: replicaOf({ arm: 0, run: 0, seed: 1, config, source }),
        };
      });
      for (const other of others) expect(other).toEqual(none);
    },
  );
});

test.each([
  ['none', 16, 2e-3, 1, 16 ** -0.5, 16 ** -0.5],
  ['width', 16, 8e-3, 1, 16 ** -0.5, 16 ** -0.5],
  ['mup', 16, 8e-3, 4, Math.sqrt(32) / 16, 1 / 8],
  ['none', 256, 2e-3, 1, 1 / 4, 1 / 16],
  ['width', 256, 5e-4, 1, 1 / 4, 1 / 16],
  ['mup', 256, 5e-4, 1 / 4, Math.sqrt(32) / 16, 1 / 8],
] as const)('%s at width %i', (rateRule, width, rate, logits, scores, head) => {
  const c = { ...baseArm, width, heads: width / 16, rateRule, learningRate: 2e-3 };
  expect(matrixRate(c)).toBeCloseTo(rate, 12);
  expect(matrixRate({ ...c, optimizer: 'muon', muonRate: 0.03 }), 'Muon needs no rule').toBe(0.03);
  const found = widthScales(modelConfig(c, 65));
  for (const [name, value] of Object.entries({ logits, scores, head }))
    expect(found[name as 'head'], name).toBeCloseTo(value, 12);
});

describe('a coordinate check over widths 16, 32 and 64', () => {
  const steps = 4;
  const seeds = [1, 2, 3];
  const small = { learningRate: 5e-4, muonRate: 5e-3 }; // that updates are small beside what they are added to

  /** How far the last stream and the logits have moved, root mean square over channels and seeds. */
  async function moved(width: number, change: Partial<ArmConfig>): Promise<{ stream: number; logits: number }> {
    const constant = { schedule: 'wsd', decayShare: 0, warmup: 0, clip: 0, weightDecay: 0 } as const;
    return withErrorScopes(async () => {
      const cohort = await cohortOf(
        { ...tinyArm, ...constant, ...small, width, ...change },
        seeds.map((seed) => ({ seed })),
      );
      await cohort.train(steps);
      const model = cohort.model.config;
      const { tokens } = randomBatch(model, 1, 5);
      const sums = { stream: 0, logits: 0 };
      for (const [r, seed] of seeds.entries()) {
        const after = Object.fromEntries((await cohort.model.tensors(r)).map((t) => [t.name, Float64Array.from(t.data)]));
        const [then, now] = [initialParameters(model, seed), after].map((values) => inside(model, values, tokens, 1));
        const meanSquare = (a: Float64Array, b: Float64Array): number =>
          a.reduce((s, v, i) => s + (v - b[i]!) ** 2, 0) / a.length;
        sums.stream += meanSquare(now!.streams.at(-1)!, then!.streams.at(-1)!) / seeds.length;
        sums.logits += meanSquare(now!.logits.at(-1)!, then!.logits.at(-1)!) / seeds.length;
      }
      await cohort.destroy();
      return { stream: Math.sqrt(sums.stream), logits: Math.sqrt(sums.logits) };
    });
  }

  /** What happens to it when the width is four times as large. */
  async function growth(change: Partial<ArmConfig>): Promise<{ stream: number; logits: number }> {
    const [narrow, middle, wide] = [await moved(16, change), await moved(32, change), await moved(64, change)];
    for (const of of ['stream', 'logits'] as const) {
      const [low, high] = [narrow[of], wide[of]].sort((a, b) => a - b) as [number, number];
      expect(middle[of], `${of} at width 32`).toBeGreaterThan(0.9 * low);
      expect(middle[of], `${of} at width 32`).toBeLessThan(1.1 * high);
    }
    return { stream: wide.stream / narrow.stream, logits: wide.logits / narrow.logits };
  }

  test.each(['adamw', 'muon'] as const)('is level under muP, with %s', async (optimizer) => {
    const { stream, logits } = await growth({ rateRule: 'mup', optimizer });
    for (const ratio of [stream, logits]) {
      expect(ratio).toBeGreaterThan(1 / 1.5);
      expect(ratio).toBeLessThan(1.5);
    }
  });

  test('grows at one rate for all', async () => {
    const { stream, logits } = await growth({ rateRule: 'none' });
    expect(stream).toBeGreaterThan(2.5);
    expect(logits).toBeGreaterThan(4);
  });

  test('by the rate of the matrices alone levels the stream, and not the logits', async () => {
    const { stream, logits } = await growth({ rateRule: 'width' });
    expect(stream).toBeLessThan(1.5);
    expect(logits).toBeGreaterThan(1.5);
  });
});
