// From curves to what is drawn and what is said.

import { describe, expect, it } from 'vitest';
import { curveAxis, stepSizes, type Shown } from '#src/components/curves/curve-axis.ts';
import { pictureCaption } from '#src/components/curves/curve-words.ts';
import { differenceScene } from '#src/components/curves/difference-scene.ts';
import { endMarks, lossScene } from '#src/components/curves/loss-scene.ts';
import { differenceNote } from '#src/components/curves/difference-words.ts';
import { describeLoss, lossNote, lossReading, lossTable } from '#src/components/curves/loss-words.ts';
import type { ExperimentRecord, RunMark } from '#src/experiment/record.ts';
import { smooth } from '#src/science/statistics/smooth.ts';
import { preferences, type CurveView } from '#src/store/preferences.ts';
import { addPoints, curvesOf } from '#src/store/shown/curves.ts';
import { filledRecord, fourWidths } from '../../store/fake-record.ts';

const record = filledRecord(fourWidths, 0.5);
const curves = curvesOf(record);
const shownWith = (change: Partial<CurveView> = {}, of: ExperimentRecord = record): Shown => ({
  record: of,
  curves: of === record ? curves : curvesOf(of),
  progress: undefined,
  view: { ...preferences.get(), ...change },
});
const shown = shownWith();

describe('the x axis', () => {
  it('measures a step in tokens, FLOP and shared seconds', () => {
    const { config, flopsPerToken } = record.arms[0]!;
    expect(stepSizes(shownWith({ axis: 'tokens' }))[0]).toBe(config.batch * config.context);
    expect(stepSizes(shownWith({ axis: 'flops' }))[0]).toBe(config.batch * config.context * flopsPerToken);
    expect(stepSizes(shownWith({ axis: 'seconds' }))[0]).toBeCloseTo(0.011);
  });

  it('is logarithmic if the visitor wants it, and the axis of the loss by itself', () => {
    for (const [logX, logY] of [
      [false, false],
      [true, false],
      [false, true],
    ] as const) {
      const { x, y } = lossScene(shownWith({ logX, logY }));
      expect([x.log, y.log]).toEqual([logX, logY]);
      expect(x.low > 0).toBe(logX);
      expect(y.low).toBeGreaterThan(0);
    }
  });

  it('reaches to the end of the budget from the start', () => {
    expect(lossScene(shown).x).toMatchObject({ low: 0, high: 200 });
    const flops = shownWith({ axis: 'flops', logX: true });
    const x = curveAxis(flops, stepSizes(flops));
    expect(x.low).toBeGreaterThan(0);
    expect(x.high).toBe(200 * stepSizes(flops)[3]!);
  });
});

describe('the loss chart', () => {
  const count = (change: Partial<CurveView>): number => lossScene(shownWith(change)).lines.length;

  it('draws a thick mean over thin seeds, and leaves out what is switched off', () => {
    expect(count({})).toBe(4 * (3 + 1 + 3 + 1));
    expect(count({ showTrain: false })).toBe(4 * (3 + 1));
    expect(count({ showTrain: false, showRuns: false })).toBe(4);
    expect(lossScene(shownWith({ showLevels: false })).levels).toEqual([]);
    expect(lossScene(shown).levels).toHaveLength(3);
  });

  it('puts around it the interval of the mean, the range of the seeds, or nothing', () => {
    const { validation } = curves[0]!.summary;
    const band = (kind: CurveView['band']) => lossScene(shownWith({ band: kind })).bands![0];
    expect(band('interval')!.high[4]).toBeCloseTo(validation.losses[4]! + validation.half[4]!, 12);
    expect(band('range')!.low[4]).toBe(validation.low[4]);
    expect(band('none')).toBeUndefined();
  });

  it('draws the median instead of the mean', () => {
    const thick = (centre: CurveView['centre']) => lossScene(shownWith({ centre })).lines.at(-1)!;
    expect(thick('median').points.y).toBe(curves[3]!.summary.validation.median);
    expect(thick('mean').points.y).toBe(curves[3]!.summary.validation.losses);
  });

  it('draws in bits what is kept in nats', () => {
    const [nats, bits] = [lossScene(shown), lossScene(shownWith({ unit: 'bits' }))];
    expect(bits.labels[0]!.y).toBeCloseTo(nats.labels[0]!.y / Math.LN2, 12);
    expect(bits.levels[0]!.y).toBeCloseTo(nats.levels[0]!.y / Math.LN2, 12);
    expect(bits.y.high / nats.y.high).toBeCloseTo(1 / Math.LN2, 12);
  });

  it('smooths every line and keeps what was measured faint behind it', () => {
    const scene = lossScene(shownWith({ smoothing: 0.8 }));
    const { losses, length } = curves[3]!.summary.validation;
    expect(scene.lines).toHaveLength(2 * lossScene(shown).lines.length);
    expect([...(scene.lines.at(-1)!.points.y as Float64Array)]).toEqual([...smooth(losses, length, 0.8)]);
    expect(scene.lines[0]!.alpha).toBeLessThan(lossScene(shown).lines[0]!.alpha);
  });

  it('does not draw hidden runs, but counts them', () => {
    const hidden = (runs: RunMark[]): ExperimentRecord => ({ ...record, marks: { runs } });
    const one = shownWith(
      {},
      hidden([
        { arm: 1, run: 0, hidden: true },
        { arm: 1, run: 2, pinned: true },
      ]),
    );
    expect(lossScene(one).lines).toHaveLength(lossScene(shown).lines.length - 2);
    expect(lossScene(one).labels).toEqual(lossScene(shown).labels);
    expect(lossNote(one)).toContain('1 run hidden, but counted');
    expect(lossNote(shown)).not.toContain('hidden');
  });

  it('draws one seed thick in place of the mean, beside the interval of all, and says so', () => {
    const one: Shown = { ...shown, seed: record.arms[0]!.runs[1]!.seed };
    const [all, scene] = [lossScene(shown), lossScene(one)];
    expect(scene.lines).toHaveLength(all.lines.length);
    expect(scene.bands).toEqual(all.bands);
    expect(scene.y).toEqual(all.y);
    const { steps, losses, length } = curves[3]!.runs[1]!.validation;
    const thick = scene.lines.at(-1)!.points;
    expect([...(thick.x as Float64Array)].slice(0, length)).toEqual([...steps].slice(0, length));
    expect([...(thick.y as Float64Array)].slice(0, length)).toEqual([...losses].slice(0, length));
    expect(scene.labels[3]!.y).toBe(losses[length - 1]);
    expect(lossNote(one)).toContain(`of seed ${one.seed}, of 3 seeds; band`);
    expect(describeLoss(one)).toContain(`of seed ${one.seed} alone.`);
    expect(lossReading(100, one).values.map(({ n }) => n)).toEqual([1, 1, 1, 1]);
    const difference = differenceScene(one).lines.at(-1)!.points;
    const [arm, baseline] = [3, 0].map((a) => curves[a]!.runs[1]!.validation.losses);
    expect(difference.y[0]).toBeCloseTo(arm![0]! - baseline![0]!, 12);
    expect(differenceNote(one)).toContain(`difference in seed ${one.seed}, of 3 seeds`);
  });

  it('keeps what was trained before in view, if it was measured on the same text', () => {
    const heldOut = { text: 'abc', tokens: 2048, context: 32 };
    const on = (tokens: number): ExperimentRecord => ({
      ...record,
      arms: record.arms.map((arm) => ({ ...arm, runs: arm.runs.map((run) => ({ ...run, heldOut: { ...heldOut, tokens } })) })),
    });
    const curvesBefore = curvesOf(record);
    const now = shownWith({}, on(2048));
    const after = (of: ExperimentRecord): Shown => ({ ...now, earlier: { record: of, curves: curvesBefore } });
    const [alone, both] = [lossScene(now).lines, lossScene(after(on(2048))).lines];
    expect(both).toHaveLength(alone.length + 4);
    expect(both[0]!.points.y).toBe(curvesBefore[0]!.summary.validation.losses);
    expect(lossNote(after(on(2048)))).toContain('dotted: what was trained before');
    expect(describeLoss(after(on(2048)))).toContain('What was trained before ended with A, ');
    for (const other of [on(1024), record]) {
      expect(lossScene(after(other)).lines).toHaveLength(alone.length);
      expect(lossNote(after(other))).not.toContain('before');
      expect(describeLoss(after(other))).not.toContain('before');
    }
  });

  it('does not draw an arm all of whose runs are hidden, and makes no room for it', () => {
    const wild = structuredClone(record);
    for (const run of wild.arms[1]!.runs) run.validation = run.validation.map(([step, loss]) => [step, loss + 3]);
    for (const run of wild.arms[1]!.runs) delete run.final;
    // 34-hide-one.json, and the same with several seeds.
    for (const seeds of [1, 3]) {
      for (const arm of wild.arms) arm.runs = arm.runs.slice(0, seeds);
      const all = lossScene(shownWith({ showTrain: false }, wild));
      const runs = wild.arms[1]!.runs.map((_, run) => ({ arm: 1, run, hidden: true }));
      const seen = shownWith({ showTrain: false }, { ...wild, marks: { runs } });
      const scene = lossScene(seen);
      expect(all.labels.map(({ letter }) => letter)).toContain('B');
      expect(scene.labels.map(({ letter }) => letter)).toEqual(['A', 'C', 'D']);
      expect([...scene.lines, ...scene.bands!].filter(({ token }) => token === '--arm-b')).toEqual([]);
      expect(scene.y.high).toBeLessThan(all.y.high - 1);
      expect(lossReading(100, seen).values.map(({ letter }) => letter)).toEqual(['A', 'C', 'D']);
      expect(describeLoss(seen)).toContain(`B, ${record.arms[1]!.name}: hidden.`);
      expect(differenceScene(seen).labels.map(({ letter }) => letter)).not.toContain('B − C');
    }
  });

  it('makes no room for a hidden run among others', () => {
    const wild = structuredClone(record);
    wild.arms[2]!.runs[1]!.validation.push([150, 4.5]);
    delete wild.arms[2]!.runs[1]!.final;
    const high = (marks: object): number =>
      lossScene(shownWith({ showTrain: false, showLevels: false }, { ...wild, ...marks })).y.high;
    wild.arms[2]!.runs[1]!.validation[0]![1] = 9;
    expect(high({})).toBeGreaterThan(5.5);
    expect(high({ marks: { runs: [{ arm: 2, run: 1, hidden: true }] } })).toBeLessThan(high({}) - 1);
  });

  it.each<[what: string, losses: readonly (readonly number[])[]]>([
    [
      'tiny losses (06-tiny.json)',
      [
        [0.0007, 0.00007],
        [0.0006, 0.00003],
      ],
    ],
    [
      'zeros',
      [
        [2, 0],
        [1, 0.5],
      ],
    ],
    [
      'zeros at the beginning',
      [
        [0, 0.001],
        [0, 0.1],
      ],
    ],
    [
      'one loss',
      [
        [0.02, 0.02],
        [0.02, 0.02],
      ],
    ],
  ])('has a log axis from the lowest positive loss: %s', (_, losses) => {
    const tiny = { ...structuredClone(record), floors: [{ kind: 'rule' as const, loss: 0 }] };
    tiny.arms = tiny.arms.slice(0, 2);
    tiny.arms.forEach((arm, a) => {
      arm.runs = arm.runs.slice(0, 1);
      const curve = losses[a]!.map((loss, i): [number, number] => [50 * (i + 1), loss]);
      Object.assign(arm.runs[0]!, { train: [], validation: curve, final: undefined });
    });
    const { y, labels } = lossScene(shownWith({ logY: true }, tiny));
    const positive = losses.flat().filter((loss) => loss > 0);
    const lowest = Math.min(...positive);
    expect(y.low).toBeLessThan(lowest);
    expect(y.low).toBeGreaterThan(lowest / 1.1);
    expect(y.high).toBeGreaterThan(y.low);
    for (const { y: value, value: text } of labels) expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(0.05 * value);
  });

  it.each([
    ['other data (41-two-sources.config.json)', { source: 'sort' }],
    ['other tokens', { tokenizer: 'byte' as const }],
  ])('has no reference lines where an arm reads %s: they are those of one', (_, change) => {
    const two = structuredClone(record);
    two.arms[1] = { ...two.arms[1]!, config: { ...two.arms[1]!.config, ...change } };
    expect(record.floors.length).toBeGreaterThan(0);
    expect(lossScene(shown).levels).toHaveLength(record.floors.length);
    expect(lossScene(shownWith({}, two)).levels).toEqual([]);
    expect(describeLoss(shown)).toContain('Reference lines');
    expect(describeLoss(shownWith({}, two))).not.toContain('Reference lines');
  });

  it('gives an arm the colour, marker and dash the visitor chose, and leaves its letter', () => {
    const { labels } = lossScene(shownWith({}, { ...record, marks: { styles: [3] } }));
    expect(labels[0]).toMatchObject({ letter: 'A', token: '--arm-d', marker: 'up' });
    expect(labels[1]).toMatchObject({ letter: 'B', token: '--arm-b' });
  });

  it('labels each arm at its last point', () => {
    const { labels } = lossScene(shown);
    expect(labels.map(({ letter, x }) => [letter, x])).toEqual([
      ['A', 100],
      ['B', 100],
      ['C', 100],
      ['D', 100],
    ]);
  });

  it('is not flattened by a run that flies off', () => {
    const wild = structuredClone(record);
    for (const run of wild.arms[0]!.runs) run.train.push([101, 900]);
    expect(lossScene(shownWith({}, wild)).y.high).toBeLessThan(7);
  });
});

describe('in words', () => {
  it('says what is thick, thin and between, and of how many seeds', () => {
    expect(lossNote(shown)).toBe(
      'thick: held-out loss, mean of 3 seeds; band: 95 % interval of the mean; thin: training loss, single seeds',
    );
    const two = filledRecord({ ...fourWidths, seeds: [0, 1] });
    expect(lossNote(shownWith({}, two))).toContain('mean of 2 seeds; no band: an interval needs 3 seeds');
    expect(lossNote(shownWith({ smoothing: 0.9 }))).toContain('smoothed by 0.9');
  });

  it('follows n where seeds were added later', () => {
    const more = structuredClone(record);
    for (const arm of more.arms) arm.runs.push({ ...arm.runs[0]!, seed: 9, training: 1, validation: [], train: [] });
    const later = shownWith({}, more);
    addPoints(later.curves, [{ arm: 0, run: 3, kind: 'validation', steps: Float64Array.of(10), losses: Float64Array.of(3) }]);
    const at = (x: number): number => lossReading(x, later).values[0]!.n;
    expect([at(10), at(20)]).toEqual([4, 3]);
  });

  it('reads each arm where the cursor is, with its interval', () => {
    const { at, values } = lossReading(55, shown);
    expect(at).toBe('55 steps');
    expect(values).toHaveLength(4);
    expect(values[0]).toMatchObject({ letter: 'A', n: 3, text: expect.stringMatching(/^\d\.\d{3} ± \d\.\d{3}$/) });
    expect(lossReading(55, shownWith({ smoothing: 0.5 }))).toMatchObject({ note: 'smoothed' });
    expect(lossReading(55, shownWith({ centre: 'median' })).values[0]!.text).toMatch(/^\d\.\d{3}$/);
  });

  it('says of an arm that it diverged, and how many seeds did, not what they had been before', () => {
    const wild = structuredClone(record);
    for (const run of wild.arms[1]!.runs) Object.assign(run, { status: 'diverged', validation: [[1, 4]] });
    Object.assign(wild.arms[2]!.runs[0]!, { status: 'diverged', validation: [[1, 4]] });
    const of = shownWith({}, wild);
    expect(lossScene(of).labels[1]).toMatchObject({ letter: 'B', value: 'diverged', short: 'B –' });
    expect(lossScene(of).labels[2]!.value).toMatch(/^\d\.\d\d$/);
    expect(describeLoss(of)).toMatch(/ B, [^:]+: all 3 seeds diverged; from 4\.000 to 4\.000 in 1 step, mean of 3 seeds/);
    expect(describeLoss(of)).toMatch(
      / C, [^:]+: 1 of 3 seeds diverged; from \d\.\d{3} to \d\.\d{3} in 100 steps, mean of 2 seeds/,
    );
    expect(lossNote(of)).toMatch(/; B diverged; 1 of 3 seeds of C diverged$/);
    expect(lossReading(1, of).values.map(({ letter }) => letter)).toContain('B');
    expect(lossReading(55, of).values.map(({ letter }) => letter)).toEqual(['A', 'C', 'D']);
  });

  it('describes the curves, and gives them as a table', () => {
    expect(describeLoss(shown)).toMatch(
      /^Held-out loss in nats per character\. A, width 8: from \d\.\d{3} to \d\.\d{3} in 100 steps, mean of 3 seeds, ± \d\.\d{3} \(95 % interval\)\./,
    );
    const { rows, arms } = lossTable(shown);
    expect(arms).toHaveLength(4);
    expect(rows.length).toBeLessThanOrEqual(12);
    expect(rows.at(-1)).toMatchObject({ step: 100, cells: [{ n: 3 }, {}, {}, {}] });
  });

  it('says apart what was measured at the end on more text, and on how much', () => {
    const ended = filledRecord(fourWidths);
    for (const run of ended.arms.flatMap(({ runs }) => runs)) {
      const tokens = 2034;
      run.heldOut = { text: 'abc', tokens, context: 32 };
      run.ends = [
        [tokens, run.validation.at(-1)![1]],
        [118_989, 2.5],
      ];
    }
    expect(describeLoss(shownWith({}, ended))).toMatch(
      /A, [^:]+: from .* \(95 % interval\); at the end 2\.500 on 118,989 tokens\./,
    );
    expect(lossNote(shownWith({}, ended))).toContain('held-out loss on 2,034 tokens (mark at the end: on 118,989)');
    expect(lossScene(shownWith({}, ended)).labels.map(({ value }) => value)).toEqual(Array(4).fill('2.50'));
    expect(describeLoss(shown)).not.toContain('at the end');
  });

  it('marks the end of a run that stopped early where it stopped, with the weights that are kept', () => {
    const stopped = filledRecord(fourWidths);
    const tokens = 2034;
    for (const [arm, { config, runs }] of stopped.arms.entries()) {
      if (arm === 0) Object.assign(config, { stopAfter: 1 });
      for (const run of runs) {
        if (arm === 0) run.train = run.train.filter(([step]) => step <= 50);
        run.heldOut = { text: 'abc', tokens, context: 32 };
        run.ends = [[tokens, arm === 0 ? 2.25 : run.validation.at(-1)![1]]];
      }
    }
    expect(lossNote(shownWith({}, stopped))).toContain('(mark at the end: on 2,034, with the weights that are kept)');
    expect(endMarks(stopped)!.marks[0]).toEqual({ arm: 0, step: 50, loss: 2.25 });
    expect(endMarks(stopped)!.marks[1]!.step).toBeGreaterThan(50);
    expect(lossScene(shownWith({}, stopped)).labels[0]!.value).toBe('2.25');
  });

  it('says under a picture what it shows and where it is from', () => {
    const [first, arms, second] = pictureCaption(record, lossNote(shown));
    expect(arms).toBe('A: width 8; B: width 16; C: width 32; D: width 64.');
    expect(first).toMatch(/^Thick: held-out loss, .*\.$/);
    expect(second).toMatch(/^Moby-Dick · nvidia hopper · seeds 0, 1, 2 · Nov 22, 2026, .* · Plateau$/);
  });
});

describe('more arms than can be trained', () => {
  const crowd = (arms: number): Shown => {
    const [first] = record.arms;
    return shownWith(
      { band: 'range' },
      { ...record, arms: Array.from({ length: arms }, () => ({ ...first!, name: 'one of many' })) },
    );
  };
  it('are drawn as thin lines without markers', () => {
    const markers = (shown: Shown): number => lossScene(shown).lines.filter(({ marker }) => marker).length;
    const widest = (shown: Shown): number => Math.max(...lossScene(shown).lines.map(({ width }) => width));
    expect([markers(crowd(12)), widest(crowd(12))]).toEqual([12, 2.25]);
    expect([markers(crowd(13)), widest(crowd(13))]).toEqual([0, 1]);
  });
  it('are told as the first of them, and how many others there are', () => {
    expect(describeLoss(crowd(12))).not.toContain('other arm');
    expect(describeLoss(crowd(13))).toContain('And 1 other arm, which the table has.');
    const told = describeLoss(crowd(200));
    expect(told).toContain('And 188 other arms, which the table has.');
    expect(told.match(/one of many/g)).toHaveLength(12);
  });
});
