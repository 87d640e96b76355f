// npm run --silent verdict: the same verdict from a file, and one sentence for what is no run.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { exportRecord } from '#src/experiment/files/export.ts';
import { verdictMarkdown } from '#src/science/verdict/markdown.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { recordOf } from '../science/verdict/records.ts';

const folder = mkdtempSync(join(tmpdir(), 'plateau-verdict-'));
afterAll(() => rmSync(folder, { recursive: true }));

const record = recordOf([{ ends: [2.01, 2.0, 1.99] }, { ends: [1.91, 1.89, 1.9], secondsPerStep: 0.011 }]);
const file = join(folder, 'run.json');
writeFileSync(file, exportRecord(record));
const broken = join(folder, 'broken.json');
writeFileSync(broken, '{"version": 2}');

const verdict = (...given: string[]): Promise<{ code: number | string; out: string; error: string }> =>
  new Promise((done) => {
    execFile(process.execPath, ['scripts/run.mjs', 'scripts/verdict.ts', ...given], (failed, out, error) =>
      done({ code: failed?.code ?? 0, out, error }),
    );
  });

it('prints Markdown, or every number as JSON, exactly as the page computes it', async () => {
  expect(await verdict(file)).toEqual({ code: 0, out: verdictMarkdown(record), error: '' });
  const { out } = await verdict(file, '--json');
  expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(verdictOf(record))));
});

it.each([
  ['no file', [], /^Which run\? npm run --silent verdict -- FILE\.json .*\n$/],
  ['an unknown option', ['--yaml'], /^Which run\? .*\n$/],
  ['a file that is not there', [join(folder, 'none.json')], /none\.json cannot be read: .*\n$/],
  ['a file that is no run', [broken], /^This is not a Plateau experiment: .*\.\n$/],
])('answers %s with one sentence', async (_, given, sentence) => {
  const { code, out, error } = await verdict(...given);
  expect([code, out]).toEqual([1, '']);
  expect(error).toMatch(sentence);
  expect(error.trimEnd()).not.toContain('\n');
});
