// What a replica learns depends on its seed and settings alone: not on its neighbours, on bursts, on looks or on interruptions.

import { describe, expect, test } from 'vitest';
import { shapeOf } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Cohort, StepMetrics } from '#src/train/cohort.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { cohortOf, learned, tinyArm, type Learned, type Trainee } from './tiny.ts';

/** Everything on, so that every kernel takes part. */
const rich: ArmConfig = { ...tinyArm, dropout: 0.2, firstLayer: true, valueResidual: 'learned', layerScale: true };
const arms: readonly [string, ArmConfig][] = [
  ['plain', tinyArm],
  ['with dropout and shortcuts', rich],
  ['with Muon', { ...tinyArm, optimizer: 'muon', activation: 'swiglu', rateRule: 'mup' }],
];

/** Trains, then says what every member learned and which losses it had. */
async function trained(base: ArmConfig, trainees: readonly Trainee[], train: (cohort: Cohort) => Promise<StepMetrics[]>) {
  return withErrorScopes(async () => {
    const cohort = await cohortOf(base, trainees);
    const metrics = await train(cohort);
    const states: Learned[] = [];
    for (const m of trainees.keys()) states.push(await learned(cohort, m));
    await cohort.destroy();
    return { states, losses: trainees.map((_, r) => metrics.map((m) => m.loss[r]!)), metrics };
  });
}
const steps = (n: number) => (cohort: Cohort) => cohort.train(n);

describe.each(arms)('%s', (_, base) => {
  test('replica r of three equals the same seed alone, bit for bit', async () => {
    const together = await trained(base, [{ seed: 5 }, { seed: 6 }, { seed: 7 }], steps(10));
    for (const [r, seed] of [5, 6, 7].entries()) {
      const alone = await trained(base, [{ seed }], steps(10));
      expect(alone.losses[0]).toEqual(together.losses[r]);
      expect(alone.states[0]).toEqual(together.states[r]);
    }
    expect(together.losses[0]).not.toEqual(together.losses[1]);
  });

  test('two runs are the same, bit for bit', async () => {
    const first = await trained(base, [{ seed: 1 }, { seed: 2 }], steps(8));
    const second = await trained(base, [{ seed: 1 }, { seed: 2 }], steps(8));
    expect(second).toEqual(first);
    expect(first.losses[0]!.every(Number.isFinite)).toBe(true);
  });

  test('one at a time or all at once is the same', async () => {
    const at = await trained(base, [{ seed: 1 }], steps(6));
    const one = await trained(base, [{ seed: 1 }], async (cohort) => {
      const all: StepMetrics[] = [];
      for (let i = 0; i < 6; i++) all.push(...(await cohort.train(1)));
      return all;
    });
    expect(one).toEqual(at);
    expect(at.metrics.map((m) => m.step)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('bursts in flight together are the same', async () => {
    const at = await trained(base, [{ seed: 1 }], steps(6));
    const flying = await trained(base, [{ seed: 1 }], async (cohort) =>
      (await Promise.all([cohort.train(2), cohort.train(3), cohort.train(1)])).flat(),
    );
    expect(flying).toEqual(at);
  });

  test('evaluating and sampling change neither the weights nor what follows', async () => {
    const quiet = await trained(base, [{ seed: 1 }, { seed: 2 }], steps(6));
    const looked = await trained(base, [{ seed: 1 }, { seed: 2 }], async (cohort) => {
      const first = await cohort.train(3);
      const before = await learned(cohort, 0);
      const loss = await cohort.model.evaluate([1, 2]);
      await cohort.model.generate('ab', 5, 1, 0, 1);
      expect(await learned(cohort, 0)).toEqual(before);
      expect(await cohort.model.evaluate([1, 2])).toEqual(loss);
      return [...first, ...(await cohort.train(3))];
    });
    expect(looked).toEqual(quiet);
  });

  test('saved and restored into a new cohort, it goes on as if nothing had happened', async () => {
    const through = await trained(base, [{ seed: 1 }, { seed: 2 }], steps(10));
    const snapshot = await withErrorScopes(async () => {
      const cohort = await cohortOf(base, [{ seed: 1 }, { seed: 2 }]);
      await cohort.train(5);
      const taken = await cohort.snapshot();
      await cohort.train(2); // lost
      await cohort.destroy();
      return taken;
    });
    const resumed = await trained(base, [{ seed: 1 }, { seed: 2 }], (cohort) => {
      cohort.restore(snapshot, 5);
      return cohort.train(5);
    });
    expect(resumed.states).toEqual(through.states);
    expect(resumed.losses).toEqual(through.losses.map((l) => l.slice(5)));
  });
});

test('arms that differ in rates, decay, dropout and data share a cohort without noticing each other', async () => {
  const trainees: Trainee[] = [
    { seed: 3, change: { learningRate: 1e-3, dropout: 0.1 } },
    { seed: 3, change: { learningRate: 2e-2, weightDecay: 0, dropout: 0.5 } },
    { seed: 4, change: { scalarRate: 0, uniqueText: 500, noise: 0.2 } },
  ];
  const together = await trained(rich, trainees, steps(8));
  for (const [r, trainee] of trainees.entries()) {
    const alone = await trained(rich, [trainee], steps(8));
    expect(alone.states[0]).toEqual(together.states[r]);
    expect(alone.losses[0]).toEqual(together.losses[r]);
  }
  const scalar = together.states[2]!.parameters.find((p) => p.name === 'block0.firstLayer');
  expect([...scalar!.data], 'a scalar rate of 0').toEqual([1, 0]);
});

describe('the key of a cohort', () => {
  const key = (change: Partial<ArmConfig>): string => shapeOf({ ...tinyArm, ...change }, 12);

  test('does not depend on the order of the settings: a stored record has another one', () => {
    const reversed = Object.fromEntries(Object.entries(tinyArm).toReversed()) as unknown as ArmConfig;
    expect(shapeOf(reversed, 12)).toBe(key({}));
  });

  test('is shared by arms that differ in rates, decay, data, and how much they drop', () => {
    const change = {
      learningRate: 1,
      scalarRate: 1,
      weightDecay: 1,
      uniqueText: 99,
      noise: 0.5,
      muonRate: 1,
      rateRule: 'width',
    } as const;
    expect(key(change)).toBe(key({}));
    expect(key({ dropout: 0.1 })).toBe(key({ dropout: 0.9 }));
    expect(key({ budget: 'tokens', tokens: 20 * 4 * 8 - 5 }), 'twenty steps').toBe(key({}));
  });

  test('is what it was before there were other optimizers and rules: checkpoints are found by it', () => {
    expect(key({})).toBe(
      '[["activation","relu2"],["batch",4],["beta1",0.9],["beta2",0.95],["budget",""],["clip",1],["context",8],["decayShare",0.25],' +
        '["denseFormer",false],["depth",2],["dropout",false],["finalRate",0.1],["firstLayer",false],["heads",2],' +
        '["hyperConnections",false],["layerScale",false],["positions","rope"],["qkNorm",false],["reZero",false],["residual",true],' +
        '["schedule","cosine"],["source","markov"],["steps",20],["tiedHead",false],["tokenizer","character"],["tokens",0],["uNet",false],' +
        '["valueEmbeddings",false],["valueResidual","off"],["vocab",12],["warmup",3],["width",8]]',
    );
  });

  test('tells all others apart', () => {
    const changes: Partial<ArmConfig>[] = [
      { width: 12 },
      { firstLayer: true },
      { dropout: 0.1 },
      { batch: 5 },
      { steps: 21 },
      { clip: 0 },
      { beta2: 0.9 },
      { schedule: 'wsd' },
      { warmup: 0 },
      { source: 'sort' },
      { tokenizer: 'byte' },
      { optimizer: 'muon' },
      { rateRule: 'mup' },
    ];
    const keys = [key({}), ...changes.map(key), shapeOf(tinyArm, 13)];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('the run ends at its last step', async () => {
  const { metrics } = await trained({ ...tinyArm, steps: 4, warmup: 1 }, [{ seed: 1 }], async (cohort) => {
    const done = await cohort.train(100);
    expect(await cohort.train(1)).toEqual([]);
    return done;
  });
  expect(metrics.map((m) => m.step)).toEqual([1, 2, 3, 4]);
});

test('learning happens: the held-out loss falls below that of guessing by letter frequencies', async () => {
  await withErrorScopes(async () => {
    const cohort = await cohortOf({ ...tinyArm, width: 16, steps: 60, warmup: 6 }, [{ seed: 1 }]);
    const before = (await cohort.model.evaluate([1]))[0]![0]!;
    await cohort.train(60);
    const after = (await cohort.model.evaluate([1]))[0]![0]!;
    const frequencies = cohort.members[0]!.source.floors().find((line) => line.kind === 'ngram' && line.order === 0)!;
    expect(before).toBeGreaterThan(frequencies.loss);
    expect(after).toBeLessThan(frequencies.loss);
    await cohort.destroy();
  });
});

describe('a diverged replica', () => {
  test('keeps its last weights, and the others go on as without it', async () => {
    const healthy = await trained(tinyArm, [{ seed: 1 }, { seed: 2 }, { seed: 3 }], steps(6));
    await withErrorScopes(async () => {
      const cohort = await cohortOf(tinyArm, [{ seed: 1 }, { seed: 2 }, { seed: 3 }]);
      await cohort.train(3);
      const good = await cohort.snapshot();
      const poisoned = { ...good, parameters: good.parameters.slice() };
      // In its second token: whatever it reads soon holds that one.
      const width = tinyArm.width;
      const table = 12 * width;
      poisoned.parameters.fill(NaN, table, 2 * table);
      cohort.restore(poisoned, 3);
      const metrics = await cohort.train(3);
      expect(metrics.map((m) => m.diverged)).toEqual(Array.from({ length: 3 }, () => [false, true, false]));
      expect(Number.isFinite(metrics[0]!.loss[1])).toBe(false);
      expect(await learned(cohort, 0)).toEqual(healthy.states[0]);
      expect(await learned(cohort, 2)).toEqual(healthy.states[2]);
      const kept = await cohort.snapshot();
      expect(kept.parameters.subarray(table, 2 * table).every(Number.isNaN)).toBe(true);
      const lane = (await learned(cohort, 1)).second_moments;
      expect(
        lane!.every((t) => t.data.every(Number.isFinite)),
        'no NaN has spread into its moments',
      ).toBe(true);

      // Back to the good snapshot, it lives and ends where it would have without the accident.
      cohort.restore(good, 3);
      expect((await cohort.train(3)).every((m) => m.diverged.every((diverged) => !diverged))).toBe(true);
      expect(await learned(cohort, 1)).toEqual(healthy.states[1]);
      await cohort.destroy();
    });
  });
});
