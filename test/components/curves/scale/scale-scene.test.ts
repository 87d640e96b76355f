// From losses against a size to what is drawn and what is said of it.

import { describe, expect, it } from 'vitest';
import { scaleScene } from '#src/components/curves/scale/scale-scene.ts';
import { scaleShown, type ScaleShown } from '#src/components/curves/scale/scale-shown.ts';
import { describeScale, scaleNote, scaleReading, scaleTable, unplacedNotes } from '#src/components/curves/scale/scale-words.ts';
import { comparisonOf, type RunKey } from '#src/experiment/comparison.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ScaleAxis } from '#src/science/scaling/scale-axis.ts';
import type { Progress } from '#src/session/events.ts';
import { preferences } from '#src/store/preferences.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { filledRecord, lessonNamed } from '../../../store/fake-record.ts';

const lesson = (id: string, share = 1): ExperimentRecord => filledRecord(lessonNamed(id).spec('nano'), share);

interface Wish {
  readonly axis?: ScaleAxis;
  readonly logX?: boolean;
  readonly logY?: boolean;
  readonly bits?: boolean;
  readonly progress?: Progress;
}
function shown(
  record: ExperimentRecord,
  { axis = 'parameters', logX = true, logY = false, bits, progress }: Wish = {},
): ScaleShown {
  const view = { ...preferences.get(), ...(bits && { unit: 'bits' as const }) };
  return scaleShown({ record, curves: curvesOf(record), progress, view }, { axis, logX, logY });
}

const depth = lesson('depth');
const parameters = lesson('parameters');

describe('the scene', () => {
  it('has a dot for each seed, and a mark, an interval and a letter for each arm', () => {
    const { dots = [], bars = [], stops } = scaleScene(shown(depth));
    const seeds = dots.filter(({ letter }) => letter === undefined);
    expect(new Set(seeds.map(({ y }) => y))).toEqual(
      new Set(depth.arms.flatMap(({ runs }) => runs.map(({ validation }) => Number(validation.at(-1)![1].toFixed(6))))),
    );
    expect(seeds).toHaveLength(24);
    expect(dots.flatMap(({ letter }) => letter ?? [])).toEqual([...'ABCDEFGH']);
    expect(bars).toHaveLength(8);
    for (const bar of bars) expect(bar.low < bar.high).toBe(true);
    expect(stops).toEqual([...new Set(depth.arms.map((arm) => arm.parameters.total))].sort((a, b) => a - b));
  });

  it('joins arms that differ in depth alone: three lines, named in words where they end', () => {
    const { lines, labels } = scaleScene(shown(depth));
    expect(lines.map(({ points }) => points.length)).toEqual([3, 3, 2]);
    expect(labels.map(({ letter, name }) => [letter, name])).toEqual([
      ['C', 'residual'],
      ['F', 'no residual'],
      ['H', 'first layer instead'],
    ]);
    for (const { points } of lines) for (let i = 1; i < points.length; i++) expect(points.x[i]! > points.x[i - 1]!).toBe(true);
  });

  it('names a line by its last arm where the names have nothing but the setting in common, and arms on no line by their own', () => {
    const data = lesson('data');
    expect(scaleScene(shown(data, { axis: 'uniqueText' })).labels.map(({ name }) => name)).toEqual(['all text']);
    expect(scaleScene(shown(parameters)).labels.map(({ name }) => name)).toEqual(['width 64']);
    const { lines, labels } = scaleScene(shown(lesson('shortcuts')));
    expect([lines.length, labels.map(({ letter }) => letter)]).toEqual([0, [...'ABCD']]);
    // All of them read as much: nothing to join on that axis.
    const same = scaleScene(shown(parameters, { axis: 'tokens' }));
    expect([same.lines.length, same.labels.length, same.stops!.length]).toEqual([0, 4, 1]);
    expect(same.x.low < same.x.high).toBe(true);
  });

  it('holds every seed within its axes, linear or logarithmic, in nats or bits', () => {
    for (const logX of [true, false])
      for (const logY of [true, false])
        for (const bits of [true, false]) {
          const { x, y, dots = [] } = scaleScene(shown(parameters, { logX, logY, bits }));
          expect([x.log, y.log]).toEqual([logX, logY]);
          if (logX) expect(x.low).toBeGreaterThan(0);
          if (logY) expect(y.low).toBeGreaterThan(0);
          for (const dot of dots) expect(dot.x >= x.low && dot.x <= x.high && dot.y >= y.low && dot.y <= y.high).toBe(true);
        }
    const [nats, bits] = [false, true].map((bits) => scaleScene(shown(parameters, { bits })).dots!.at(-1)!.y) as [number, number];
    expect(bits / nats).toBeCloseTo(1 / Math.LN2, 12);
  });

  it('draws the reference lines that are near, and flattens no losses for one that is far', () => {
    const near = structuredClone(parameters);
    near.floors = [
      { kind: 'rule', loss: 1.9 },
      { kind: 'guess', loss: 40 },
    ];
    const { levels, y } = scaleScene(shown(near));
    expect(levels.map((level) => level.y)).toEqual([1.9]);
    expect(y.low < 1.9 && y.high < 10).toBe(true);
    expect(describeScale(shown(near))).toMatch(/40\.00, beyond the axis\./);
  });

  it('joins runs that were selected from several experiments, and leaves out whose text is another', () => {
    const [one, two] = [
      filledRecord(lessonNamed('depth').spec('nano'), 1, 'one'),
      filledRecord(lessonNamed('depth').spec('nano'), 1, 'two'),
    ];
    const keys = (id: string, arms: readonly number[]): RunKey[] =>
      arms.flatMap((arm) => [0, 1, 2].map((run) => ({ id, arm, run })));
    const selected = comparisonOf([one, two], [...keys('one', [0, 2]), ...keys('two', [1, 4])]);
    const { lines, dots = [] } = scaleScene(shown(selected));
    expect(lines.map(({ points }) => points.length)).toEqual([3]);
    expect(dots.filter(({ letter }) => !letter)).toHaveLength(12);
    expect(unplacedNotes(shown(selected, { axis: 'seconds' }))).toEqual([
      'C and D have no place: their speeds were not measured like that of A.',
    ]);
    const bytes = structuredClone(two);
    bytes.arms[1]!.config = { ...bytes.arms[1]!.config, tokenizer: 'byte' };
    const mixed = comparisonOf([one, bytes], [...keys('one', [0, 2]), ...keys('two', [1])]);
    expect(scaleScene(shown(mixed)).lines.map(({ points }) => points.length)).toEqual([2]);
    expect(unplacedNotes(shown(mixed))).toEqual([
      'C has no place: what was held out from it is not what was held out from A, so the losses do not compare.',
    ]);
  });

  it('draws no seeds one by one where they are hundreds', () => {
    const many = filledRecord({ ...lessonNamed('parameters').spec('nano'), seeds: Array.from({ length: 120 }, (_, i) => i) });
    const { dots = [], bars } = scaleScene(shown(many));
    expect([dots.length, bars!.length, scaleTable(shown(many)).columns.length]).toEqual([4, 4, 5]);
    expect(scaleNote(shown(many))).toContain('mean of 120 seeds; too many seeds to draw each');
  });

  it('has its axis before anything is measured, and keeps it', () => {
    for (const axis of ['parameters', 'tokens'] as const) {
      const [before, during, after] = [0, 0.5, 1].map(
        (share) => scaleScene(shown(lesson('parameters', share), { axis, logX: false })).x,
      );
      expect([before!.high, during!.high]).toEqual([after!.high, after!.high]);
    }
    expect(unplacedNotes(shown(lesson('parameters', 0)))).toEqual([]);
    expect(scaleNote(shown(lesson('parameters', 0)))).toBe('marks: held-out loss so far, mean of the seeds');
  });

  it('leaves out what the visitor hid', () => {
    const hidden = structuredClone(parameters);
    hidden.marks = { runs: [0, 1, 2].map((run) => ({ arm: 1, run, hidden: true })).concat({ arm: 0, run: 0, hidden: true }) };
    const { dots = [], lines } = scaleScene(shown(hidden));
    expect(dots.filter(({ letter }) => !letter)).toHaveLength(8);
    expect(lines[0]!.points.length).toBe(3);
    expect(scaleNote(shown(hidden))).toContain('4 runs hidden, but counted');
  });
});

describe('in words', () => {
  it('says what is drawn, on what, and what lines join', () => {
    expect(scaleNote(shown(parameters))).toBe(
      'marks: held-out loss at the end, mean of 3 seeds; dots: single seeds; bars: 95 % interval of the mean; the line joins arms that differ in width alone (with heads and learning rate)',
    );
    expect(scaleNote(shown(depth))).toContain('lines join arms that differ in depth alone');
    expect(describeScale(shown(depth))).toMatch(
      /^Held-out loss at the end against parameters, in nats per character\. A, residual, 1 block: \d\.\d{3} ± \d\.\d{3} \(95 % interval\) at [\d.]+k parameters, mean of 3 seeds\..*Joined by lines: residual \(A, B, C\); no residual \(D, E, F\); first layer instead \(G, H\)\./,
    );
  });

  it('has the numbers of the picture in the table', () => {
    const { columns, rows } = scaleTable(shown(parameters));
    expect(columns).toEqual(['arm', 'parameters', 'mean', '±', 'n', 'dot 1', 'dot 2', 'dot 3']);
    const { dots = [] } = scaleScene(shown(parameters));
    const seeds = dots.filter(({ letter }) => !letter).map(({ y }) => y.toFixed(3));
    expect(rows.flatMap((row) => row.slice(5))).toEqual(seeds);
    expect(rows.map((row) => row[1]!.replaceAll(',', ''))).toEqual(parameters.arms.map((arm) => String(arm.parameters.total)));
  });

  it('reads at the cursor the arms that stand there, or nearest to there', () => {
    const [first, second] = scaleScene(shown(parameters)).stops!;
    expect(scaleReading(second!, shown(parameters)).values.map(({ letter, n }) => [letter, n])).toEqual([['B', 3]]);
    expect(scaleReading(first! + 1, shown(parameters)).values.map(({ letter }) => letter)).toEqual(['A']);
    const { at, values } = scaleReading(51_200, shown(parameters, { axis: 'tokens' }));
    expect([at, values.map(({ letter }) => letter)]).toEqual(['51.2k tokens trained on', [...'ABCD']]);
  });

  it('says why arms have no place, and that a loss is not that of the end', () => {
    expect(unplacedNotes(shown(lesson('data'), { axis: 'seconds' }))).toEqual([]);
    const apart = structuredClone(parameters);
    apart.trainings.push(apart.trainings[0]!);
    for (const run of [...apart.arms[1]!.runs, ...apart.arms[3]!.runs]) run.training = 1;
    expect(unplacedNotes(shown(apart, { axis: 'seconds' }))).toEqual([
      'B and D have no place: their speeds were not measured like that of A.',
    ]);
    for (const run of apart.arms[2]!.runs) run.status = 'diverged';
    expect(unplacedNotes(shown(apart))).toEqual(['C diverged, so it has no loss at the end.']);
    const half = shown(lesson('parameters', 0.5));
    expect(scaleNote(half)).toMatch(/^marks: held-out loss so far, mean of 3 seeds; /);
    const begun = lesson('parameters', 0.5);
    for (const run of begun.arms[3]!.runs) run.validation = [];
    expect(scaleNote(shown(begun))).toMatch(/; nothing yet of D$/);
    expect(describeScale(half)).toMatch(/^Held-out loss so far against parameters/);
  });

  it('follows what trains now', () => {
    const half = lesson('parameters', 0.5);
    const arms = half.arms.map((_, arm) => ({
      ...{ arm, training: 0, step: 50 + arm, steps: 200, seconds: 1, secondsShare: 1, tokensPerSecond: 1 },
      dispatchesPerStep: 1,
      statuses: (['training', 'diverged', 'training'] as const).slice(),
      finals: [],
    }));
    const { scale } = shown(half, { axis: 'tokens', progress: { arms, secondsLeft: 1, bytes: 1 } });
    expect(scale.points.map(({ x, seeds }) => [x, seeds.map(({ run }) => run)])).toEqual(
      half.arms.map(({ config }, arm) => [(50 + arm) * config.batch * config.context, [0, 2]]),
    );
  });
});
