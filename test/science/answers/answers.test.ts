// What a lesson asked is answered first: in three registers, chosen by interval and margin, in words that claim no more.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asked, Contrast } from '#src/experiment/asked.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { recordOf, type ArmSpec } from '../verdict/records.ts';

const asking = (...contrasts: Contrast[]): Asked => ({ contrasts, margin: 0.05, choices: [] });
const share = { kind: 'share', id: 'share', from: 0, to: 2, by: 1 } as const;
const difference = { kind: 'difference', id: 'difference', arm: 1, against: 0 } as const;
const trend = { kind: 'trend', id: 'trend', arms: [0, 1, 2, 3] } as const;

/** The Shortcuts lesson as measured at size nano. */
const wires: ArmSpec[] = [
  { name: 'no residual', ends: [3.112, 3.113, 3.11] },
  { name: 'no residual + first layer', ends: [2.38, 2.462, 2.415] },
  { name: 'residual', ends: [2.271, 2.275, 2.273] },
  { name: 'residual + first layer + value', ends: [2.256, 2.272, 2.24] },
];

const told = (specs: readonly ArmSpec[], asked?: Asked, changes: Partial<ExperimentRecord> = {}) =>
  verdictOf(recordOf(specs, { ...(asked && { asked }), ...changes }));

describe('a share of a gap', () => {
  it('is said with its interval, every arm once in full', () => {
    const both = { kind: 'difference', id: 'both', arm: 3, against: 2 } as const;
    expect(told(wires, asking(share, both)).answer).toBe(
      'B “no residual + first layer” wins back 83 % of what C “residual” gives over A “no residual” (95 %: 71 to 94 %, 3 seeds). ' +
        'D “residual + first layer + value” ended 0.02 nats per character lower than C in all 3 seeds, but 3 seeds cannot rule out chance: ' +
        'about 24 more would (95 %: 0.05 lower to 0.02 higher).',
    );
  });

  it.each<[what: string, ends: readonly number[][], said: string]>([
    [
      'of no certain gap',
      [
        [2.3, 2.2, 2.1],
        [2.2, 2.2, 2.2],
        [2.15, 2.2, 2.18],
      ],
      'How much B “b” wins back of what C “c” gives over A “a” cannot be said: it is not certain that there is a gap.',
    ],
    [
      'where the other end is worse',
      [
        [2.0, 2.01, 2.02],
        [2.2, 2.2, 2.2],
        [2.3, 2.31, 2.33],
      ],
      'How much B “b” wins back of what C “c” gives over A “a” cannot be said: there is no gap to win back.',
    ],
    [
      'of two seeds',
      [
        [3, 3],
        [2.5, 2.5],
        [2, 2],
      ],
      'How much B “b” wins back of what C “c” gives over A “a” is not known yet: 2 seeds cannot tell, it takes at least 3.',
    ],
    [
      'that may be nothing',
      [
        [3, 3.01, 2.99],
        [2.9, 3.02, 2.96],
        [2, 2.01, 2.02],
      ],
      'Whether B “b” wins back any of what C “c” gives over A “a” is too close to call: 4 % (95 %: −10 to 18 %, 3 seeds).',
    ],
    [
      'that is less than nothing',
      [
        [3, 3.01, 2.99],
        [3.5, 3.52, 3.51],
        [2, 2.01, 2.02],
      ],
      'B “b” wins back less than nothing of what C “c” gives over A “a”: −52 % (95 %: −56 to −47 %, 3 seeds).',
    ],
  ])('%s is refused or doubted in words', (_, ends, said) => {
    const specs = ends.map((each, i) => ({ name: 'abc'[i]!, ends: each }));
    expect(told(specs, asking(share)).answer).toBe(said);
  });

  it('needs the same seeds on one device', () => {
    const elsewhere = wires.map((spec, i) => (i === 1 ? { ...spec, adapter: 'apple m2' } : spec));
    expect(told(elsewhere, asking(share)).answer).toContain('they were not trained with the same seeds on one GPU');
    const lost = wires.map((spec, i) =>
      i === 1
        ? { ...spec, runs: { 0: { status: 'diverged' }, 1: { status: 'diverged' }, 2: { status: 'diverged' } } as const }
        : spec,
    );
    expect(told(lost, asking(share)).answer).toContain('cannot be said: all seeds of B diverged.');
  });
});

describe('a difference', () => {
  const plain = { name: 'plain', ends: [2.01, 2.0, 1.99] };
  const pair = (ends: readonly number[], asked = asking(difference)) => told([plain, { name: 'wired', ends }], asked);

  it('that is shown has its interval', () => {
    expect(pair([1.91, 1.89, 1.9]).answer).toBe(
      'B “wired” ends 0.10 nats per character lower than A “plain” (95 %: 0.08 to 0.12, 3 seeds).',
    );
  });

  it('that lies within the margin does not matter, whether it is certain or not', () => {
    const small =
      'There is no difference that matters: B “wired” ends 0.001 nats per character higher than A “plain”, and 0.05 would matter (95 %: 0.003 lower to 0.004 higher, 3 seeds).';
    expect(pair([2.012, 1.999, 1.991]).answer).toBe(small);
    expect(pair([2.02, 2.0101, 2.0001]).answers[0]!.register).toBe('small');
    expect(pair([2.02, 2.0, 1.98]).answer).toBe(
      'There is no difference that matters: B “wired” ends level with A “plain”, and 0.05 nats per character would matter (95 %: 0.02 lower to 0.02 higher, 3 seeds).',
    );
    expect(pair([2.012, 1.999, 1.991]).answer).not.toContain('was found');
  });

  it('that is uncertain is too close to call, and says how many seeds would tell', () => {
    const { answer, answers } = pair([2.16, 2.05, 2.2]);
    expect(answers[0]!.register).toBe('close');
    expect(answer).toBe(
      'B “wired” ended 0.14 nats per character higher than A “plain” in all 3 seeds, but 3 seeds cannot rule out chance: about 11 more would (95 %: 0.06 lower to 0.34 higher).',
    );
    expect(pair([2.16, 1.95, 2.2]).answer).toContain('higher than A “plain” on average, in 2 of 3 seeds, but');
  });

  it('of nothing at all, of too few seeds, or of other text is said so', () => {
    expect(pair([2.01, 2.0, 1.99]).answer).toBe('B “wired” ends exactly like A “plain” with every seed.');
    expect(
      told(
        [
          { ...plain, ends: [2, 2] },
          { name: 'wired', ends: [1, 1] },
        ],
        asking(difference),
      ).answer,
    ).toBe('By how much B “wired” differs from A “plain” is not known yet: 2 seeds cannot tell, it takes at least 3.');
    expect(told([plain, { name: 'wired', ends: [1, 1, 1], config: { tokenizer: 'byte' } }], asking(difference)).answer).toContain(
      'they were not measured on the same text',
    );
  });

  it('after equal time is another question', () => {
    const later = { ...difference, id: 'time', equal: 'time' } as const;
    const specs = [plain, { name: 'wired', ends: [1.91, 1.89, 1.9], secondsPerStep: 0.011 }];
    const { answers } = told(specs, asking(difference, later));
    expect(answers[1]!.sentence).toContain('After equal time, there is no difference that matters: B “wired” ends 0.02');
    const untimed = told([plain, { name: 'wired', ends: [1.91, 1.89, 1.9], secondsPerStep: 0 }], asking(later));
    expect(untimed.answer).toMatch(/^By how much B “wired” differs from A “plain” after equal time cannot be said: /);
  });

  it.each([2, 3, 4])('of several that were asked has a wider interval, so that %i of them are wrong together in 5 %', (count) => {
    const specs = [
      plain,
      ...Array.from({ length: count }, (_, i) => ({ name: `${i}`, ends: [1.91, 1.89, 1.9].map((e) => e + i * 0.01) })),
    ];
    const contrasts = Array.from(
      { length: count },
      (_, i) => ({ kind: 'difference', id: `${i}`, arm: i + 1, against: 0 }) as const,
    );
    const levels = told(specs, asking(...contrasts)).answers.map(({ interval }) => interval!.level);
    expect(Math.max(...levels)).toBeCloseTo(1 - 0.05 / count, 9);
  });
});

describe('a trend', () => {
  const widths = (...ends: number[][]): ArmSpec[] => ends.map((each, i) => ({ name: `width ${2 ** (i + 3)}`, ends: each }));

  it('that falls off is said with its steps', () => {
    const { answer, answers } = told(
      widths([2.5, 2.51, 2.49], [2.3, 2.31, 2.295], [2.2, 2.21, 2.195], [2.15, 2.16, 2.143]),
      asking(trend),
    );
    expect(answer).toBe(
      'From each to the next of A “width 8”, B “width 16”, C “width 32” and D “width 64”, the loss changes by −0.20, −0.10 and −0.05 nats per character: ' +
        'each step helps less than the one before, the last 0.15 less than the first (95 %: 0.14 to 0.16, 3 seeds).',
    );
    expect(answers[0]!.bends).toHaveLength(2);
  });

  it('that does not is said so, and one that is uncertain is not', () => {
    const steady = told(widths([2.5, 2.51, 2.49], [2.4, 2.41, 2.391], [2.3, 2.31, 2.292], [2.2, 2.21, 2.193]), asking(trend));
    expect(steady.answer).toContain('the last step helps as much as the first, or nearly: 0.05 would matter (95 %: ');
    const doubtful = told(widths([2.5, 2.51, 2.49], [2.4, 2.35, 2.391], [2.3, 2.31, 2.26], [2.21, 2.25, 2.2]), asking(trend));
    expect(doubtful.answer).toContain('3 seeds cannot rule out chance: about');
    const few = told(widths([2.5], [2.4], [2.3], [2.2]), asking(trend));
    expect(few.answer).toContain('is not known yet: 1 seed cannot tell, it takes at least 3.');
  });
});

describe('the best of several', () => {
  const best = (arm: number) =>
    ({ kind: 'best', id: `best ${arm}`, arm, against: [0, 1, 2].filter((other) => other !== arm) }) as const;
  const valley: ArmSpec[] = [
    { name: 'small', ends: [2.3, 2.32, 2.31] },
    { name: 'middle', ends: [2.1, 2.11, 2.12] },
    { name: 'large', ends: [2.2, 2.22, 2.21] },
  ];

  it('is held against the best of the others, whichever that is', () => {
    const { answers } = told(valley, asking(best(1), best(0), best(2)));
    expect(answers.map(({ register, rival, value }) => [register, rival, value!.toFixed(3)])).toEqual([
      ['shown', 2, '-0.100'],
      ['shown', 1, '0.200'],
      ['shown', 1, '0.100'],
    ]);
    expect(answers[0]!.sentence).toMatch(
      /^B “middle” ends 0\.10 nats per character lower than the best of the others, C “large” \(95 %: 0\.0\d to 0\.1\d, 3 seeds\)\.$/,
    );
  });

  it('must be ahead of each: what leads one for certain and another by chance does not lead', () => {
    const [answer] = told(
      [
        { name: 'a', ends: [2.1, 2.11, 2.12] },
        { name: 'b', ends: [2.3, 2.31, 2.32] },
        { name: 'c', ends: [2.09, 2.16, 2.15] },
      ],
      asking(best(0)),
    ).answers;
    expect([answer!.register, answer!.rival, answer!.agree]).toEqual(['close', 2, 2]);
    expect(answer!.sentence).toContain(
      'lower than the best of the others, C “c” on average, in 2 of 3 seeds, but 3 seeds cannot rule out chance',
    );
  });

  it('is behind only where that is certain of one of as many', () => {
    const noisy = told(
      [
        { name: 'a', ends: [2.2, 2.22, 2.21] },
        { name: 'b', ends: [2.15, 2.185, 2.17] },
        { name: 'c', ends: [2.5, 2.5, 2.51] },
      ],
      asking({ kind: 'difference', id: 'd', arm: 0, against: 1 }, best(0)),
    );
    const [difference, among] = noisy.answers;
    expect(difference!.interval!.low).toBeGreaterThan(among!.interval!.low);
  });

  it('follows from the levels that were guessed, and marks the sentence that was chosen', () => {
    const asked: Asked = {
      ...asking(best(0), best(1)),
      choices: [
        { id: 'small', sentence: 'The small one ends best', contrast: 'best 0', to: 0 },
        { id: 'middle', sentence: 'The middle one ends best', contrast: 'best 1', to: 0 },
      ],
    };
    const levels = [2.4, 2.2, 2.3].map((loss, arm) => ({ arm, loss }));
    const right = told(valley, asked, { prediction: { choice: 'middle', levels } });
    expect(right.answers[1]!.guessed).toBeCloseTo(-0.1, 10);
    expect(right.predicted!.choice!.mark).toBe('true');
    expect(told(valley, asked, { prediction: { choice: 'small' } }).predicted!.choice!.mark).toBe('false');
  });

  it('of two seeds, or where one diverged, is not known', () => {
    expect(
      told(
        valley.map(({ name, ends }) => ({ name, ends: ends.slice(1) })),
        asking(best(1)),
      ).answer,
    ).toBe(
      'Whether B “middle” ends better than A “small” and C “large” is not known yet: 2 seeds cannot tell, it takes at least 3.',
    );
  });
});

describe('without a lesson', () => {
  it('each arm is asked against the baseline, and nothing is too small to matter', () => {
    const specs = [{ ends: [2.01, 2.0, 1.99] }, { ends: [1.91, 1.89, 1.9] }];
    expect(told(specs).answer).toBe(
      'B “shortcut” ends 0.10 nats per character lower than A “plain” (95 %: 0.08 to 0.12, 3 seeds).',
    );
    const close = told([specs[0]!, { ends: [2.012, 1.999, 1.991] }]);
    expect(close.answers.map(({ register }) => register)).toEqual(['close']);
    expect(close.answer).not.toContain('No difference');
  });

  it('several arms of which the same can be said share a sentence with one bracket', () => {
    const { answer, answers } = told([
      { ends: [2.0, 2.01, 1.99] },
      { ends: [1.95, 1.93, 1.96] },
      { ends: [1.7, 1.72, 1.69] },
      { ends: [2.0, 2.03, 1.98] },
    ]);
    expect(answer).toBe(
      'C “third” ends 0.30 nats per character lower than A “plain” (95 %: 0.27 to 0.32, 3 seeds). ' +
        'B “shortcut” ended 0.05 lower and D “fourth” 0.00 higher than A, but 3 seeds cannot rule out chance (95 %: 0.14 lower to 0.04 higher and 0.05 lower to 0.06 higher).',
    );
    expect(answers).toHaveLength(3);
  });

  it('nothing to say is said as before', () => {
    expect(told([{ ends: [2, 2, 2] }]).answer).toBe('There is only A (plain), and nothing to compare it with.');
  });
});

const three = fc
  .integer({ min: 3, max: 5 })
  .chain((n) =>
    fc.tuple(...Array.from({ length: 3 }, () => fc.array(fc.integer({ min: 1000, max: 4000 }), { minLength: n, maxLength: n }))),
  );
const all = asking(
  { kind: 'difference', id: 'd', arm: 1, against: 0 },
  { kind: 'share', id: 's', from: 0, to: 2, by: 1 },
  { kind: 'trend', id: 't', arms: [0, 1, 2] },
  { kind: 'best', id: 'b', arm: 1, against: [0, 2] },
);
/** In thousandths, so that sums are exact to the six decimals of a record. */
const measured = (
  columns: readonly (readonly number[])[],
  asked = all,
  order = (losses: readonly number[]): number[] => [...losses],
) =>
  told(
    columns.map((losses) => ({ ends: order(losses).map((loss) => loss / 1000), seeds: order(losses.map((_, seed) => seed)) })),
    asked,
  ).answers.map(({ value, interval, register }) => ({ value, low: interval?.low, high: interval?.high, register }));

describe('whatever the losses', () => {
  it('adding a constant to all, or naming the seeds in another order, changes no answer', () => {
    fc.assert(
      fc.property(three, fc.integer({ min: 0, max: 3000 }), (columns, more) => {
        const before = measured(columns);
        expect(measured(columns, all, (losses) => [...losses].reverse())).toEqual(before);
        for (const [i, { value, low, high, register }] of measured(columns.map((c) => c.map((loss) => loss + more))).entries()) {
          expect(register).toBe(before[i]!.register);
          if (value === undefined) continue;
          for (const [now, then] of [
            [value, before[i]!.value],
            [low, before[i]!.low],
            [high, before[i]!.high],
          ] as const)
            expect(Math.abs(now! - then!)).toBeLessThan(1e-7 * Math.max(1, Math.abs(then!)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('swapping two arms turns the sign of their difference, and no register', () => {
    fc.assert(
      fc.property(three, (columns) => {
        const one = asking(difference);
        const [there] = measured(columns, one);
        const [back] = measured([columns[1]!, columns[0]!], one);
        expect(back!.register).toBe(there!.register);
        if (there!.value === undefined) return;
        expect(back!.value! + there!.value).toBeCloseTo(0, 9);
        expect(back!.low! + there!.high!).toBeCloseTo(0, 9);
      }),
      { numRuns: 60 },
    );
  });

  it('a sentence has at most one bracket, and no register claims what its interval does not', () => {
    fc.assert(
      fc.property(three, (columns) => {
        for (const { sentence, register, interval, contrast } of told(
          columns.map((losses) => ({ ends: losses.map((loss) => loss / 1000) })),
          all,
        ).answers) {
          for (const one of sentence.split(/(?<=\.) (?=[A-Z])/)) expect(one.match(/\(/g)?.length ?? 0).toBeLessThan(2);
          expect(sentence).not.toMatch(/no difference was found/i);
          if (register === 'shown') expect(interval!.low > 0 || interval!.high < 0).toBe(true);
          if (register === 'small') expect(Math.max(-interval!.low, interval!.high)).toBeLessThan(0.05);
          if (contrast.kind === 'share') expect(register).not.toBe('small');
        }
      }),
      { numRuns: 60 },
    );
  });
});
