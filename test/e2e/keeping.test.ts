// Nothing that was shown is lost: a disk that is full, forbidden or silent, a run that is deleted, a worker that breaks.
import type { BrowserContext, Page } from 'playwright';
import { describe, expect } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

const notice = (page: Page): Promise<string> => page.locator('plateau-app #keeping').innerText();

/** Thirty points for each run, and its evaluations. */
function expectWhole({ status, arms }: ExperimentRecord): void {
  expect(status).toBe('finished');
  for (const run of arms.flatMap((arm) => arm.runs)) {
    expect(run.train.map(([step]) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(run.validation.at(-1)![0]).toBe(30);
    expect(run.status).toBe('finished');
  }
}

/** Whatever is shown of the end, or kept of it, is there without the disk. */
async function expectShown(page: Page): Promise<void> {
  expect(await plateau.chartOf(page)).toMatch(/held-out|loss/i);
  for (const [, ...cells] of await plateau.tableOf(page)) expect(cells.join(' ')).toMatch(/\d\.\d/);
  const file = await plateau.download(page, () =>
    page.locator('verdict-panel').getByRole('button', { name: 'export everything as JSON' }).click(),
  );
  expectWhole(JSON.parse(file.bytes.toString('utf8')) as ExperimentRecord);
  expectWhole((await plateau.exportRun(page)).record);
}

/** The room that the browser gives to this page, in bytes, while the session that asks for it is open. What it tells of it to the page stays as it was. */
async function quotaOf(page: Page): Promise<(bytes: number) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  return async (quotaSize) => void (await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize }));
}

/** Writes until not even a kilobyte fits: the browser counts what it wrote, but looks for a new quota only now and then. */
const fill = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('filling');
      opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('bytes'));
      opening.addEventListener('success', () => resolve(opening.result));
    });
    const fits = (size: number, key: string): Promise<boolean> =>
      new Promise((resolve) => {
        const writing = database.transaction('bytes', 'readwrite');
        writing.objectStore('bytes').put(crypto.getRandomValues(new Uint8Array(size)), key);
        writing.addEventListener('complete', () => resolve(true));
        writing.addEventListener('abort', () => resolve(false));
      });
    for (let size = 1 << 16; size >= 1 << 10; size /= 2) for (let i = 0; await fits(size, `${size} ${i}`); i++);
    database.close();
  });

describe('a disk', () => {
  test('with room for the curves alone keeps them, and says so', async ({ visit }) => {
    const { page } = await visit({ path: plateau.twoArms });
    const quota = await quotaOf(page);
    await quota(300_000);
    await plateau.train(page);
    await plateau.eventually(() => notice(page)).toMatch(/^The curves are kept, but not the weights .+ no room left/);
    await expectShown(page);
    await page.reload();
    await plateau.eventually(() => plateau.entries(page).count()).toBe(1);
    expectWhole((await plateau.exportRun(page)).record);
  });

  test('that becomes full while it trains is told of, and everything works from memory', async ({ visit }) => {
    const { page } = await visit({ path: plateau.twoArms });
    const quota = await quotaOf(page);
    await quota(4_000_000);
    await plateau.start(page);
    await plateau.untilStepping(page);
    await plateau.button(page, 'Pause').click();
    await plateau.untilLine(page, /paused$/);
    await fill(page);
    await plateau.button(page, 'Continue').click();
    await plateau.untilFinished(page);
    await plateau.eventually(() => notice(page)).toMatch(/^Not kept on this machine: .+ no room left/);
    await expectShown(page);
  });

  test('that is full when the page opens is told of, and what is trained next is kept once there is room', async ({ visit }) => {
    const { page } = await visit({ path: plateau.twoArms });
    const quota = await quotaOf(page);
    await quota(1);
    await page.reload();
    await plateau.train(page);
    await plateau.eventually(() => notice(page)).toMatch(/^Not kept on this machine: .+ no room left/);
    await expectShown(page);
    await quota(100_000_000);
    await plateau.train(page);
    await page.reload();
    await plateau.eventually(() => plateau.entries(page).count()).toBe(1);
    expectWhole((await plateau.exportRun(page)).record);
  });
});

describe.each([
  ['forbidden', `throw new DOMException('denied', 'SecurityError')`],
  ['silent', `return {}`],
])('storage that is %s', (_, answer) => {
  test('is told of, and everything works from memory', async ({ visit }) => {
    const { page, context } = await visit({ path: plateau.twoArms });
    await breakStorage(context, `Object.defineProperty(globalThis, 'indexedDB', { value: { open() { ${answer} } } });`);
    await page.reload();
    await plateau.eventually(() => notice(page)).toMatch(/^Not kept on this machine: what is shown can be used and exported/);
    await plateau.train(page);
    expect(await notice(page)).toMatch(/^Not kept on this machine/);
    await expectShown(page);
    await plateau.button(page, 'Reset').click();
    await plateau.entry(page).locator('button.title').click();
    await page.getByRole('button', { name: 'Load these models' }).click();
    await plateau.eventually(() => page.getByRole('button', { name: 'Write', exact: true }).count()).toBe(1);
    await plateau.entry(page).getByRole('button', { name: 'delete' }).click();
    await plateau.eventually(() => plateau.entries(page).count()).toBe(0);
  });
});

/** In the page and in its worker, from the next load on. */
async function breakStorage(context: BrowserContext, script: string): Promise<void> {
  await context.addInitScript(script);
  await context.route(/trainer\.worker.*\.js/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

test('what was deleted right after Reset stays deleted', async ({ visit }) => {
  const { page } = await visit({ path: plateau.twoArms });
  await plateau.start(page);
  await plateau.untilStepping(page);
  await plateau.eventually(() => plateau.entries(page).count()).toBe(1);
  await plateau.button(page, 'Reset').click();
  await plateau.entry(page).getByRole('button', { name: 'delete' }).click();
  await plateau.eventually(() => plateau.entries(page).count()).toBe(0);
  await page.reload();
  await plateau.untilReady(page);
  expect(await plateau.entries(page).count()).toBe(0);
});

test('what trains cannot be deleted in another tab', async ({ visit }) => {
  const { page: first, context } = await visit({ path: plateau.twoArms });
  await plateau.start(first);
  await plateau.untilStepping(first);
  await plateau.button(first, 'Pause').click();
  await plateau.untilLine(first, /paused$/);
  const second = await context.newPage();
  await second.goto(first.url());
  await plateau.eventually(() => plateau.entries(second).count()).toBe(1);
  await plateau.entry(second).getByRole('button', { name: 'delete' }).click();
  await plateau
    .eventually(() => plateau.textOf(second.locator('run-table')))
    .toContain('is training in another tab: stop it there');
  expect(await plateau.entry(first).getByRole('button', { name: 'delete' }).count(), 'nor is it offered here').toBe(0);
  await plateau.button(first, 'Continue').click();
  await plateau.untilFinished(first);
  expectWhole((await plateau.exportRun(first)).record);
  await plateau.entry(second).getByRole('button', { name: 'delete' }).click();
  await plateau.eventually(() => plateau.entries(second).count()).toBe(0);
});

test('a worker that breaks is replaced: what was shown is exported, and Resume goes on', async ({ visit }) => {
  const { page } = await visit({ path: plateau.twoArms, expected: [/boom/] });
  await plateau.start(page);
  await plateau.untilStepping(page);
  await plateau.button(page, 'Pause').click();
  await plateau.untilLine(page, /paused$/);
  const reached = await plateau.stepOf(page);
  await (
    await plateau.trainerOf(page)
  ).evaluate(() => {
    setTimeout(() => {
      throw new Error('boom');
    });
  });
  await plateau.eventually(() => page.locator('run-controls .wrong').innerText()).toContain('The training program failed');
  const { record } = await plateau.exportRun(page);
  expect(record.arms[0]!.runs[0]!.train.length).toBeGreaterThanOrEqual(reached);
  await plateau.button(page, 'Resume').click();
  await plateau.untilFinished(page);
  expectWhole((await plateau.exportRun(page)).record);
});

test('a GPU that is lost while kernels are compiled costs a press of Resume', async ({ visit }) => {
  const { page, crashGpu } = await visit({ path: plateau.twoArms, ownBrowser: true });
  await plateau.untilReady(page);
  await plateau.button(page, 'Start').click();
  await plateau.untilLine(page, /Compiling/);
  await crashGpu();
  await plateau.eventually(() => page.locator('run-controls .wrong').innerText()).toMatch(/\.$/);
  await plateau.button(page, 'Resume').click();
  await plateau.untilFinished(page);
  expectWhole((await plateau.exportRun(page)).record);
});

test('the browser is asked not to clear what is kept, once for each visitor, when the first experiment is', async ({ visit }) => {
  const { page, context } = await visit({ path: plateau.twoArms });
  const asked: string[] = [];
  await context.exposeFunction('noteAsked', (line: string) => void asked.push(line));
  await context.addInitScript(() => {
    if (!isSecureContext) return; // the blank page before
    const { persist } = StorageManager.prototype;
    StorageManager.prototype.persist = function () {
      const controls = document.querySelector('plateau-app')!.shadowRoot!.querySelector('run-controls')!;
      const { noteAsked } = globalThis as unknown as { noteAsked(line: string): void };
      noteAsked(controls.shadowRoot!.querySelector('#line')!.textContent.trim());
      return persist.call(this);
    };
  });
  await page.reload();
  await plateau.train(page);
  await plateau.eventually(() => asked.length).toBe(1);
  expect(asked[0]).toMatch(/^finished/);
  const other = await context.newPage();
  await other.goto(page.url());
  await plateau.train(other);
  expect(asked).toHaveLength(1);
}, 120_000);
