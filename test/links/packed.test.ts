// Results in a link: as they were, as fine as there is room for, and no way in for what is damaged or swells.

import { describe, expect, it } from 'vitest';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { sixDecimals, type Curve, type ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { readLink, resultsLinkOf } from '#src/links/link.ts';
import { longestResults } from '#src/links/pairs.ts';
import { packed, unpacked } from '#src/links/packed.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { filledRecord } from '../store/fake-record.ts';

const record = filledRecord(lessons[0]!.spec('nano'));
const there = async (of: ExperimentRecord): Promise<ExperimentRecord> =>
  parseRecord(await unpacked(readLink(`https://example.org/${resultsLinkOf(await packed(of))}`).results!));

it('come back as they were', async () => {
  expect(await there(record)).toEqual(parseRecord(exportRecord(record)));
});

it('are thinned where they are too long, with the same ends and the same verdict on them', async () => {
  const long = structuredClone(record);
  const noisy = (i: number): number => Number((2 + Math.sin(i * 12.9898) / 3).toFixed(6));
  for (const arm of long.arms) arm.config = { ...arm.config, steps: 6000 };
  for (const run of long.arms.flatMap(({ runs }) => runs)) {
    const [last] = run.train.slice(-1);
    run.train = Array.from({ length: 5000 }, (_, i): Curve[number] => [i + 1, noisy(i)]);
    run.train.push([6000, last![1]]);
  }
  const text = await packed(long);
  expect(text.length).toBeLessThanOrEqual(longestResults);
  const read = parseRecord(await unpacked(text));
  const curves = (of: ExperimentRecord): Curve[] =>
    of.arms.flatMap(({ runs }) => runs.map(({ train }) => train.map(([step, loss]): Curve[number] => [step, sixDecimals(loss)])));
  expect(curves(read).every(({ length }) => length < 1000)).toBe(true);
  expect(curves(read).map((curve) => curve.at(-1))).toEqual(curves(long).map((curve) => curve.at(-1)));
  expect(verdictOf(read).headline).toBe(verdictOf(long).headline);
});

describe('are refused in a sentence', () => {
  it('where even the thinnest would be too long', async () => {
    const large = structuredClone(record);
    large.arms = Array.from({ length: 200 }, (_, i) => ({
      ...structuredClone(record.arms[0]!),
      name: `${Math.sin(i)} ${Math.cos(i)} ${Math.tan(i)}`,
    }));
    for (const [arm, { runs }] of large.arms.entries())
      for (const [place, run] of runs.entries())
        run.validation = Array.from({ length: 200 }, (_, i): Curve[number] => [
          i + 1,
          Number(Math.abs(1e4 * Math.sin(i * 12.9898 + 7 * arm + place)).toFixed(6)),
        ]);
    const tried = packed(large).then(() => 'packed', String);
    expect(await tried).toContain('too large for a link: export it as JSON');
  });

  it.each([
    ['nothing', () => Promise.resolve('')],
    ['what is cut off', async () => (await packed(record)).slice(0, -20)],
    ['what is altered', async () => `AAAA${(await packed(record)).slice(4)}`],
    ['other signs', async () => `${(await packed(record)).slice(0, -1)}*`],
    ['what is too long', () => Promise.resolve('A'.repeat(longestResults + 1))],
    [
      'what unfolds into too much',
      async () => {
        const zeros = new Blob([new Uint8Array(30_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
        return Buffer.from(await new Response(zeros).arrayBuffer()).toString('base64url');
      },
    ],
  ])('%s', async (_, text) => {
    await expect(unpacked(await text())).rejects.toThrow('damaged or were cut off');
  });
});
