// The first experiment: it trains, survives a reload, can be renamed, saved, deleted and brought back, and moves elsewhere.
// One visitor stays for the whole file, so the tests run in order.
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { openVisit, test, type Visit } from './browser.ts';
import * as plateau from './plateau.ts';

const arms = ['no residual', 'no residual + first layer', 'residual', 'residual + first layer + value'];

let visitor: Visit & { leave(): Promise<string[]> };
let exported = '';
let weights: plateau.Given;

beforeAll(async () => {
  visitor = await openVisit({ path: plateau.testSize });
});
afterEach(() => expect(visitor.problems, 'problems on the page').toEqual([]));
afterAll(async () => void (await visitor.leave()));

describe('the first visitor', () => {
  test('reads what to expect before anything is trained', async () => {
    const { page } = visitor;
    await plateau.untilReady(page);
    expect(await plateau.textOf(page.locator('device-chip'))).toMatch(/^\w.* · software adapter$/);
    expect(await plateau.textOf(page.locator('loss-chart'))).toContain('Press Start');
    expect(await page.locator('setup-panel arm-card .name').allInnerTexts()).toEqual(arms);
    await plateau.expectAccessible(page);
  });

  test('presses Start and sees four arms to their end', async () => {
    const { page } = visitor;
    await plateau.train(page);

    const chart = await plateau.chartOf(page);
    for (const [index, name] of arms.entries())
      expect(chart).toMatch(new RegExp(`${'ABCD'[index]!}, ${escaped(name)}: from \\d\\.\\d{3} to \\d\\.\\d{3} in 30 steps`));
    expect(chart).toMatch(/Reference lines: .+\d\.\d{2}/);

    expect(await plateau.textOf(page.locator('loss-chart .readout'))).toContain('held-out loss on 2,036 tokens, mean of 3 seeds');

    const table = await plateau.tableOf(page);
    expect(table.map(([name]) => name?.split('\n').at(-1))).toEqual(arms);
    for (const [, mean, spread, n, , , steps] of table) {
      expect(mean).toMatch(/^\d\.\d{3}$/);
      expect(spread).toMatch(/^\d\.\d{3,4}$/); // two digits of a small one
      expect([n, steps]).toEqual(['3', '30']);
    }
    for (const text of await page.locator('sample-view [role=region]').allInnerTexts()) expect(text.length).toBeGreaterThan(20);
    expect(await page.locator('run-controls progress').getAttribute('value')).toBe('1');
    expect(await plateau.textOf(page.locator('device-chip'))).toMatch(/tokens\/s · .*dispatches per step · .*B of GPU memory$/);
    await plateau.eventually(() => plateau.entries(page).count()).toBe(1);
  });

  test('unfolds where the time of a step goes', async () => {
    const { page } = visitor;
    const panel = page.locator('profile-panel');
    await panel.locator('summary').click();
    await plateau.eventually(() => panel.locator('tbody tr').count()).toBeGreaterThan(10);
    expect(await plateau.textOf(panel)).toMatch(/a step takes [\d.]+ ms, its kernels one by one [\d.]+ ms, \d+ % of it\./);
  });

  test('finds the result in reach of a screen reader, in light and in dark', async () => {
    const { page } = visitor;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await plateau.expectAccessible(page);
    }
    await page.emulateMedia({ colorScheme: null });
  });

  test('asks the trained arms to go on with a prompt', async () => {
    const { page } = visitor;
    await page.getByLabel('Prompt').fill('abc');
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    const texts = page.locator('sample-view [role=region]');
    await plateau.eventually(async () => (await texts.allInnerTexts()).filter((text) => text.startsWith('abc'))).toHaveLength(4);
    expect(await page.locator('sample-view .wrong').count()).toBe(0);
  });

  test('reloads, and everything is still there', async () => {
    const { page } = visitor;
    const before = { chart: await plateau.chartOf(page), table: await plateau.tableOf(page) };
    await page.reload();
    await plateau.untilFinished(page);
    expect({ chart: await plateau.chartOf(page), table: await plateau.tableOf(page) }).toEqual(before);
    expect(await plateau.textOf(plateau.entry(page))).toMatch(/Shortcuts[\s\S]*finished/);
    expect(await plateau.button(page, 'Resume').count()).toBe(0);
  });

  test('renames the run', async () => {
    const { page } = visitor;
    await plateau.entry(page).getByRole('button', { name: 'rename' }).click();
    await page.keyboard.type('My first run');
    await page.keyboard.press('Enter');
    const title = plateau.entry(page).locator('.title');
    await plateau.eventually(() => title.innerText()).toBe('My first run');
    await page.reload();
    await plateau.eventually(() => title.innerText()).toBe('My first run');
  });

  test('saves the run as JSON with all that is needed to check it', async () => {
    const { json, record } = await plateau.exportRun(visitor.page);
    exported = json;
    expect(record).toMatchObject({
      version: 3,
      experiment: 'shortcuts',
      title: 'My first run',
      size: 'test',
      status: 'finished',
    });
    expect(record.trainings[0]!.device).toMatchObject({ software: true, adapter: expect.stringMatching(/\w/) });
    expect(Date.parse(record.startedAt)).toBeGreaterThan(Date.now() - 600_000);
    expect(record.data.validationTokens).toBeGreaterThan(0);
    expect(record.arms.map((arm) => arm.name)).toEqual(arms);
    for (const { config, parameters, flopsPerToken, runs } of record.arms) {
      expect(config).toMatchObject({ depth: 3, width: 16, steps: 30, source: 'markov' });
      expect(parameters.total).toBeGreaterThan(1000);
      expect(flopsPerToken).toBeGreaterThan(6 * parameters.core);
      expect(runs.map((run) => run.seed)).toEqual([0, 1, 2]);
      for (const { train, validation, tokens, seconds, status } of runs) {
        expect(train).toHaveLength(30);
        expect(validation.at(-1)?.[0]).toBe(30);
        expect(tokens).toBe(30 * config.batch * config.context);
        expect(seconds).toBeGreaterThan(0);
        expect(status).toBe('finished');
      }
    }
  });

  test('saves the weights of one seed', async () => {
    const { page } = visitor;
    await plateau.entry(page).getByRole('button', { name: 'weights' }).click();
    await page.getByLabel('Weights of').selectOption({ label: 'C residual, seed 1' });
    const save = page.getByRole('button', { name: 'Save as .safetensors' });
    const { name, bytes } = await plateau.download(page, () => save.click());
    expect(name).toMatch(/^plateau-my-first-run-residual-seed-1\.safetensors$/);
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8')) as Record<string, { data_offsets: number[] }>;
    const { __metadata__: metadata, ...tensors } = header;
    expect(Object.keys(tensors).length).toBeGreaterThan(10);
    expect(Math.max(...Object.values(tensors).map((t) => t.data_offsets[1]!))).toBe(bytes.length - 8 - length);
    expect(metadata).toHaveProperty('plateau');
    weights = { name, mimeType: 'application/octet-stream', buffer: bytes };
  });

  test('deletes the run and takes it back', async () => {
    const { page } = visitor;
    await plateau.entry(page).getByRole('button', { name: 'delete' }).click();
    await plateau.eventually(() => plateau.entries(page).count()).toBe(0);
    expect(await page.locator('result-table tbody tr').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await plateau.eventually(() => plateau.entry(page).locator('.title').innerText()).toBe('My first run');
    await plateau.entry(page).locator('.title').click();
    await plateau.untilFinished(page);
    expect((await plateau.exportRun(page)).json).toBe(exported);
  });
});

describe('another browser', () => {
  test('takes over the run and the weights', async ({ visit }) => {
    const { page } = await visit({ path: plateau.testSize });
    await plateau.untilReady(page);
    await plateau.importFiles(page, plateau.jsonFile(exported));
    await plateau.untilFinished(page);
    expect((await plateau.exportRun(page)).json).toBe(exported);

    await plateau.importFiles(page, weights);
    await plateau.eventually(() => plateau.entries(page).count()).toBe(2);
    await plateau.eventually(() => plateau.tableOf(page)).toHaveLength(1);
    const before = (JSON.parse(exported) as ExperimentRecord).arms[2]!.runs[1]!;
    expect(plateau.curvesOf((await plateau.exportRun(page)).record)[0]!.runs).toEqual([
      expect.objectContaining({ seed: 1, train: before.train, validation: before.validation }),
    ]);
  });

  test('shows the run where there is no WebGPU, and says why it cannot train', async ({ visit }) => {
    const { page } = await visit({ path: plateau.testSize, withWebGPU: false });
    const notice = page.getByRole('alert');
    await plateau.eventually(() => notice.innerText()).toContain('the browser offers it no GPU');
    expect(await notice.innerText()).toMatch(/enable .Unsafe WebGPU Support|Hardware acceleration/);
    expect(await plateau.button(page, 'Start').isDisabled()).toBe(true);
    expect(await plateau.lineOf(page)).toContain('Training needs WebGPU');
    expect(await plateau.textOf(page.locator('device-chip'))).toBe('no WebGPU');
    await plateau.expectAccessible(page);

    await drop(page, plateau.jsonFile(exported));
    await plateau.eventually(() => plateau.tableOf(page)).toHaveLength(4);
    for (const name of arms) expect(await plateau.chartOf(page)).toContain(name);
    expect(await plateau.button(page, 'Start').isDisabled()).toBe(true);
    expect((await plateau.exportRun(page)).json).toBe(exported);
    await plateau.expectAccessible(page);
  });
});

/** A file dropped in the middle of the page. */
async function drop(page: Visit['page'], { name, mimeType, buffer }: plateau.Given): Promise<void> {
  await page.evaluate(
    ({ name, mimeType, text }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name, { type: mimeType }));
      document
        .querySelector('plateau-app')!
        .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, composed: true, cancelable: true }));
    },
    { name, mimeType, text: buffer.toString('utf8') },
  );
}

const escaped = (text: string): string => text.replace(/[.+*?^${}()|[\]\\]/g, '\\$&');
