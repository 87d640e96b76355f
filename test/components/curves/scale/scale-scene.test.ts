// From losses against a size to what is drawn and what is said of it.

import { describe, expect, it } from 'vitest';
import { scaleScene } from '#src/components/curves/scale/scale-scene.ts';
import { scaleShown, type ScaleShown } from '#src/components/curves/scale/scale-shown.ts';
import { describeScale, scaleNote, scaleReading, scaleTable, unplacedNotes } from '#src/components/curves/scale/scale-words.ts';
import { comparisonOf, type RunKey } from '#src/experiment/comparison.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ScaleAxis } from '#src/science/scaling/scale-axis.ts';
import type { Progress } from '#src/session/events.ts';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { lossAt, type Law } from '#src/science/fit/laws/law.ts';
import { lawPoints } from '#src/science/scaling/law-points.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';
import { preferences } from '#src/store/preferences.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { filledRecord, fourWidths, lessonNamed } from '../../../store/fake-record.ts';
import { endedLesson, sweepRecord } from '../../../store/fake-sweep.ts';

const lesson = (id: string, share = 1): ExperimentRecord => filledRecord(lessonNamed(id).spec('nano'), share);
const widths = (share = 1): ExperimentRecord => filledRecord(fourWidths, share);

interface Wish {
  readonly axis?: ScaleAxis;
  readonly logX?: boolean;
  readonly logY?: boolean;
  readonly bits?: boolean;
  readonly progress?: Progress;
  readonly law?: FoundLaw;
}
function shown(
  record: ExperimentRecord,
  { axis = 'parameters', logX = true, logY = false, bits, progress, law }: Wish = {},
): ScaleShown {
  const view = { ...preferences.get(), ...(bits && { unit: 'bits' as const }) };
  return scaleShown({ record, curves: curvesOf(record), progress, view }, { axis, logX, logY, law });
}

const depth = lesson('depth');
const parameters = widths();

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
    // The first layer's few scalars make no place of their own.
    expect(stops).toEqual(depth.arms.slice(0, 3).map((arm) => arm.parameters.total));
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
    const many = filledRecord({ ...fourWidths, seeds: Array.from({ length: 120 }, (_, i) => i) });
    const { dots = [], bars } = scaleScene(shown(many));
    expect([dots.length, bars!.length, scaleTable(shown(many)).columns.length]).toEqual([4, 4, 5]);
    expect(scaleNote(shown(many))).toContain('mean of 120 seeds; too many seeds to draw each');
  });

  it('has its axis before anything is measured, and keeps it', () => {
    for (const axis of ['parameters', 'tokens'] as const) {
      const [before, during, after] = [0, 0.5, 1].map((share) => scaleScene(shown(widths(share), { axis, logX: false })).x);
      expect([before!.high, during!.high]).toEqual([after!.high, after!.high]);
    }
    expect(unplacedNotes(shown(widths(0)))).toEqual([]);
    expect(scaleNote(shown(widths(0)))).toBe('marks: held-out loss so far, mean of the seeds');
  });

  it('marks arms whose best rate lies at the edge of those that were tried, and says so', () => {
    const tried = (...losses: (number | null)[]) => ({
      given: 0.01,
      steps: 50,
      tried: losses.map((loss, i) => [0.01 * 2 ** i, loss] as const),
    });
    const tuned = [tried(2, 3, 4), tried(3, 2, 4), tried(null, 3, 2), tried(null, 2, null)];
    const arms = parameters.arms.map((arm, i) => ({ ...arm, tuned: tuned[i]! }));
    const marked = shown({ ...parameters, arms });
    const halos = (of: ScaleShown): number[] => (scaleScene(of).dots ?? []).flatMap(({ size, x }) => (size === 10 ? [x] : []));
    expect(halos(marked)).toEqual([0, 2].map((arm) => arms[arm]!.parameters.total));
    expect(scaleNote(marked)).toMatch(/; halo: best learning rate at the edge of those tried$/);
    expect(describeScale(marked).match(/; best learning rate at the edge of those tried\./g)).toHaveLength(2);
    expect([halos(shown(parameters)), scaleNote(shown(parameters)).includes('halo')]).toEqual([[], false]);
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

describe('what is read off the points', () => {
  const budget = (law: Law): ExperimentRecord => endedLesson('budget', (size) => lossAt(law, size));
  const bent: Law = { E: 1, A: 150, alpha: 0.55, B: 200, beta: 0.45 };

  it('is a parabola through each budget, within its sizes, its lowest point, and a line through these', () => {
    for (const axis of ['parameters', 'tokens'] as const) {
      const of = shown(budget(bent), { axis });
      const { lines, dots = [], labels, letters } = scaleScene(of);
      const dashed = lines.filter(({ dash }) => dash.join() === '6,4');
      expect(dashed.map(({ points }) => points.length)).toEqual([32, 32, 32, 3]);
      const sizes = of.scale.points.map(({ x }) => x);
      for (const { points } of dashed)
        for (const x of [points.x[0]!, points.x[points.length - 1]!]) {
          expect(x).toBeGreaterThan(0.999 * Math.min(...sizes));
          expect(x).toBeLessThan(1.001 * Math.max(...sizes));
        }
      const lowest = dots.filter(({ token }) => token === '--ink');
      expect(lowest.map(({ y }) => y)).toEqual(Array.from(dashed[3]!.points.y));
      expect(labels.map(({ letter }) => letter)).toEqual(['1.7 GFLOP', '3.3 GFLOP', '6.7 GFLOP']);
      expect(new Set(letters).size).toBe(3);
      expect(scaleNote(of)).toContain('dashed: a parabola through each budget and its lowest point, a picture');
      expect(describeScale(of)).toMatch(/Parabola at 6\.\d+G FLOP: lowest at [\d.]+k parameters without embeddings, \d\.\d{3}\./);
    }
  });

  it('is not drawn of a budget without a lowest point, nor against seconds or FLOP', () => {
    const falling = shown(endedLesson('budget', ({ parameters }) => 5 - 0.1 * Math.log(parameters)));
    const dashedIn = (of: ScaleShown): number => scaleScene(of).lines.filter(({ dash }) => dash.join() === '6,4').length;
    expect([dashedIn(falling), scaleNote(falling).includes('parabola')]).toEqual([0, false]);
    expect(dashedIn(shown(budget(bent), { axis: 'flops' }))).toBe(0);
  });

  it('is an arrow from one line to the other where an idea is worth more compute, against FLOP alone', () => {
    const idea = (id: string, half: number): ExperimentRecord =>
      endedLesson(
        id,
        (size, arm, seed) => 4 - 0.1 * Math.log(size.parameters * size.tokens) - (arm < half ? 0 : 0.05) + seed / 1000,
      );
    for (const [id, half, label] of [
      ['better-idea', 3, 'wires'],
      ['parameters', 5, 'wire'],
    ] as const) {
      const of = shown(idea(id, half), { axis: 'flops' });
      const [span] = scaleScene(of).spans!;
      expect(span!.label).toMatch(new RegExp(`^${label} 1\\.[67]\\d?×$`));
      expect(span!.to / span!.from).toBeCloseTo(of.gains[0]!.gain.gain!, 9);
      expect(scaleNote(of)).toContain('arrows: how many times the compute');
      expect(describeScale(of)).toContain(`Arrow at ${span!.y.toFixed(3)}: ${span!.label} the compute.`);
      expect(scaleScene(shown(idea(id, half), { axis: 'parameters' })).spans).toEqual([]);
    }
    expect(scaleScene(shown(parameters, { axis: 'flops' })).spans).toEqual([]);
  });

  it('is the law of repeated text, dashed as published and solid as these runs say, with the lowest losses', () => {
    const record = endedLesson(
      'wall',
      ({ tokens }, arm, seed) => 1.5 + 55 * tokens ** -0.4 + [0, 0.02, 0.2, 0.9, 0, 0, 0, 0][arm]! + seed / 2000,
    );
    const points = lawPoints(record);
    const law: FoundLaw = { points, report: fitPoints(points), next: undefined };
    const of = shown(record, { axis: 'uniqueText', law });
    const { lines, dots = [] } = scaleScene(of);
    expect(lines.slice(0, 2).map(({ dash, token }) => [dash.length, token])).toEqual([
      [2, '--ink'],
      [0, '--arm-a'],
    ]);
    expect(dots.filter(({ marker, size }) => marker === 'down' && size === 4)).toHaveLength(3);
    expect(scaleNote(of)).toMatch(
      /dashed: the law of repeated text as published, R\* 15\.4, .*; solid: at the R\* of these runs; triangles/,
    );
    expect(scaleNote(shown(record, { axis: 'uniqueText' }))).not.toContain('law of repeated text');
  });

  it('is the floor of a made-up source and the fitted E, however far below the losses', () => {
    const markov = sweepRecord();
    markov.floors = [{ kind: 'rule', loss: 1.2 }];
    const points = lawPoints(markov);
    const law: FoundLaw = { points, report: fitPoints(points), next: undefined };
    const { levels, y } = scaleScene(shown(markov, { law }));
    expect(levels.map(({ label }) => label)).toEqual([
      'the floor: knows the rule exactly 1.20',
      expect.stringMatching(/^E, fitted 1\.[45]\d$/),
    ]);
    expect(y.low).toBeLessThan(1.2);
    // Of a text whose floor nobody knows, E is drawn only where it is near.
    markov.floors = [];
    expect(scaleScene(shown(markov, { law })).levels.length).toBeLessThan(2);
    expect(scaleScene(shown(markov)).levels).toEqual([]);
  });

  it('is one place to read for sizes that nobody can tell apart', () => {
    const of = shown(lesson('parameters'));
    const { stops = [] } = scaleScene(of);
    expect(stops).toHaveLength(5);
    expect(scaleReading(stops[4]!, of).values.map(({ letter }) => letter)).toEqual(['E', 'J']);
    const table = scaleTable(of);
    expect(new Set(table.rows.map((row) => row[1])).size).toBe(10);
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
    const half = shown(widths(0.5));
    expect(scaleNote(half)).toMatch(/^marks: held-out loss so far, mean of 3 seeds; /);
    const begun = widths(0.5);
    for (const run of begun.arms[3]!.runs) run.validation = [];
    expect(scaleNote(shown(begun))).toMatch(/; nothing yet of D$/);
    expect(describeScale(half)).toMatch(/^Held-out loss so far against parameters/);
  });

  it('follows what trains now', () => {
    const half = widths(0.5);
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
