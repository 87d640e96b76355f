// A run of the page and one of pytorch/, from the page's own export: the same experiment, measured on the same tokens. They pair as far as
// devices do: within each, seed by seed; between the two the device alone stands in the way, as between two GPUs.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptFromText } from '#src/data/altered/easiest-blocks.ts';
import { obstaclesOf } from '#src/experiment/arms.ts';
import { comparisonOf } from '#src/experiment/comparison.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { dataSettings } from '#src/experiment/options.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { resultsLinkOf } from '#src/links/link.ts';
import { packed } from '#src/links/packed.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { Filters } from '#src/session/filtered/filters.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { run, sharedKernels } from '../session/run.ts';
import { longText, specOf, tiny } from '../tiny.ts';
import { ask, file, folder, read } from './python.ts';

const spec = specOf(3, { source: 'own:long', width: 16 }, { source: 'own:long', width: 16, firstLayer: true });

const lossesOf = ({ arms }: ExperimentRecord) =>
  arms.map(({ name, config, runs }) => ({ name, config, runs: runs.map(({ seed, train, ends }) => ({ seed, train, ends })) }));

test('a run of the page and one of PyTorch compare', async () => {
  const { record: page } = await run(spec);
  const [exported, text, out] = [file('page.json', exportRecord(page)), file('long.txt', longText), join(folder, 'out.json')];
  const [link, linked] = [resultsLinkOf(await packed(page)), join(folder, 'linked.json')];
  const train = (from: string, to: string) => ({ what: 'command', args: ['train', from, '--text', text, '--out', to] });
  const answers = ask<{ status: number; said: string }>([train(exported, out), train(`https://example.org/${link}`, linked)]);
  for (const { status, said } of answers) expect(status, said).toBe(0);
  const torch = parseRecord(read(out));
  expect(lossesOf(parseRecord(read(linked)))).toEqual(lossesOf(torch));
  expect(torch.arms.map(({ name, config, vocab, parameters }) => [name, config, vocab, parameters])).toEqual(
    page.arms.map(({ name, config, vocab, parameters }) => [name, config, vocab, parameters]),
  );
  expect(torch.data).toMatchObject({ checksum: page.data.checksum, validationTokens: page.data.validationTokens });
  torch.arms.forEach(({ runs }, arm) =>
    runs.forEach(({ seed, heldOut, final, ends }, i) => {
      const same = page.arms[arm]!.runs[i]!;
      expect([seed, heldOut, ends!.map(([tokens]) => tokens)]).toEqual([
        same.seed,
        same.heldOut,
        same.ends!.map(([tokens]) => tokens),
      ]);
      expect(Math.abs(final! - same.final!)).toBeLessThan(1e-3);
    }),
  );
  expect(verdictOf(torch).paired).toBe(true);

  const keys = [page, torch].flatMap(({ id }) => [0, 1, 2].map((place) => ({ id, arm: 0, run: place })));
  const obstacles = (records: readonly ExperimentRecord[]) => {
    const both = comparisonOf(records, keys);
    return obstaclesOf(both, both.arms[1]!, both.arms[0]!);
  };
  expect(obstacles([page, torch])).toEqual(['device']);
  const there = structuredClone(page);
  there.trainings[0]!.device = torch.trainings[0]!.device;
  expect(obstacles([there, torch])).toEqual([]);
});

test.each([
  ['a text, its last block shorter', { source: 'own:long', uniqueText: 30_001, shuffled: 0.4, filterKeep: 0.5, context: 12 }],
  ['a made-up language', { source: 'markov', uniqueText: 9000, shuffled: 0.5, filterKeep: 0.4 }],
])('a filter keeps what that of the page keeps: %s', async (_, change) => {
  const config = { ...tiny, ...change };
  const [spec, text, out] = [file('f.json', { arms: [{ config }] }), file('f.txt', longText), join(folder, 'filtered.json')];
  const answers = ask<{ status: number; said: string }>([
    { what: 'command', args: ['train', spec, '--text', text, '--out', out] },
  ]);
  expect(answers[0]!.status, answers[0]!.said).toBe(0);
  const found = parseRecord(read(out)).arms[0]!.filter!;
  const own = await withErrorScopes(async () =>
    new Filters(await sharedKernels(), () => Promise.resolve(longText)).of(dataSettings(config)),
  );
  const { blocks, keptBlocks, clean, flops } = own;
  expect(found).toMatchObject({ blocks, keptBlocks, clean, flops });
  // Two blocks that are about as hard may change places.
  const [theirs, ours] = [keptFromText(found.kept, blocks), keptFromText(own.kept, blocks)];
  expect(theirs.filter((kept, block) => kept !== ours[block]).length / blocks).toBeLessThan(0.02);
});
