// Verdicts, verbatim: what is said of arms that differ, that do not, and of all the ways in which nothing can be said.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal } from '#src/data/random.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { independence } from '#src/science/verdict/notes.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { message } from '#src/words/message.ts';
import { data, recordOf, type ArmSpec } from './records.ts';

const plain = [2.01, 2.0, 1.99];
const better = [1.91, 1.89, 1.9];
const only = (record: ExperimentRecord) => verdictOf(record).comparisons[0]!;

describe('two arms', () => {
  it('that differ: direction, size, equal time and time to the same loss', () => {
    const { headline, sentences, notes, ...numbers } = verdictOf(
      recordOf([{ ends: plain }, { ends: better, secondsPerStep: 0.011 }]),
    );
    expect(headline).toBe('B (shortcut) ends 0.10 nats per character lower than A (plain) (95 %: 0.08 to 0.12), over 3 seeds.');
    expect(sentences).toEqual([
      'B (shortcut) ends 0.10 nats per character lower (95 %: 0.08 to 0.12) than A (plain), over 3 seeds. ' +
        'At equal time on the same GPU no difference was found: the data leave room for at most 0.05 nats either way (95 %: 0.05 lower to 0.00 higher), within this schedule. ' +
        'It reaches the final loss of A in 0.88 times the steps (95 %: 0.85 to 0.91) and 0.97 times the time (95 %: 0.94 to 1.00), within this schedule.',
    ]);
    expect(notes).toEqual([
      'At equal time the slower of two arms is read on its way, before its learning rate has come down, which counts against it.',
      'Times are those of 3 runs in the same launches, in turns with those of the other arm; their intervals hold the uncertainty of losses and of speeds.',
      'Within this schedule: an arm reaches the last loss of A (plain) on its way, before its learning rate has come down; a run that ended there would do better.',
      independence,
    ]);
    expect(numbers).toMatchObject({ baseline: 0, level: 0.95, adjusted: false, paired: true, families: [], hidden: 0 });
  });

  it('that do not: no difference, and how large one may still be', () => {
    const { headline, sentences } = verdictOf(recordOf([{ ends: plain }, { ends: [2.012, 1.999, 1.991] }]));
    expect(headline).toBe(
      'No difference from A (plain) was found for B (shortcut) (95 %: 0.003 lower to 0.004 higher), over 3 seeds.',
    );
    expect(sentences).toEqual([
      'B (shortcut): no difference from A (plain) was found over 3 seeds; the data leave room for at most 0.004 nats per character either way (95 %: 0.003 lower to 0.004 higher). ' +
        'It would take 164 more seeds (95 %: 44 to over 1,000) to show half the difference seen. ' +
        'At equal time on the same GPU no difference was found: the data leave room for at most 0.004 nats either way (95 %: 0.003 lower to 0.004 higher), within this schedule. ' +
        '1 of 3 seeds reached the final loss of A, so there is no ratio.',
    ]);
  });

  it('that are the same: exactly 0 for every seed, and a ratio of exactly 1', () => {
    const record = recordOf([{ ends: plain }, { ends: plain, name: 'same' }]);
    const { headline, sentences } = verdictOf(record);
    expect(headline).toBe('B (same) ends exactly like A (plain) with every seed.');
    expect(sentences).toEqual(['B (same) ends exactly like A (plain): the same loss for every seed, over 3 seeds.']);
    const { end, reach, outcome } = only(record);
    expect(outcome).toBe('identical');
    expect(end).toEqual({ mean: 0, interval: { low: 0, high: 0, level: 0.95 }, p: 1, effect: 0 });
    const one = { ratio: 1, interval: { low: 1, high: 1, level: 0.95 } };
    expect(reach).toEqual({
      form: 'schedule',
      n: 3,
      reached: 3,
      early: 0,
      turned: 0,
      steps: one,
      tokens: one,
      flops: one,
      seconds: one,
    });
  });

  it('of which the second is worse', () => {
    const { headline, sentences } = verdictOf(recordOf([{ ends: better }, { ends: plain }]));
    expect(headline).toBe('B (shortcut) ends 0.10 nats per character higher than A (plain) (95 %: 0.08 to 0.12), over 3 seeds.');
    expect(sentences[0]).toBe(
      'B (shortcut) ends 0.10 nats per character higher (95 %: 0.08 to 0.12) than A (plain), over 3 seeds. ' +
        'At equal time on the same GPU it is 0.10 nats higher (95 %: 0.08 to 0.12), within this schedule. It did not reach the final loss of A.',
    );
  });

  it('of bytes are told in nats per byte', () => {
    const config = { tokenizer: 'byte' } as const;
    const [sentence] = verdictOf(
      recordOf([
        { ends: plain, config },
        { ends: better, config },
      ]),
    ).sentences;
    expect(sentence).toContain('0.10 nats per byte lower');
  });
});

describe('too little to tell', () => {
  it('with two seeds, or one', () => {
    const { headline, sentences } = verdictOf(recordOf([{ ends: [2, 2.01] }, { ends: [1, 1.01] }]));
    expect(headline).toBe('Cannot tell yet with 2 seeds: it takes at least 3.');
    expect(sentences).toEqual(['Cannot tell yet with 2 seeds whether B (shortcut) differs from A (plain): it takes at least 3.']);
    expect(verdictOf(recordOf([{ ends: [2] }, { ends: [1] }])).headline).toBe(
      'Cannot tell yet with 1 seed: it takes at least 3.',
    );
  });

  it('with nothing finished, or only one arm', () => {
    const running = { 0: { status: 'training' }, 1: { status: 'waiting' } } as const;
    const { headline, notes, comparisons } = verdictOf(
      recordOf([
        { ends: [2, 2.01], runs: running },
        { ends: [1, 1], runs: running },
      ]),
    );
    expect(headline).toBe('No seed has finished yet, so there is nothing to compare.');
    expect(notes).toEqual(['Not finished, so not counted yet: 2 of 2 seeds of A and 2 of 2 seeds of B.']);
    expect(comparisons).toEqual([expect.objectContaining({ arm: 1, n: 0, outcome: 'few' })]);
    expect(verdictOf(recordOf([{ ends: plain }])).headline).toBe('There is only A (plain), and nothing to compare it with.');
  });

  it('while some arms wait: the others have their verdict', () => {
    const waiting = { 0: { status: 'waiting' }, 1: { status: 'waiting' }, 2: { status: 'waiting' } } as const;
    const { headline, sentences, adjusted } = verdictOf(
      recordOf([{ ends: plain }, { ends: better }, { ends: better, runs: waiting }]),
    );
    expect(headline).toBe(
      'B (shortcut) ends 0.10 nats per character lower than A (plain) (95 %: 0.08 to 0.12), over 3 seeds. ' +
        'Cannot tell yet for C (third) with 0 seeds: it takes at least 3.',
    );
    expect(sentences[1]).toBe('C (third) and A (plain) have no finished seed to compare yet.');
    expect(adjusted).toBe(false);
  });
});

describe('runs that count', () => {
  const four = { ends: [2.01, 2.0, 1.99, 2.0] };
  const lost = { 3: { status: 'diverged', reason: message('diverged', { step: 7 }) } } as const;

  it('leave out what diverged, and its partner', () => {
    const record = recordOf([four, { ends: [1.91, 1.89, 1.9, 9], runs: lost }]);
    const { notes, arms, comparisons } = verdictOf(record);
    expect(notes[0]).toBe('1 of 4 seeds of B (shortcut) diverged and is left out.');
    expect(arms).toMatchObject([
      { n: 4, diverged: 0 },
      { n: 3, of: 4, diverged: 1, mean: 1.9 },
    ]);
    expect(comparisons[0]).toMatchObject({ n: 3, end: only(recordOf([{ ends: plain }, { ends: better }])).end });
  });

  it('may be none', () => {
    const all = { 0: { status: 'diverged' }, 1: { status: 'diverged' }, 2: { status: 'diverged' } } as const;
    const { sentences, notes } = verdictOf(recordOf([{ ends: plain }, { ends: better, runs: all }]));
    expect(sentences).toEqual(['All 3 seeds of B (shortcut) diverged, so it cannot be compared with A (plain).']);
    expect(notes).toEqual(['3 of 3 seeds of B (shortcut) diverged and are left out.']);
  });

  it.each<[what: string, diverged: readonly [number, number, number], headline: string]>([
    [
      'one arm (25-one-diverged.json)',
      [0, 3, 0],
      'No difference from A (plain) was found for C (third) (95 %: 0.02 lower to 0.02 higher), over 3 seeds. ' +
        'All 3 seeds of B (shortcut) diverged, so it cannot be compared with A (plain).',
    ],
    [
      'all but the baseline',
      [0, 3, 3],
      'All seeds of B (shortcut) and C (third) diverged, so they cannot be compared with A (plain).',
    ],
    ['the baseline', [3, 0, 0], 'All 3 seeds of A (plain) diverged, so B (shortcut) and C (third) cannot be compared with it.'],
    ['all arms', [3, 3, 3], 'All seeds of all arms diverged, so there is nothing to compare.'],
    [
      'some seeds',
      [0, 1, 2],
      'Cannot tell yet with 1 to 2 seeds: it takes at least 3, and 1 of 3 seeds of B and 2 of 3 seeds of C diverged.',
    ],
    [
      'some seeds of the baseline',
      [2, 0, 0],
      'Cannot tell yet with 1 seed: it takes at least 3, and 2 of 3 seeds of A diverged.',
    ],
  ])('are told where they diverged: %s', (_, diverged, headline) => {
    const specs = diverged.map((count): ArmSpec => {
      const runs = Object.fromEntries(Array.from({ length: count }, (_, place) => [2 - place, { status: 'diverged' as const }]));
      return { ends: [2.01, 2.0, 1.99].map((end, i) => end + (diverged[0] ? i : 0) * 0.001), runs };
    });
    if (diverged[2] === 0) specs[2] = { ...specs[2]!, ends: [2.0, 2.01, 1.99] };
    const verdict = verdictOf(recordOf(specs));
    expect(verdict.headline).toBe(headline);
    expect([verdict.headline, ...verdict.sentences].join(' ')).not.toContain('0 seeds');
  });

  it('are told with what their tokens could not tell apart', () => {
    const lost = message('rareCharacters', { different: 5001, rare: 4490, share: 0.0004 });
    const { notes } = verdictOf(recordOf([{ ends: plain }, { ends: better }], { data: { ...data, lost } }));
    expect(notes[0]).toBe(
      'The text has 5,001 different characters; the 4,490 rarest, under 0.1 % of the text, are all read as �.',
    );
  });

  it('include those that are not drawn', () => {
    const specs = [{ ends: plain }, { ends: better }];
    const marks = {
      runs: [
        { arm: 0, run: 1, hidden: true },
        { arm: 1, run: 0, pinned: true },
      ],
    };
    const shown = verdictOf(recordOf(specs));
    const { notes, hidden, ...rest } = verdictOf(recordOf(specs, { marks }));
    expect(hidden).toBe(1);
    expect(notes).toEqual(['1 hidden run is counted all the same.', ...shown.notes]);
    expect(rest).toMatchObject({ sentences: shown.sentences, comparisons: shown.comparisons });
  });

  it('are compared by their curves if one of them has no measurement at the end', () => {
    const record = recordOf([{ ends: plain }, { ends: better }]);
    for (const run of record.arms.flatMap((arm) => arm.runs)) run.final! += 1e-3 * run.seed;
    expect(only(record).measured).toBe('final');
    delete record.arms[1]!.runs[2]!.final;
    const { comparisons, notes } = verdictOf(record);
    expect(comparisons[0]).toMatchObject({ measured: 'curve', end: { mean: -0.1 } });
    expect(notes[0]).toContain('Not every run was measured again after its last step');
  });
});

describe('several arms', () => {
  const specs: ArmSpec[] = [
    { ends: [2.0, 2.01, 1.99], secondsPerStep: 0.01 },
    { ends: [1.95, 1.93, 1.96], secondsPerStep: 0.011 },
    { ends: [1.7, 1.72, 1.69], secondsPerStep: 0.012 },
    { ends: [2.0, 2.03, 1.98], secondsPerStep: 0.013 },
  ];

  it('share the chance of being wrong', () => {
    const { headline, sentences, notes, adjusted, comparisons } = verdictOf(recordOf(specs));
    expect(adjusted).toBe(true);
    const levels = comparisons.map(({ end }) => end!.interval!.level);
    // C has the smallest p; B is next and not below 0.05 / 2, so D keeps its level.
    expect(levels).toEqual([0.975, 1 - 0.05 / 3, 0.975].map((level) => Number(level.toPrecision(10))));
    expect(comparisons.map(({ outcome }) => outcome)).toEqual(['unresolved', 'lower', 'unresolved']);
    expect(headline).toBe(
      'C (third) ends 0.30 nats per character lower than A (plain) (adjusted 95 %: 0.27 to 0.32), over 3 seeds. No difference from A (plain) was found for B (shortcut) (0.14 lower to 0.04 higher) and D (fourth) (0.05 lower to 0.06 higher), over 3 seeds.',
    );
    expect(sentences[1]).toContain('C (third) ends 0.30 nats per character lower (adjusted 95 %: 0.27 to 0.32) than');
    expect(notes[0]).toBe(
      '3 comparisons were made: the intervals of differences are widened by Holm’s method, so that the chance of calling any equal pair different is at most 5 %. Those of ratios are not.',
    );
  });

  it('are compared with the arm that the visitor chose, or with one that exists', () => {
    const { baseline, comparisons } = verdictOf(recordOf(specs, { baseline: 2 }));
    expect(baseline).toBe(2);
    expect(comparisons.map(({ arm }) => arm)).toEqual([0, 1, 3]);
    expect(verdictOf(recordOf(specs, { baseline: 9 })).baseline).toBe(3);
  });

  it('that are all equal are called different in at most 5 % of experiments', () => {
    const experiments = 600;
    let wrong = 0;
    for (let e = 0; e < experiments; e++) {
      // Loss = 2 + seed (sd 0.05) + noise of the run (sd 0.01).
      const ends = (arm: number): number[] =>
        [0, 1, 2, 3, 4].map((s) => 2 + 0.05 * normal(7, 99, 5 * e + s) + 0.01 * normal(7, arm, 5 * e + s));
      const record = recordOf([0, 1, 2, 3].map((arm) => ({ ends: ends(arm), runs: shortCurves })));
      if (verdictOf(record).comparisons.some(({ outcome }) => outcome !== 'unresolved')) wrong++;
    }
    expect(wrong / experiments).toBeLessThan(0.06);
    expect(wrong / experiments).toBeGreaterThan(0.02);
  });
  const shortCurves = Object.fromEntries([0, 1, 2, 3, 4].map((s) => [s, { validation: [[400, 2]] as [number, number][] }]));
});

describe('the time to a loss', () => {
  it('has no ratio if some seeds do not reach it, or none', () => {
    const some = verdictOf(recordOf([{ ends: plain }, { ends: [1.9, 1.9, 2.0] }]));
    expect(some.sentences[0]).toContain('2 of 3 seeds reached the final loss of A, so there is no ratio.');
    expect(some.comparisons[0]!.reach).toEqual({ form: 'schedule', n: 3, reached: 2, early: 0, turned: 0 });
    const none = only(recordOf([{ ends: plain }, { ends: [2.1, 2.1, 2.1] }]));
    expect(none.reach).toEqual({ form: 'schedule', n: 3, reached: 0, early: 0, turned: 0 });
  });

  it('has none either where a curve begins below it', () => {
    const below = {
      validation: [
        [1, 1.5],
        [400, 1.4],
      ] as [number, number][],
    };
    const { sentences, comparisons } = verdictOf(recordOf([{ ends: plain }, { ends: better, runs: { 1: below } }]));
    expect(comparisons[0]!.reach).toEqual({ form: 'schedule', n: 3, reached: 2, early: 1, turned: 0 });
    expect(sentences[0]).toContain('Before the third look, 1 of 3 seeds had reached the final loss of A, so there is no ratio.');
  });

  it('counts what a step costs: tokens, operations and seconds', () => {
    const record = recordOf([
      { ends: plain, secondsPerStep: 0.01, flopsPerToken: 2e6 },
      { ends: plain, secondsPerStep: 0.02, flopsPerToken: 3e6, config: { batch: 8 } },
    ]);
    const { reach } = only(record);
    expect([reach!.steps, reach!.tokens, reach!.flops, reach!.seconds].map((r) => r!.ratio)).toEqual([1, 0.5, 0.75, 2]);
    expect(verdictOf(recordOf([{ ends: plain }, { ends: better, config: { batch: 8 } }])).sentences[0]).toContain(
      'in 0.88 times the steps (95 %: 0.85 to 0.91), 0.44 times the tokens (95 %: 0.43 to 0.46) and 0.88 times the time (95 %: 0.85 to 0.91)',
    );
  });

  it('is that of the whole baseline, and says so where the baseline had been as good before', () => {
    // Best at 300 steps, it ends where it was at 200; the other arm is the same, and needs half of the whole run, or 0.7 of it.
    const curve = [
      [1, 4],
      [100, 3.2],
      [200, 2.5],
      [300, 2.2],
      [400, 2.5],
    ] as [number, number][];
    const later = [
      [1, 4],
      [100, 3.2],
      [280, 2.3],
      [300, 2.2],
      [400, 2.3],
    ] as [number, number][];
    const runs = { 0: { validation: curve }, 2: { validation: later } };
    const { comparisons, notes } = verdictOf(
      recordOf([
        { ends: plain, runs },
        { ends: better, runs },
      ]),
    );
    expect(comparisons[0]!.reach).toMatchObject({ reached: 3, turned: 2 });
    expect(comparisons[0]!.reach!.steps!.ratio).toBeCloseTo(Math.cbrt(0.5 * 0.7 * 0.875), 2);
    expect(notes.at(-2)).toBe(
      'A (plain) had been at its final loss before its end in 2 seeds: the ratios, which are of its whole run, flatter the others.',
    );
  });

  it('has an interval by resampling from eight seeds on', () => {
    const ends = (shift: number): number[] =>
      Array.from({ length: 8 }, (_, s) => 2 + shift + 0.01 * normal(3, shift === 0 ? 0 : 1, s));
    const record = recordOf([{ ends: ends(0) }, { ends: ends(-0.2) }]);
    const { steps } = only(record).reach!;
    expect(steps!.interval!.low).toBeLessThan(steps!.ratio);
    expect(steps!.interval!.high).toBeGreaterThan(steps!.ratio);
    const logs = (Math.log(steps!.interval!.low) + Math.log(steps!.interval!.high)) / 2;
    expect(Math.abs(logs - Math.log(steps!.ratio))).toBeGreaterThan(1e-6); // Student’s would be symmetric
  });
});

describe('equal time', () => {
  it('reads the slower arm on its way', () => {
    // At 4 s the slower arm has done half: its curve is at a quarter of its way from 4 down to 2.
    const record = recordOf([
      { ends: [2, 2, 2], secondsPerStep: 0.01 },
      { ends: [2, 2, 2], secondsPerStep: 0.02 },
    ]);
    expect(only(record)).toMatchObject({ equalSeconds: { mean: 0.5 } });
    record.baseline = 1;
    expect(only(record)).toMatchObject({ equalSeconds: { mean: -0.5 } });
  });

  it('says nothing where seconds are not known', () => {
    const record = recordOf([{ ends: plain, secondsPerStep: 0 }, { ends: better }]);
    expect(only(record)).not.toHaveProperty('equalSeconds');
    expect(only(record)).toMatchObject({ untimed: 'short' });
    expect(only(record).reach).not.toHaveProperty('seconds');
    expect(only(record).reach).toHaveProperty('steps');
  });
});

describe('runs kept from other experiments', () => {
  const kept = (ends: readonly number[], origin: ArmSpec['origin'] = {}, rest: Partial<ArmSpec> = {}): ArmSpec => ({
    ends,
    origin,
    ...rest,
  });

  it('are paired like any others if seeds, text and device are the same', () => {
    const together = verdictOf(recordOf([{ ends: plain }, { ends: better }]));
    const { paired, sentences, notes } = verdictOf(recordOf([kept(plain), kept(better)]));
    expect([paired, sentences, notes]).toEqual([true, together.sentences, together.notes]);
  });

  it('are not paired over different seeds', () => {
    const { sentences, notes, paired, comparisons } = verdictOf(
      recordOf([kept(plain), kept([...better, 1.905], {}, { seeds: [5, 6, 7, 8] })]),
    );
    expect(paired).toBe(false);
    expect(comparisons[0]).toMatchObject({ obstacles: ['seeds'], n: 3, outcome: 'lower' });
    expect(comparisons[0]).not.toHaveProperty('reach');
    expect(sentences).toEqual([
      'B (shortcut) ends 0.10 nats per character lower (95 %: 0.08 to 0.12) than A (plain), over 4 and 3 seeds, not paired.',
    ]);
    expect(notes).toEqual([
      'B (shortcut) and A (plain) were trained with different seeds: not paired, it takes a larger difference to see one.',
      independence,
    ]);
  });

  it('are paired over the seeds they share, if these are enough', () => {
    const seeds = [1, 2, 3, 4];
    const record = recordOf([kept([...plain, 2]), kept([1.9, 1.91, 1.89, 1.9], {}, { seeds })]);
    expect(only(record)).toMatchObject({ obstacles: [], n: 3 });
  });

  it('are not paired, nor timed, on different devices', () => {
    const other = { adapter: 'apple m2' };
    const { notes, comparisons } = verdictOf(recordOf([kept(plain), kept(better, {}, other)]));
    expect(comparisons[0]).toMatchObject({ obstacles: ['device'], outcome: 'lower' });
    expect(comparisons[0]).not.toHaveProperty('equalSeconds');
    expect(notes).toEqual([
      'B (shortcut) and A (plain) were trained on different GPUs (apple m2; nvidia hopper): not paired, and not compared by time.',
      independence,
    ]);
    const both = verdictOf(recordOf([kept(plain), kept(better, {}, { ...other, seeds: [7, 8, 9] })]));
    expect(both.comparisons[0]!.obstacles).toEqual(['seeds', 'device']);
    expect(both.notes).toHaveLength(3);
  });

  it('stay paired if later seeds of both were trained on another device', () => {
    const later = { 2: 'apple m2' };
    expect(
      only(
        recordOf([
          { ends: plain, adapters: later },
          { ends: better, adapters: later },
        ]),
      ).obstacles,
    ).toEqual([]);
    expect(only(recordOf([{ ends: plain, adapters: later }, { ends: better }])).obstacles).toEqual(['device']);
  });

  it.each<[what: string, origin: ArmSpec['origin'], config: ArmSpec['config']]>([
    ['name', { data: { ...data, name: 'Another novel' } }, {}],
    ['length', { data: { ...data, characters: 5 } }, {}],
    ['tokens', { data: { ...data, vocab: 64 } }, {}],
    ['source', {}, { source: 'markov' }],
    ['tokenizer', {}, { tokenizer: 'byte' }],
  ])('have no verdict if the text differs in its %s', (_, origin, config) => {
    const { headline, sentences, notes, comparisons } = verdictOf(
      recordOf([kept(plain), kept(better, origin, { config: config ?? {} })]),
    );
    expect(comparisons[0]).toEqual({
      arm: 1,
      obstacles: ['text'],
      n: 3,
      measured: 'final',
      outcome: 'incomparable',
    });
    expect(headline).toBe('B (shortcut) cannot be compared with A (plain).');
    const how = config?.tokenizer ? 'in different tokens' : 'on different text';
    expect(sentences).toEqual([
      `B (shortcut) and A (plain) were measured ${how}, so their losses do not measure the same thing: no verdict.`,
    ]);
    expect(notes).toEqual([]);
  });

  it('know a visitor’s text by its name and size, for its id changes wherever it is added', () => {
    const own = (id: string): Partial<ArmSpec> => ({ config: { source: `own:${id}` } });
    expect(only(recordOf([kept(plain, {}, own('a')), kept(better, {}, own('b'))])).outcome).toBe('lower');
    expect(
      only(
        recordOf([
          { ends: plain, ...own('a') },
          { ends: better, ...own('b') },
        ]),
      ).outcome,
    ).toBe('incomparable');
  });

  describe('that say which held-out tokens their losses are of', () => {
    const set = { text: '0123456789abcdef', tokens: 4096, context: 64 };
    const measured = (ends: readonly number[], heldOut = set, sets = [4096, 8192], config: Partial<ArmConfig> = {}): ArmSpec => ({
      ends,
      config: { context: heldOut.context, ...config },
      runs: Object.fromEntries(
        ends.map((end, place) => [
          place,
          // On more text every loss is a little higher.
          {
            heldOut,
            ends: sets.map((tokens, i): [number, number] => [tokens, end + 0.1 * i]),
            final: end + 0.1 * (sets.length - 1),
          },
        ]),
      ),
    });

    it('are compared on the largest set that all share, and say on which', () => {
      const { comparisons, arms, notes } = verdictOf(recordOf([measured(plain), measured(better, set, [4096, 8192, 16_384])]));
      expect(comparisons[0]).toMatchObject({ measured: 'final', tokens: 8192, outcome: 'lower' });
      expect(comparisons[0]!.end!.mean).toBeCloseTo(-0.1, 8);
      expect(arms.map(({ tokens }) => tokens)).toEqual([8192, 8192]);
      expect(arms[1]!.mean).toBeCloseTo(2.0, 8);
      expect(notes).toContain('The losses at the end are of the same 8,192 held-out tokens for both arms.');
    });

    it('compare whatever a visitor’s text is called, and never two texts of one name', () => {
      const own = (id: string): Partial<ArmConfig> => ({ source: `own:${id}` });
      const same = [measured(plain, set, [4096], own('a')), measured(better, set, [4096], own('b'))];
      expect(only(recordOf(same)).outcome).toBe('lower');
      const other = [
        measured(plain, set, [4096], own('a')),
        measured(better, { ...set, text: 'fedcba9876543210' }, [4096], own('a')),
      ];
      expect(only(recordOf(other))).toMatchObject({ outcome: 'incomparable', obstacles: ['text'] });
    });

    it('compare over different contexts, which score the same tokens', () => {
      const { comparisons, notes } = verdictOf(recordOf([measured(plain), measured(better, { ...set, context: 72 })]));
      expect(comparisons[0]!.outcome).toBe('lower');
      expect(notes).toContain('B and A were scored on the same tokens, B with at most 72 tokens before each, A with 64.');
    });

    it('are not compared with runs that do not say it, nor those among each other where contexts differ', () => {
      expect(only(recordOf([measured(plain), { ends: better }]))).toMatchObject({
        outcome: 'incomparable',
        obstacles: ['heldOut'],
      });
      expect(only(recordOf([{ ends: plain }, { ends: better, config: { context: 72 } }]))).toMatchObject({
        outcome: 'incomparable',
        obstacles: ['heldOut'],
      });
    });
  });

  it('have no verdict where their losses were measured on more or less text', () => {
    const longer = { data: { ...data, validationTokens: 999_999 } };
    expect(verdictOf(recordOf([kept(plain), kept(better, longer)])).sentences).toEqual([
      'B (shortcut) and A (plain) were measured on different parts of the text, or it is not known on which, so their losses do not measure the same thing: no verdict.',
    ]);
  });

  it('may differ in the amount of text and in noise, as arms of one experiment may', () => {
    const config = { uniqueText: 3000, noise: 0.1 };
    expect(only(recordOf([kept(plain), kept(better, {}, { config })])).outcome).toBe('lower');
    expect(only(recordOf([{ ends: plain }, { ends: better, config }]))).toMatchObject({
      obstacles: [],
      outcome: 'lower',
    });
  });
});

describe('the same verdict', () => {
  const ends = fc.array(
    fc.integer({ min: 1_000_000, max: 4_000_000 }).map((v) => v / 1e6),
    { minLength: 5, maxLength: 5 },
  );

  it('with its sign turned, if the arms are swapped', () => {
    fc.assert(
      fc.property(ends, ends, (a, b) => {
        const [there, back] = [only(recordOf([{ ends: a }, { ends: b }])), only(recordOf([{ ends: b }, { ends: a }]))];
        expect(there.end!.mean + back.end!.mean).toBe(0);
        expect(there.end!.interval!.low + back.end!.interval!.high).toBe(0);
        expect(there.end!.p).toBe(back.end!.p);
        const turned = { lower: 'higher', higher: 'lower' } as Record<string, string>;
        expect(back.outcome).toBe(turned[there.outcome] ?? there.outcome);
      }),
    );
  });

  it('if both arms are worse by the same amount', () => {
    fc.assert(
      fc.property(ends, ends, fc.integer({ min: 0, max: 1_000_000 }), (a, b, shift) => {
        const worse = (values: number[]): number[] => values.map((v) => v + shift / 1e6);
        const record = recordOf([{ ends: a }, { ends: b }]);
        expect(only(recordOf([{ ends: worse(a) }, { ends: worse(b) }])).end).toEqual(only(record).end);
      }),
    );
  });

  it('in whatever order the runs are listed', () => {
    fc.assert(
      fc.property(ends, ends, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (a, b, order) => {
        const record = recordOf([{ ends: a }, { ends: b, secondsPerStep: 0.011 }]);
        const listed = structuredClone(record);
        listed.arms[1]!.runs = order.map((i) => listed.arms[1]!.runs[i]!);
        expect(verdictOf(listed)).toEqual(verdictOf(record));
      }),
    );
  });

  it('from the page, whose losses have more digits, and from the file with six', () => {
    const record = recordOf([{ ends: plain }, { ends: better, secondsPerStep: 0.011 }]);
    const inMemory = structuredClone(record);
    for (const run of inMemory.arms.flatMap((arm) => arm.runs)) {
      run.final! += 3e-8;
      for (const point of run.validation) point[1] -= 3e-8;
    }
    const toFile = structuredClone(inMemory);
    for (const run of toFile.arms.flatMap((arm) => arm.runs))
      for (const point of run.validation) point[1] = Number(point[1].toFixed(6));
    expect(verdictOf(JSON.parse(JSON.stringify(toFile)) as ExperimentRecord)).toEqual(verdictOf(inMemory));
  });
});
