// Which rates are tried for which shapes, which is taken, and how it is kept.

import { describe, expect, test } from 'vitest';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { specFrom, type ExperimentSpec } from '#src/experiment/spec.ts';
import { bestRates, rateCheck, withBestRates } from '#src/experiment/sweep/rates.ts';
import { isAtEdge, takenRate, takingOver, untuned, withSettings } from '#src/experiment/sweep/tuned.ts';
import { armsOf, isGrid, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { linkOf, readLink } from '#src/links/link.ts';
import { emptyRecord } from '../../store/fake-record.ts';

const base: ArmConfig = { ...baseArm, depth: 2, heads: 1, context: 32, batch: 8, learningRate: 0.01, rateRule: 'width' };
const sweepOf = (sweep: Sweep, config = base): ExperimentSpec => ({
  experiment: 'own',
  title: 'Grid',
  question: '',
  size: 'nano',
  seeds: [0, 1, 2],
  arms: armsOf(config, sweep),
  sweep,
});
const grid = sweepOf({ axes: [{ width: [8, 16] }, { steps: [50, 100, 400] }] });

/** The check as trained: each loss as `lossAt` says of its settings; undefined diverged. */
function checked(spec: ExperimentSpec, lossAt: (config: ArmConfig) => number | undefined): ExperimentRecord {
  const check = rateCheck(spec)!;
  const record: ExperimentRecord = { ...emptyRecord(check, 'check'), sweep: check.sweep! };
  for (const { config, runs } of record.arms)
    for (const [seed, run] of runs.entries()) {
      const loss = lossAt(config);
      Object.assign(run, loss === undefined ? { status: 'diverged' } : { status: 'finished' });
      if (loss !== undefined)
        run.deciding = [
          [1, 4],
          [50, loss + 0.001 * seed],
          [60, loss + 1],
        ];
    }
  return record;
}
const best = (rate: number) => (config: ArmConfig) => 2 + 0.1 * Math.log2(config.learningRate / rate) ** 2;

describe('what is tried', () => {
  test('five rates a factor two apart around the one that is given, for each shape, whatever its length', () => {
    const check = rateCheck(grid)!;
    expect(check.sweep!.axes).toEqual([{ width: [8, 16] }, { learningRate: [0.0025, 0.005, 0.01, 0.02, 0.04] }]);
    expect(check.arms).toHaveLength(10);
    expect(new Set(check.arms.map(({ config }) => config.steps))).toEqual(new Set([100])); // a quarter of the longest
    expect(new Set(check.arms.map(({ config }) => config.warmup))).toEqual(new Set([10]));
    expect(check.seeds).toHaveLength(2);
    expect(check.seeds.some((seed) => grid.seeds.includes(seed))).toBe(false);
    expect(isGrid(check.sweep!, check.arms)).toBe(true);
    expect(specFrom({ ...check, arms: undefined, sweep: { ...check.sweep, config: check.arms[0]!.config } }).arms).toEqual(
      check.arms,
    );
  });

  test('short runs are tried whole, and rates stay within what is allowed', () => {
    const check = rateCheck(sweepOf({ axes: [{ steps: [20, 40] }] }, { ...base, warmup: 4, learningRate: 0.5 }))!;
    expect(check.sweep!.axes).toEqual([{ learningRate: [0.125, 0.25, 0.5, 1] }]);
    expect(check.arms[0]!.config.steps).toBe(40);
  });

  test('shapes with rates of their own stand on one axis', () => {
    const check = rateCheck(sweepOf({ axes: [{ width: [8, 16], heads: [1, 2], learningRate: [0.02, 0.01] }] }))!;
    expect(check.arms).toHaveLength(10);
    expect(check.sweep!.axes).toHaveLength(1);
    expect(check.arms[7]!.name).toBe('width 16, learning rate 0.01');
    expect(check.arms.map(({ config }) => config.heads)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });

  test('the rate of Muon, where it trains the matrices', () => {
    expect(rateCheck(sweepOf({ axes: [{ width: [8, 16] }] }, { ...base, optimizer: 'muon' }))!.sweep!.axes[1]).toEqual({
      muonRate: [0.005, 0.01, 0.02, 0.04, 0.08],
    });
  });

  test('nothing, where the rate is what the sweep is about', () => {
    expect(rateCheck(sweepOf({ axes: [{ width: [8, 16] }, { learningRate: [0.01, 0.02] }] }))).toBeUndefined();
  });
});

describe('what is taken', () => {
  const record = checked(grid, (config) => (config.width === 8 ? best(0.04)(config) : best(0.009)(config)));
  const tuned = withBestRates(grid, bestRates(record));

  test('the lowest loss on the text that decides, mean of the seeds', () => {
    expect(tuned.arms.map(({ config }) => config.learningRate)).toEqual([0.04, 0.04, 0.04, 0.01, 0.01, 0.01]);
    expect(tuned.arms[0]!.tuned).toMatchObject({ given: 0.01, steps: 100 });
    expect(tuned.arms[0]!.tuned!.tried.at(-1)).toEqual([0.04, 2.0005]);
    expect(tuned.arms.map((arm) => isAtEdge(arm.tuned!))).toEqual([true, true, true, false, false, false]);
    expect(isGrid(tuned.sweep!, tuned.arms)).toBe(true);
  });

  test('a rate with a seed that diverged has no loss; a shape where all did keeps its own', () => {
    const some = checked(grid, (c) => (c.learningRate > 0.01 || c.width === 16 ? undefined : best(0.04)(c)));
    const { arms } = withBestRates(grid, bestRates(some));
    expect(arms[0]!.tuned!.tried.slice(3)).toEqual([
      [0.02, null],
      [0.04, null],
    ]);
    expect(takenRate(arms[0]!.tuned!)).toBe(0.01);
    expect(isAtEdge(arms[0]!.tuned!), 'what is beyond diverged').toBe(false);
    expect(arms[5]).toEqual(grid.arms[5]);
  });

  test('of a check that was stopped, the shapes that are whole', () => {
    const stopped = structuredClone(record);
    stopped.arms[9]!.runs[1]!.status = 'stopped';
    expect(bestRates(stopped).map(({ config }) => config.width)).toEqual([8]);
  });

  test('an edge is extended, and no more than that', () => {
    const check = rateCheck(tuned)!;
    expect(check.arms.map(({ config }) => [config.width, config.learningRate])).toEqual([
      [8, 0.08],
      [8, 0.16],
    ]);
    const further = withBestRates(tuned, bestRates(checked(tuned, (c) => best(0.08)(c) - 0.5)));
    expect(further.arms[0]!.config.learningRate).toBe(0.08);
    expect(further.arms[0]!.tuned!.given).toBe(0.01);
    expect(further.arms[0]!.tuned!.tried.map(([rate]) => rate)).toEqual([0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16]);
    expect(further.arms[3]).toEqual(tuned.arms[3]);
    expect(rateCheck(further)).toBeUndefined();
    const low = withBestRates(grid, bestRates(checked(grid, best(0.002))));
    expect(rateCheck(low)!.sweep!.axes[1]).toEqual({ learningRate: [0.000625, 0.00125] });
  });

  test('rates that followed the width along an axis stand in the arms', () => {
    const spec = sweepOf({ axes: [{ width: [8, 16], learningRate: [0.02, 0.01] }, { steps: [100, 200] }] });
    const after = withBestRates(spec, bestRates(checked(spec, best(0.02))));
    expect(after.sweep!.axes).toEqual([{ width: [8, 16] }, { steps: [100, 200] }]);
    expect(after.arms.map(({ config }) => config.learningRate)).toEqual([0.02, 0.02, 0.02, 0.02]);
    const half = checked(spec, (c) => (c.width === 8 ? undefined : best(0.02)(c)));
    expect(withBestRates(spec, bestRates(half)), 'all or none').toEqual(spec);
  });

  test('is kept with other settings as long as shape and rate are the same', () => {
    const [arm] = tuned.arms;
    expect(untuned(arm!)).toEqual(grid.arms[0]);
    expect(withSettings(arm!, { steps: 70, weightDecay: 0 }).tuned).toEqual(arm!.tuned);
    expect(withSettings(arm!, { learningRate: 0.03 })).toEqual({
      ...grid.arms[0],
      config: { ...grid.arms[0]!.config, learningRate: 0.03 },
    });
    expect(withSettings(arm!, { depth: 3 })).toEqual({ ...grid.arms[0], config: { ...grid.arms[0]!.config, depth: 3 } });
    const wider = takingOver(armsOf(base, { axes: [{ width: [8, 16, 32] }] }), tuned.arms);
    expect(wider.map(({ config }) => config.learningRate)).toEqual([0.04, 0.01, 0.01]);
    expect(wider.map((each) => each.tuned?.steps)).toEqual([100, 100, undefined]);
  });

  test('stays in a link, a file and a record', () => {
    const plain = withBestRates({ ...grid, sweep: undefined as never, arms: grid.arms.slice(0, 4) }, bestRates(record));
    const { sweep: _, ...listed } = plain;
    for (const spec of [tuned, listed]) {
      const read = readLink(linkOf(spec)).spec!;
      expect(read.arms.map(({ config, tuned }) => ({ config, tuned }))).toEqual(
        spec.arms.map(({ config, tuned }) => ({ config, tuned })),
      );
    }
    const kept: ExperimentRecord = {
      ...emptyRecord(tuned, 'tuned'),
      arms: emptyRecord(tuned, 'tuned').arms.map((arm, i) => ({ ...arm, tuned: tuned.arms[i]!.tuned! })),
    };
    expect(parseRecord(exportRecord(kept)).arms.map((arm) => arm.tuned)).toEqual(tuned.arms.map((arm) => arm.tuned));
  });

  test.each([
    ['tuned=1:100:0.01:0.02*2,0.01*3', /lowest to the highest/],
    ['tuned=1:100:0.01:0.02*-', /rate with a loss/],
    ['tuned=9:100:0.01:0.02*2', /tuned\[0\]/],
    ['tuned=1:many:0.01:0.02*2', /tuned\[0\]\.steps/],
  ])('%s is refused', (pair, why) => {
    expect(() => readLink(`#v=1&lesson=own&size=nano&${pair}`)).toThrow(why);
  });
});
