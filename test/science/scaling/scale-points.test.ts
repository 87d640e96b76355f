// Where arms stand on the scale chart, against sums done by hand.

import { describe, expect, it } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { axisFor, scaleAxes, type ScaleAxis } from '#src/science/scaling/scale-axis.ts';
import { asKept } from '#src/science/scaling/as-kept.ts';
import { scaleOf } from '#src/science/scaling/scale-points.ts';
import { filledRecord, fourWidths, lessonNamed } from '../../store/fake-record.ts';

const lesson = (id: string, share = 1): ExperimentRecord => filledRecord(lessonNamed(id).spec('nano'), share);
const record = filledRecord(fourWidths);
/** Student's t of 95 % for three seeds. */
const t = 4.302652729911275;

/** All runs measured on these held-out sets, the last of them the largest. */
function measured(of: ExperimentRecord, sets: (arm: number, run: number) => number[]): ExperimentRecord {
  const copy = structuredClone(of);
  copy.arms.forEach(({ runs }, arm) =>
    runs.forEach((run, r) => {
      const tokens = sets(arm, r);
      run.heldOut = { text: 'one', tokens: tokens[0]!, context: 32 };
      run.ends = tokens.map((each) => [each, 2 + arm / 10 + r / 100 + each / 1e6]);
      run.final = run.ends.at(-1)![1];
    }),
  );
  return copy;
}

describe('the loss at the end', () => {
  it('is that of every seed, with the mean and the interval of Student’s t', () => {
    const { ended, points, unplaced } = scaleOf(record, 'parameters');
    expect([ended, points.length, unplaced]).toEqual([true, 4, []]);
    for (const { arm, x, seeds, mean, half } of points) {
      const losses = record.arms[arm]!.runs.map(({ validation }) => validation.at(-1)![1]);
      expect(x).toBe(record.arms[arm]!.parameters.total);
      expect(seeds.map(({ run }) => run)).toEqual([0, 1, 2]);
      seeds.forEach(({ loss }, i) => expect(loss).toBeCloseTo(losses[i]!, 5));
      const centre = (losses[0]! + losses[1]! + losses[2]!) / 3;
      const variance = losses.reduce((sum, loss) => sum + (loss - centre) ** 2, 0) / 2;
      expect(mean).toBeCloseTo(centre, 5);
      expect(half).toBeCloseTo(t * Math.sqrt(variance / 3), 4);
    }
  });

  it('is of the largest set that all have in common', () => {
    const sets = measured(record, (arm, run) => (arm === 2 && run === 1 ? [100, 1000] : [100, 1000, 5000]));
    const { tokens, points } = scaleOf(sets, 'flops');
    expect(tokens).toBe(1000);
    expect(points[3]!.seeds.map(({ loss }) => loss)).toEqual([2.301, 2.311, 2.321]);
    expect(
      scaleOf(
        measured(record, () => [100, 7000]),
        'flops',
      ).tokens,
    ).toBe(7000);
  });

  it('has no interval below three seeds', () => {
    const two = filledRecord({ ...fourWidths, seeds: [3, 5] });
    for (const { half, seeds } of scaleOf(two, 'tokens').points) expect([half, seeds.length]).toEqual([NaN, 2]);
  });

  it('leaves out who diverged, and says who diverged wholly', () => {
    const lost = structuredClone(record);
    lost.arms[1]!.runs[0]!.status = 'diverged';
    for (const run of lost.arms[2]!.runs) run.status = 'diverged';
    const { points, unplaced, ended } = scaleOf(lost, 'parameters');
    expect(ended).toBe(true);
    expect(points.map(({ arm, seeds }) => [arm, seeds.map(({ run }) => run)])).toEqual([
      [0, [0, 1, 2]],
      [1, [1, 2]],
      [3, [0, 1, 2]],
    ]);
    expect(unplaced).toEqual([{ arm: 2, why: 'diverged' }]);
  });

  it('is not drawn beside that of another text, be it told or guessed', () => {
    const other = measured(record, () => [100]);
    for (const run of other.arms[3]!.runs) run.heldOut!.text = 'another';
    expect(scaleOf(other, 'parameters').unplaced).toEqual([{ arm: 3, why: 'heldOut' }]);
    const bytes = structuredClone(record);
    bytes.arms[1] = { ...bytes.arms[1]!, config: { ...bytes.arms[1]!.config, tokenizer: 'byte' } };
    expect(scaleOf(bytes, 'parameters').unplaced).toEqual([{ arm: 1, why: 'heldOut' }]);
    const fewer = measured(record, (arm) => (arm === 1 ? [50] : [100]));
    expect(scaleOf(fewer, 'parameters').unplaced).toEqual([{ arm: 1, why: 'heldOut' }]);
  });
});

describe('the losses so far', () => {
  it('are those of all seeds that have not diverged, at what they have cost until now', () => {
    const half = filledRecord(fourWidths, 0.5);
    const soFar = asKept(half).map((kept) => ({ ...kept, runs: kept.runs.map((run, i) => (i ? run : { ...run, loss: 4 })) }));
    const { ended, points } = scaleOf(half, 'tokens', soFar);
    expect(ended).toBe(false);
    const { config } = half.arms[1]!;
    expect(points[1]!.x).toBe(100 * config.batch * config.context);
    expect(points[1]!.seeds[0]!.loss).toBe(4);
    expect(points.map(({ seeds }) => seeds.length)).toEqual([3, 3, 3, 3]);
  });

  it('are none before anything is measured', () => {
    const none = asKept(lesson('data', 0)).map((kept) => ({ ...kept, runs: kept.runs.map((r) => ({ ...r, loss: undefined })) }));
    expect(scaleOf(lesson('data', 0), 'uniqueText', none)).toMatchObject({
      points: [],
      unplaced: [0, 1, 2, 3].map((arm) => ({ arm, why: 'waiting' })),
    });
  });
});

describe('the size', () => {
  const xs = (of: ExperimentRecord, axis: ScaleAxis): number[] => scaleOf(of, axis).points.map(({ x }) => x);

  it('of the text is at most what is not held out, which is what 0 asks for', () => {
    const data = lesson('data');
    expect(xs(data, 'uniqueText')).toEqual([3000, 10_000, 30_000, Math.floor(0.9 * data.data.characters)]);
    data.data.characters = 20_000;
    expect(xs(data, 'uniqueText')).toEqual([3000, 10_000, 18_000, 18_000]);
  });

  it('of made-up text without end is what was asked for, or has no place', () => {
    const data = lesson('data');
    data.data.characters = 0;
    expect(xs(data, 'uniqueText')).toEqual([3000, 10_000, 30_000]);
    expect(scaleOf(data, 'uniqueText').unplaced).toEqual([{ arm: 3, why: 'size' }]);
  });

  it('in FLOP is that of all tokens of one seed', () =>
    expect(xs(record, 'flops')).toEqual(record.arms.map((arm) => 200 * 8 * 32 * arm.flopsPerToken)));

  it('counts what a filter cost, and what it left', () => {
    const filtered = lesson('data');
    const filter = { blocks: 8, kept: 'f0', keptBlocks: 4, clean: 5, keptClean: 3, flops: 1e9, seconds: 2 };
    filtered.arms[1] = { ...filtered.arms[1]!, filter, config: { ...filtered.arms[1]!.config, filterKeep: 0.5, noise: 0.2 } };
    filtered.arms[2]!.config = { ...filtered.arms[2]!.config, shuffled: 0.25, duplicates: 0.5 };
    const [tokens] = xs(filtered, 'tokens') as [number];
    expect(xs(filtered, 'flops')[1]).toBe(tokens * filtered.arms[1].flopsPerToken + 1e9);
    expect(xs(filtered, 'uniqueText').slice(0, 3)).toEqual([3000, 5000, 30_000]);
    expect(xs(filtered, 'cleanTokens').map(Math.round)).toEqual([1, 0.6, 0.75, 1].map((share) => Math.round(tokens * share)));
    filtered.arms[2]!.config = { ...filtered.arms[2]!.config, shuffled: 1 };
    expect(scaleOf(filtered, 'cleanTokens').unplaced).toEqual([{ arm: 2, why: 'size' }]);
  });

  it('in seconds is told where speeds were measured alike, and only there', () => {
    const timed = structuredClone(record);
    const plan = (runs: number) => ({ runs, times: Array.from({ length: 32 }, () => [6, 0.06] as [number, number]) });
    timed.trainings[0]!.plans = [plan(3), plan(3), plan(2)];
    timed.arms.forEach(({ runs }, arm) => runs.forEach((run) => (run.plan = [0, 1, 2, 0][arm]!)));
    const { points, unplaced } = scaleOf(timed, 'seconds');
    expect(points.map(({ arm, x }) => [arm, x])).toEqual([0, 1].map((arm) => [arm, timed.arms[arm]!.runs[0]!.seconds]));
    expect(unplaced).toEqual([2, 3].map((arm) => ({ arm, why: 'speed' })));
  });

  it('that is suggested is the first in which arms differ', () => {
    expect(['data', 'parameters', 'depth', 'shortcuts'].map((id) => axisFor(lesson(id)))).toEqual([
      'uniqueText',
      'parameters',
      'parameters',
      'parameters',
    ]);
    const longer = structuredClone(lesson('data'));
    longer.arms.forEach((arm, i) => (arm.config = { ...arm.config, uniqueText: 0, steps: 100 + i }));
    expect(axisFor(longer)).toBe('tokens');
  });

  it('is finite and positive on every axis of every lesson', () => {
    for (const id of ['shortcuts', 'depth', 'parameters', 'data', 'record'])
      for (const axis of scaleAxes) for (const x of xs(lesson(id), axis)) expect(x > 0 && x < Infinity).toBe(true);
  });
});
