// The page on screens of every size, and how much of the main thread it takes.
import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

test('nothing scrolls sideways on a phone before, while and after training', async ({ visit }) => {
  const { page } = await visit({ path: plateau.testSize, context: { viewport: { width: 390, height: 844 } } });
  await plateau.untilReady(page);
  await plateau.expectNoSidewaysScrolling(page);
  await page.getByRole('button', { name: 'edit arm B' }).click();
  await plateau.expectNoSidewaysScrolling(page);
  await plateau.start(page);
  await plateau.untilStepping(page);
  await plateau.expectNoSidewaysScrolling(page);
  await plateau.untilFinished(page);
  await plateau.expectNoSidewaysScrolling(page);
});

/** One event of a trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

test('on a laptop nothing scrolls sideways, and no task holds the main thread for more than 100 ms', async ({ visit }) => {
  const { page, context } = await visit({
    path: plateau.testSize,
    context: { viewport: { width: 1280, height: 720 } },
  });
  await plateau.untilReady(page);
  await plateau.expectNoSidewaysScrolling(page);
  const browser = context.browser()!;
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await plateau.start(page);
  await plateau.untilStepping(page);
  await plateau.expectNoSidewaysScrolling(page);
  await plateau.untilFinished(page);
  await plateau.expectNoSidewaysScrolling(page);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
  const mainThreads = new Set(
    traceEvents.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`),
  );
  // Time on the processor, not on the clock: this machine may be busy with other things.
  const tasks = traceEvents
    .filter((e) => e.name.endsWith('RunTask') && mainThreads.has(`${e.pid} ${e.tid}`) && e.tdur !== undefined)
    .map((e) => e.tdur! / 1000);
  expect(tasks.length).toBeGreaterThan(20);
  expect(Math.max(...tasks)).toBeLessThan(100);
});

test('long names wrap on a phone, and are told apart in every place', async ({ visit }) => {
  const { page } = await visit({ path: plateau.twoArms, context: { viewport: { width: 390, height: 844 } } });
  await plateau.untilReady(page);
  const names = {
    snake: 'first_layer_and_value_residual_lr0.002_seed3_run1',
    path: '/home/someone/experiments/2026-11-20/wide/checkpoint-',
    word: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk',
  };
  for (const stem of Object.values(names)) {
    await page.getByRole('button', { name: 'edit arm A' }).click();
    await page.locator('arm-editor').getByLabel('Name').fill(`${stem}2`);
    await page.getByRole('button', { name: 'close arm A' }).click();
    await page.getByRole('button', { name: 'edit arm B' }).click();
    await page.locator('arm-editor').getByLabel('Name').fill(`${stem}3`);
    await page.getByRole('button', { name: 'close arm B' }).click();
    await plateau.train(page);
    await plateau.expectNoSidewaysScrolling(page);
    const lists = { card: 'arm-card .name', 'result table': 'result-table .arm', 'run table': 'run-grid th.name button.plain' };
    for (const [place, path] of Object.entries(lists)) {
      const [first, second] = (await page.locator(path).allInnerTexts()).map((name) => name.trim());
      expect(first, place).not.toBe(second);
      const cut = await page.locator(path).evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).length);
      expect(cut, place).toBe(0);
    }
    await plateau.button(page, 'Reset').click();
  }
});
