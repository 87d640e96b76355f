// Records of studies from files: whole ones come back as they are, changed ones are refused in a sentence or can be shown.

import { expect, test } from 'vitest';
import { readJson } from '#src/experiment/files/json.ts';
import { checkStudy, isStudy } from '#src/experiment/study/study-schema.ts';
import { exportStudy } from '#src/experiment/study/study-file.ts';
import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { fuzz, fuzzTimeout, mutations, takenOrRefused } from '../../fuzz.ts';

const study: StudyRecord = {
  kind: 'study',
  version: 1,
  id: 'a1',
  study: 'think-longer',
  size: 'nano',
  seeds: [0, 1],
  settings: { bits: 12 },
  guess: 80,
  startedAt: '2026-11-27T14:00:00.000Z',
  updatedAt: '2026-11-27T14:01:00.000Z',
  status: 'stopped',
  reason: { code: 'storageFull', values: {} },
  devices: [{ adapter: 'a', software: true, where: 'node', kernels: 'plain' }],
  seconds: 12.25,
  points: [
    { line: 'silent', x: 25, values: [0.5, null], of: 200, at: 3.5 },
    { line: 'loss', x: 0.5, values: [1.25, 2], at: 4 },
  ],
  transcripts: [{ stage: 'silent', prompt: '1101>', attempts: [{ text: '1', right: true }, { text: '<b>' }] }],
  attempts: [
    {
      stage: 'before',
      each: 4,
      right: [
        [0, 4],
        [1, 2],
      ],
    },
  ],
  policies: { end: 'AAAA' },
};

test('comes back as it was written', () => {
  const json = exportStudy(study);
  expect(checkStudy(readJson(json))).toEqual(study);
  expect(exportStudy(checkStudy(readJson(json)))).toBe(json);
  expect(isStudy(readJson(json))).toBe(true);
  expect([null, 3, {}, { kind: 'experiment' }].some(isStudy)).toBe(false);
});

test.each([
  ['a value too many', { points: [{ line: 'a', x: 1, values: [1, 2, 3], at: 0 }] }, 'points[0].values'],
  ['a share above one', { points: [{ line: 'a', x: 1, values: [1.5, 1], of: 10, at: 0 }] }, 'points[0].values'],
  ['a share below nothing', { points: [{ line: 'a', x: 1, values: [null, -0.1], of: 10, at: 0 }] }, 'points[0].values'],
  ['a share of nothing', { points: [{ line: 'a', x: 1, values: [1, 2], of: 0, at: 0 }] }, 'points[0].of'],
  ['more right than tried', { attempts: [{ stage: 'a', each: 2, right: [[3], [0]] }] }, 'attempts[0].right'],
  ['attempts of a seed too many', { attempts: [{ stage: 'a', each: 2, right: [[1], [0], [1]] }] }, 'attempts[0].right'],
  ['a seed twice', { seeds: [1, 1] }, 'seeds'],
  ['a policy that is no base 64', { policies: { end: '<svg>' } }, 'policies'],
  ['a later version', { version: 2 }, 'version'],
])('%s is refused with its place', (_, change, place) => {
  expect(() => checkStudy({ ...study, ...change })).toThrow(place);
});

test('a changed file is refused in a sentence, or is a whole record', { timeout: fuzzTimeout }, () => {
  let taken = 0;
  fuzz(5000, mutations([study]), (value) => {
    const record = takenOrRefused(() => checkStudy(readJson(JSON.stringify(value) ?? 'undefined')));
    if (!record) return;
    taken++;
    for (const { values } of record.points) expect(values).toHaveLength(record.seeds.length);
    for (const { each, right } of record.attempts) expect(right.flat().every((count) => count <= each)).toBe(true);
    expect(checkStudy(JSON.parse(exportStudy(record)))).toBeDefined();
  });
  expect(taken, 'what is tried is near to what is right').toBeGreaterThan(5);
});
