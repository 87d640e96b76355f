// One rule for everybody who asks: the letters of many arms, the baseline of an odd file, and which arms may be compared, which
// charts and verdicts must never disagree on.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { styleAt } from '#src/components/base/palette.ts';
import { baselineOf, dataNameOf, dataNamesOf, letterOf, obstaclesOf } from '#src/experiment/arms.ts';
import { differences, optionText } from '#src/experiment/differences.ts';
import { exportCsv } from '#src/experiment/files/csv.ts';
import { options } from '#src/experiment/options.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { findingsOf } from '#src/science/verdict/findings.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { differencesOf, whyUnpaired } from '#src/store/shown/paired-curves.ts';
import { data, device, recordOf, type ArmSpec } from '../science/verdict/records.ts';

describe('the data of an arm that an older record does not describe', () => {
  const named = (...sources: string[]): string[] => {
    const record = recordOf(sources.map((source) => ({ ends: [2], config: { source } })));
    return record.arms.map((arm) => dataNameOf(record, arm));
  };

  it('has no id for a name', () => {
    expect(named('novel', 'own:mi2x4k9a0-3f9c52d1a07b')).toEqual([data.name, 'another own text']);
    expect(named('own:1', 'own:2', 'own:2', 'own:1')).toEqual([data.name, 'another own text', 'another own text', data.name]);
    expect(named('novel', 'markov', 'own:1', 'own:2')).toEqual([data.name, 'markov', 'another own text', 'another own text (2)']);
  });

  it('is named by an arm that reads the same', () => {
    const record = recordOf(['novel', 'own:1', 'own:1'].map((source) => ({ ends: [2], config: { source } })));
    record.arms[2]!.data = { ...data, name: 'Diary' };
    expect(dataNamesOf(record)).toEqual([data.name, 'Diary']);
    expect(exportCsv(record)).not.toContain('own:1');
  });

  it('is no id among the settings', () => {
    const [one, other] = ['own:1', 'novel'].map((source) => ({ ...baseArm, source }));
    const told = ({ from, to }: { from: string; to: string }): string[] => [from, to];
    expect(differences(one!, other!).map(told)).toEqual([['another own text', 'novel']]);
    expect(differences(one!, other!, () => 'Diary').map(told)).toEqual([['Diary', 'novel']]);
    expect(
      optionText(
        options.find(({ key }) => key === 'source')!,
        'own:1',
      ),
    ).toBe('another own text');
  });
});

describe('a letter', () => {
  it('is A to Z, then AA and on, each once', () => {
    expect([0, 25, 26, 27, 51, 52, 701, 702].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AB', 'AZ', 'BA', 'ZZ', 'AAA']);
    expect(new Set(Array.from({ length: 1000 }, (_, arm) => letterOf(arm))).size).toBe(1000);
  });

  it('is the same in chart, verdict and CSV for any number of arms', () => {
    const record = recordOf(Array.from({ length: 40 }, (_, arm) => ({ ends: [2 + arm / 100] })));
    const cells = exportCsv(record)
      .trim()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(',')[5]);
    expect([...new Set(cells)]).toEqual(record.arms.map((_, arm) => letterOf(arm)));
    const { sentences } = verdictOf(record);
    expect(sentences.map((sentence) => /^(?:Cannot tell yet with 1 seed whether )?([A-Z]+) \(/.exec(sentence)?.[1])).toEqual(
      record.arms.slice(1).map((_, arm) => letterOf(arm + 1)),
    );
  });

  it('is not needed to tell the first 36 styles apart', () => {
    const styles = Array.from({ length: 36 }, (_, place) => styleAt(place));
    expect(new Set(styles.map(({ marker, line, colour }) => `${marker} ${line} ${colour}`)).size).toBe(36);
    // Those that share a colour share nothing else, so that nobody has to tell colours apart.
    for (const [i, one] of styles.entries())
      for (const other of styles.slice(0, i)) {
        if (one.colour !== other.colour) continue;
        expect([one.marker === other.marker, one.line === other.line]).toEqual([false, false]);
      }
  });
});

describe('the baseline', () => {
  it('is an arm that exists, whatever a file says', () => {
    const two = recordOf([{ ends: [2] }, { ends: [3] }]);
    expect([0, 1, 2, 7, 255].map((baseline) => baselineOf({ ...two, baseline }))).toEqual([0, 1, 1, 1, 1]);
  });
});

/** Arms of one experiment or of several, on one GPU or two, of this text or that. */
const armSpec: fc.Arbitrary<ArmSpec> = fc
  .record({
    seeds: fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 4 }),
    source: fc.constantFrom('novel', 'speeches', 'own:1', 'own:2'),
    tokenizer: fc.constantFrom('character' as const, 'byte' as const),
    origin: fc.option(
      fc.record({
        id: fc.constantFrom('one', 'two'),
        data: fc.constantFrom(data, { ...data, name: 'Speeches' }, { ...data, vocab: 66 }),
      }),
      { nil: undefined },
    ),
    adapter: fc.constantFrom(device.adapter, 'apple m2'),
    other: fc.constantFrom(device.adapter, 'apple m2'),
    steps: fc.constantFrom(400, 800),
  })
  .map(({ seeds, source, tokenizer, origin, adapter, other, steps }) => ({
    ends: seeds.map((seed) => 2 + seed / 10),
    seeds,
    config: { source, tokenizer, steps },
    ...(origin && { origin }),
    adapter,
    adapters: { 0: other },
  }));

describe('which arms may be compared', () => {
  it('is the same for chart and verdict, in whatever record', () => {
    fc.assert(
      fc.property(fc.array(armSpec, { minLength: 2, maxLength: 4 }), fc.nat(6), (specs, baseline) => {
        const record = recordOf(specs, { baseline });
        const { comparisons } = findingsOf(record);
        for (const { arm, obstacles } of comparisons) {
          // Of a family of budgets the verdict takes another baseline than the chart, which draws the one that was chosen.
          const chosen = findingsOf(record).baseline;
          const unpaired = whyUnpaired({ ...record, baseline: chosen }, arm);
          if (obstacles.length > 0) expect(unpaired).toBe(obstacles[0]);
          else expect([undefined, 'few']).toContain(unpaired);
        }
        const drawn = differencesOf(
          record,
          curvesOf(record),
          record.arms.map(() => 1),
        ).map(({ arm }) => arm);
        for (const arm of drawn) expect(obstaclesOf(record, record.arms[arm]!, record.arms[baselineOf(record)]!)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('includes a text that was added twice, but not another one of its name', () => {
    const own = (source: string, id: string, characters = 5000): ArmSpec => ({
      ends: [2, 2.1, 2.2],
      config: { source },
      origin: { id, data: { ...data, name: 'Mine', characters } },
    });
    const unpaired = (...specs: ArmSpec[]): unknown => whyUnpaired(recordOf(specs), 1);
    expect(unpaired(own('own:1', 'a'), own('own:2', 'b'))).toBeUndefined();
    expect(unpaired(own('own:1', 'a'), own('own:2', 'b', 5001))).toBe('text');
    expect(unpaired(own('own:1', 'a'), own('own:2', 'a'))).toBe('text');
  });

  it('knows a text by its checksum where there is one, whatever it is called', () => {
    const of = (source: string, checksum: string, change: object = {}): ArmSpec => ({
      ends: [2, 2.1, 2.2],
      config: { source },
      origin: { id: source, data: { ...data, name: 'Mine', checksum: checksum.repeat(64), ...change } },
    });
    const unpaired = (...specs: ArmSpec[]): unknown => whyUnpaired(recordOf(specs), 1);
    // 04-base.txt, and the same characters shuffled.
    expect(unpaired(of('own:1', 'a'), of('own:2', 'b'))).toBe('text');
    expect(unpaired(of('own:1', 'a'), of('own:2', 'a', { name: 'Renamed' }))).toBeUndefined();
    expect(unpaired(of('novel', 'a'), of('own:2', 'a'))).toBeUndefined();
    expect(unpaired(of('novel', 'a'), of('novel', 'b'))).toBe('text');
    expect(unpaired(of('own:1', 'a'), { ...of('own:2', 'a'), config: { source: 'own:2', tokenizer: 'byte' } })).toBe('text');
  });
});
