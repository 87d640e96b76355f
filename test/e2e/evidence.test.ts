// From curves to evidence: the verdict, the same on the page and on the command line; more seeds; comparisons; exports; inside.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Verdict } from '#src/science/verdict/verdict.ts';
import { openVisit, test, type Visit } from './browser.ts';
import * as plateau from './plateau.ts';

let visitor: Visit & { leave(): Promise<string[]> };
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-evidence-'));
  visitor = await openVisit({ path: plateau.testSize });
});
afterEach(() => expect(visitor.problems, 'problems on the page').toEqual([]));
afterAll(async () => {
  await visitor.leave();
  rmSync(folder, { recursive: true, force: true });
});

const panel = (page: Visit['page']) => page.locator('verdict-panel');
const headline = async (page: Visit['page']): Promise<string> => (await panel(page).locator('.headline').innerText()).trim();
/** Folded away: what each arm is against the baseline. */
const all = async (page: Visit['page']): Promise<string> => (await panel(page).locator('.all').textContent())!.trim();
const textsOf = async (page: Visit['page'], what: string): Promise<string[]> =>
  (await panel(page).locator(what).allTextContents()).map((sentence) => sentence.trim());
const exported = async (page: Visit['page'], what: string): Promise<string> => {
  const button = panel(page).getByRole('button', { name: new RegExp(`^export ${what}(,|$)`) });
  return (await plateau.download(page, () => button.click())).bytes.toString('utf8');
};

/** What the command line makes of an exported file. */
function commandLine(json: string, ...flags: string[]): string {
  const file = join(folder, 'run.json');
  writeFileSync(file, json);
  return execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/verdict.ts', file, ...flags], {
    encoding: 'utf8',
  });
}

describe('the verdict', () => {
  test('comes when the seeds have finished, in plain sentences', async () => {
    const { page } = visitor;
    await plateau.train(page);
    await plateau.eventually(() => headline(page)).toMatch(/\b3 seeds\b/);
    expect(await headline(page)).toContain('B “no residual + first layer”');
    expect(await textsOf(page, 'li > span')).toHaveLength(3);
    expect(await page.locator('difference-chart').getByLabel('difference from').inputValue()).toBe('2');
    await plateau.expectAccessible(page);
  });

  test('is the same to the last digit on the command line, from the same file', async () => {
    const { page } = visitor;
    const json = await exported(page, 'everything as JSON');
    const there = JSON.parse(commandLine(json, '--json')) as Verdict;
    const here = await panel(page).evaluate((element) => JSON.stringify((element as unknown as { verdict: unknown }).verdict));
    expect(JSON.parse(here)).toEqual(there);
    expect(there.answer).toBe(await headline(page));
    expect(there.further).toEqual(await textsOf(page, '.further'));
    expect([there.headline, ...there.sentences]).toEqual([await all(page), ...(await textsOf(page, 'li > span'))]);
    expect(there.answers.map(({ contrast }) => contrast.id)).toEqual(['share', 'both', 'wire']);
    expect(await exported(page, 'the verdict as Markdown')).toBe(commandLine(json));
  });

  test('changes with the baseline where all arms are told, and the choice is kept; what was asked stays', async () => {
    const { page } = visitor;
    const [before, answer] = [await all(page), await headline(page)];
    await page.locator('difference-chart').getByLabel('difference from').selectOption('0');
    await plateau.eventually(() => all(page)).not.toBe(before);
    const chosen = await all(page);
    // It is shown before the disk has it.
    await plateau.eventually(() => plateau.onDisk(page, 'marks:')).toMatchObject({ baseline: 0 });
    await page.reload();
    await plateau.eventually(() => all(page)).toBe(chosen);
    expect(await headline(page)).toBe(answer);
    expect((JSON.parse(await exported(page, 'everything as JSON')) as ExperimentRecord).baseline).toBe(0);
    await page.locator('difference-chart').getByLabel('difference from').selectOption('2');
    await plateau.eventually(() => all(page)).toBe(before);
  });

  test('takes more seeds into account when they have finished', async () => {
    const { page } = visitor;
    await panel(page).getByLabel('More seeds').fill('2');
    await panel(page).getByRole('button', { name: 'Add', exact: true }).click();
    await plateau.eventually(() => headline(page)).toMatch(/\b4 seeds\b/);
    await plateau.eventually(() => headline(page)).toMatch(/\b5 seeds\b/);
    await plateau.untilFinished(page);
    const { arms } = JSON.parse(await exported(page, 'everything as JSON')) as ExperimentRecord;
    for (const { runs } of arms)
      expect(runs.map((r) => [r.seed, r.training, r.status])).toEqual(
        [0, 1, 2, 3, 4].map((seed) => [seed, Math.max(0, seed - 2), 'finished']), // one by one on a CPU
      );
  });

  test('sets up budgets of their own for an arm, ready to start', async () => {
    const { page } = visitor;
    await panel(page).getByLabel('Own budgets for').selectOption('3');
    await panel(page).getByRole('button', { name: 'Set up' }).click();
    const names = await page.locator('setup-panel arm-card .name').allInnerTexts();
    expect(names[0]).toBe('residual, 30 steps');
    expect(names.length).toBeGreaterThan(3);
    expect(await plateau.button(page, 'Start').isEnabled()).toBe(true);
  });
});

describe('exports', () => {
  test('the points are a table that a spreadsheet reads', async () => {
    const rows = (await exported(visitor.page, 'all points as CSV')).trim().split('\r\n');
    const { arms } = JSON.parse(await exported(visitor.page, 'everything as JSON')) as ExperimentRecord;
    const points = arms.flatMap((a) => a.runs).reduce((sum, r) => sum + r.train.length + r.validation.length + 1, 0);
    expect(rows).toHaveLength(points + 1);
  });

  test('each chart is a picture, as PNG and as SVG, with its caption', async () => {
    const { page } = visitor;
    for (const chart of ['loss-chart', 'difference-chart']) {
      await page.locator(chart).getByText('Table, picture').click();
      const png = await plateau.download(page, () => page.locator(chart).getByRole('button', { name: /PNG/ }).click());
      expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
      expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(1000);
      const svg = await plateau.download(page, () => page.locator(chart).getByRole('button', { name: /SVG/ }).click());
      const text = svg.bytes.toString('utf8');
      expect(text).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
      for (const part of ['Can one wire save a deep network', 'seeds', 'Made-up language']) expect(text).toContain(part);
    }
  });
});

describe('inside', () => {
  test('captures while it is unfolded, and shows where a head looks and what each layer would answer', async ({ visit }) => {
    const { page } = await visit({ path: plateau.testSize });
    await plateau.start(page);
    await plateau.untilStepping(page);
    const inside = page.locator('inside-panel');
    await inside.locator('summary').first().click();
    await inside.getByLabel('Every … steps').fill('2');
    await plateau.untilFinished(page);
    await inside.getByLabel('Arm', { exact: true }).selectOption('3');
    await plateau.eventually(() => inside.locator('chart-frame').count()).toBe(1);
    expect(await plateau.textOf(inside)).toMatch(/block 3/);
    await inside.getByRole('button', { name: 'Look' }).click();
    await plateau.eventually(() => inside.locator('logit-lens tbody tr').count()).toBe(4);
    expect(await inside.locator('attention-map canvas').getAttribute('width')).toMatch(/^\d+$/);
    await plateau.expectAccessible(page);
    const { record } = await plateau.exportRun(page);
    expect(record.arms[3]!.inside!.steps.length).toBeGreaterThan(2);
  });
});
