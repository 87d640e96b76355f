// Records survive the way through JSON; damaged or hostile ones are refused in one sentence that names the place.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asked } from '#src/experiment/asked.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { baseWiring, shortcuts } from '#src/experiment/shortcuts.ts';
import { specFrom } from '#src/experiment/spec.ts';
import { sampleRecord } from '../sample-record.ts';

type Tree = Record<string | number, unknown>;

const difference = (arm: number, against: number) => ({ kind: 'difference', id: 'x', arm, against });

/** The sample with one value replaced; undefined removes it. */
function damaged(path: readonly (string | number)[], value: unknown): string {
  const record = structuredClone(sampleRecord()) as unknown as Tree;
  let place = record;
  for (const key of path.slice(0, -1)) place = place[key] as Tree;
  const last = path.at(-1)!;
  if (value === undefined) delete place[last];
  else place[last] = value;
  return JSON.stringify(record);
}

describe('a record as JSON', () => {
  it('comes back as it was', () => {
    expect(parseRecord(exportRecord(sampleRecord()))).toEqual(sampleRecord());
  });

  it('keeps which blocks of a text were filtered out, and refuses what cannot be', () => {
    const filter = { blocks: 6, kept: '94', keptBlocks: 3, clean: 4, keptClean: 2, flops: 1e9, seconds: 1.5 };
    const [first, ...others] = sampleRecord().arms;
    const record = sampleRecord({ arms: [{ ...first!, filter }, ...others] });
    expect(parseRecord(exportRecord(record))).toEqual(record);
    const wrong = [
      { kept: '9' },
      { kept: '940' },
      { kept: '9G' },
      { kept: '95' },
      { keptBlocks: 4 },
      { blocks: 9 },
      { clean: 7 },
      { keptClean: 4 },
      { keptClean: 3, clean: 2 },
      { flops: -1 },
      { seconds: null },
      { kept: undefined },
    ];
    for (const change of wrong)
      expect(() => parseRecord(damaged(['arms', 0, 'filter'], { ...filter, ...change })), JSON.stringify(change)).toThrow(
        /^This is not a Plateau experiment: arms\[0\]\.filter/,
      );
  });

  it('keeps what it was asked and what was guessed', () => {
    const asked: Asked = {
      contrasts: [
        { kind: 'difference', id: 'residual', arm: 1, against: 0 },
        { kind: 'difference', id: 'time', arm: 1, against: 0, equal: 'time' },
      ],
      margin: 0.05,
      choices: [{ id: 'helps', sentence: 'It helps', contrast: 'residual', to: 0 }],
    };
    const prediction = { choice: 'helps', levels: [{ arm: 1, loss: 2.5 }], spread: 0.1, why: 'a wire' };
    const record = sampleRecord({ asked, prediction });
    expect(parseRecord(exportRecord(record))).toEqual(record);
    expect(specFrom({ arms: [{ config: {} }, { config: {} }], asked, prediction })).toMatchObject({ asked, prediction });
  });

  it.each<[what: string, asked: unknown, sentence: string]>([
    ['of an arm that is not there', { contrasts: [difference(0, 2)], margin: 0 }, 'must be a whole number from 0 to 1'],
    ['of an arm and itself', { contrasts: [difference(1, 1)], margin: 0 }, 'must differ from each other'],
    ['twice', { contrasts: [difference(0, 1), difference(1, 0)], margin: 0 }, 'must differ from each other'],
    ['of another kind', { contrasts: [{ kind: 'law', id: 'x' }], margin: 0 }, 'must be one of difference, share, trend, best'],
    ['of the best of none', { contrasts: [{ kind: 'best', id: 'x', arm: 0, against: [] }], margin: 0 }, 'must be a list of 1 to'],
    ['of an arm against itself', { contrasts: [{ kind: 'best', id: 'x', arm: 0, against: [0, 1] }], margin: 0.1 }, 'differ'],
    ['of a trend over two arms', { contrasts: [{ kind: 'trend', id: 'x', arms: [0, 1] }], margin: 0 }, 'must be a list of 3 to'],
    ['with a margin below 0', { contrasts: [difference(0, 1)], margin: -1 }, '0 or more'],
    [
      'with a choice of nothing that is asked',
      { contrasts: [difference(0, 1)], margin: 0, choices: [{ id: 'a', sentence: 'A', contrast: 'y' }] },
      'has a choice of a contrast that is not asked',
    ],
  ])('that is asked %s is refused, and so is a spec', (_, asked, sentence) => {
    expect(() => parseRecord(damaged(['asked'], asked))).toThrow(sentence);
    expect(() => specFrom({ arms: [{ config: {} }, { config: {} }], asked })).toThrow(sentence);
  });

  it.each(shortcuts)('that was made before there was $key is of the base wiring in it', ({ key }) => {
    expect(parseRecord(damaged(['arms', 0, 'config', key], undefined)).arms[0]!.config[key]).toBe(baseWiring[key]);
  });

  it('is the same text whatever the order of its keys', () => {
    const record = sampleRecord();
    const reversed = Object.fromEntries(Object.entries(record).reverse()) as unknown as typeof record;
    expect(exportRecord(reversed)).toBe(exportRecord(record));
  });

  it('rounds losses to six decimals and leaves out those that are not finite', () => {
    const record = sampleRecord();
    record.arms[0]!.runs[0]!.train = [
      [1, 4.17438726989],
      [2, Number.NaN],
      [3, 1e300],
    ];
    const { arms } = parseRecord(exportRecord(record));
    expect(arms[0]!.runs[0]!.train).toEqual([
      [1, 4.174387],
      [3, 1e300],
    ]);
  });

  it('drops keys that a record does not have', () => {
    expect(parseRecord(damaged(['arms', 0, 'config', 'colour'], 'red'))).toEqual(sampleRecord());
  });
});

describe('a damaged record', () => {
  const cases: [path: (string | number)[], value: unknown, sentence: string][] = [
    [['version'], 4, 'version must be 1 to 3'],
    [['version'], undefined, 'version is missing'],
    [['id'], '../x', 'id must have only letters, digits and hyphens'],
    [['title'], '', 'title must be a text of 1 to 120 characters'],
    [['startedAt'], 'yesterday', 'startedAt must be a time'],
    [['startedAt'], '2025-13-45T00:00:00Z', 'startedAt must be a time'],
    [['status'], 'lost', 'status must be one of training, paused, finished, stopped'],
    [['trainings'], [], 'trainings must be a list of 1 to 65536 entries'],
    [['trainings', 0, 'device'], [], 'trainings[0].device must be an object'],
    [['trainings', 0, 'device'], 7, 'trainings[0].device must be an object'],
    [['arms', 0, 'runs', 1, 'training'], 1, 'the file has a run of a training that it does not name'],
    [['arms', 0, 'runs', 1, 'plan'], 0, 'the file has a run of a plan that its training does not name'],
    [['trainings', 0, 'plans'], [{ runs: 0, times: [] }], 'trainings[0].plans[0].runs must be a whole number of 1 or more'],
    [['trainings', 0, 'plans'], [{ runs: 1, times: [[1, 1]] }], 'trainings[0].plans[0].times must be a list of 32 to 32 entries'],
    [
      ['trainings', 0, 'plans'],
      [{ runs: 1, times: Array.from({ length: 32 }, (_, i) => (i === 3 ? [1, 2, 3] : [1, 2])) }],
      'trainings[0].plans[0].times[3] must be a list of 2 to 2 entries',
    ],
    [
      ['trainings', 0, 'plans'],
      [{ runs: 1, times: Array.from({ length: 32 }, () => [1, -1]) }],
      'times[0][1] must be a number of 0 or more',
    ],
    [['arms'], [], 'arms must be a list of 1 to 256 entries'],
    [['arms'], 'all', 'arms must be a list'],
    [['arms', 1, 'config', 'depth'], 0, 'arms[1].config cannot be used: Depth must be a whole number from 1 to 48.'],
    [['arms', 1, 'config', 'depth'], '8', 'arms[1].config.depth must be a finite number'],
    [['arms', 1, 'config', 'heads'], 3, 'arms[1].config cannot be used: Width must be a multiple of 4 × heads'],
    [['arms', 1, 'config', 'activation'], 'sin', 'arms[1].config cannot be used: Activation must be one of'],
    [['arms', 1, 'config', 'warmup'], undefined, 'arms[1].config.warmup is missing'],
    [['arms', 0, 'vocab'], 1.5, 'arms[0].vocab must be a whole number from 1 to 1000000'],
    [['arms', 0, 'flopsPerToken'], -1, 'arms[0].flopsPerToken must be a number of 0 or more'],
    [['arms', 0, 'runs', 1, 'seed'], -1, 'arms[0].runs[1].seed must be a whole number'],
    [['arms', 0, 'runs', 1, 'train'], { length: 1 }, 'arms[0].runs[1].train must be a list'],
    [['arms', 0, 'runs', 1, 'train', 1], [1, 2], 'arms[0].runs[1].train has a wrong pair [step, loss] at 1'],
    [['arms', 0, 'runs', 1, 'train', 0], [1, null], 'train has a wrong pair [step, loss] at 0'],
    [
      ['arms', 0, 'runs', 1, 'ends'],
      [
        [4096, 1],
        [4096, 2],
      ],
      'arms[0].runs[1].ends has a wrong pair [step, loss] at 1',
    ],
    [
      ['arms', 0, 'runs', 1, 'heldOut'],
      { text: '', tokens: 1, context: 8 },
      'arms[0].runs[1].heldOut.text must be a text of 1 to 64 characters',
    ],
    [
      ['arms', 0, 'runs', 1, 'heldOut'],
      { text: 'a', tokens: 0, context: 8 },
      'arms[0].runs[1].heldOut.tokens must be a whole number',
    ],
    [['arms', 0, 'samples', 0, 'text'], 5, 'arms[0].samples[0].text must be a text'],
    [['baseline'], undefined, 'baseline is missing'],
    [['baseline'], 2, 'baseline must be a whole number from 0 to 1'],
    [['baseline'], 200, 'baseline must be a whole number from 0 to 1'],
    [['baseline'], -1, 'baseline must be a whole number from 0'],
    [['arms', 0, 'runs', 1, 'seed'], 0, 'arms[0].runs must have each seed once'],
    [['arms', 0, 'runs', 1, 'train', 1], [401, 2], 'arms[0].runs[1].train must end at step 400, as its arm does, or before'],
    [['arms', 1, 'runs', 0, 'validation', 0], [1e9, 2], 'arms[1].runs[0].validation must end at step 400'],
    [['arms', 0, 'runs', 0, 'tokens'], 400 * 16 * 64 + 1, 'arms[0].runs[0].tokens must be a whole number from 0 to 409600'],
    [['marks'], { runs: [{ arm: 2, run: 0 }] }, 'marks.runs[0].arm must be a whole number from 0 to 1'],
    [['marks'], { runs: [{ arm: 0, run: 2 }] }, 'marks.runs[0].run must be a whole number from 0 to 1'],
    [
      ['arms', 0, 'inside'],
      { steps: [1, 2], traces: [{ kind: 'weight', part: 'a', layer: 0, values: [1, 2, 3] }] },
      'arms[0].inside must have at most one value',
    ],
    [['marks'], { runs: [{ arm: 0, run: 0, name: '' }] }, 'marks.runs[0].name must be a text of 1 to 120 characters'],
    [['floors', 0, 'loss'], null, 'floors[0].loss must be a finite number'],
  ];

  it.each(cases)('%j = %j is refused', (path, value, sentence) => {
    expect(() => parseRecord(damaged(path, value))).toThrow(sentence);
  });

  it('is refused as text, array, number or nothing', () => {
    expect(() => parseRecord('{"version": 1')).toThrow('This file is not JSON');
    for (const json of ['[]', '7', 'null', '"run"', '{}']) expect(() => parseRecord(json)).toThrow(/not a Plateau experiment/);
  });

  it('is refused when it is too large or too deep', () => {
    expect(() => parseRecord(' '.repeat(64 * 2 ** 20 + 1))).toThrow('at most 64 MB');
    expect(() => parseRecord('['.repeat(20) + ']'.repeat(20))).toThrow('at most 12 levels');
  });

  it('gets one sentence wherever a value is replaced', () => {
    const paths: (string | number)[][] = [];
    const collect = (value: unknown, path: (string | number)[]): void => {
      if (path.length) paths.push(path);
      if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) collect(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    collect(sampleRecord(), []);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        try {
          parseRecord(damaged(path, value));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect((error as Error).message).toMatch(/^[A-Z][^\n]*\.$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a hostile record', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('with a key %s changes nothing and is refused', (key) => {
    const hostile = `{"${key}": {"polluted": true}}`;
    const atTop = exportRecord(sampleRecord()).replace('{', `{"${key}": {"polluted": true},`);
    const inside = exportRecord(sampleRecord()).replace('"device":{', `"device":{"${key}": {"polluted": true},`);
    for (const json of [hostile, atTop, inside]) expect(() => parseRecord(json)).toThrow(`may not have a key ${key}`);
    expect(({} as Tree)['polluted']).toBeUndefined();
  });
});
