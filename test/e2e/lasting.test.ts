// A page that stays open for days: what is started and left, or opened and closed, leaves nothing behind.

import type { Page } from 'playwright';
import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

interface Alive {
  readonly nodes: number;
  readonly listeners: number;
}

/** What the page holds after its garbage is collected, elements without a place in the document included. */
async function aliveIn(page: Page): Promise<Alive> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Performance.enable');
  // Elements are freed after the collection that finds them.
  for (let i = 0; i < 3; i++) await browser.send('HeapProfiler.collectGarbage');
  const { metrics } = await browser.send('Performance.getMetrics');
  await browser.detach();
  const of = (name: string): number => metrics.find((m) => m.name === name)!.value;
  return { nodes: of('Nodes'), listeners: of('JSEventListeners') };
}

/** `cycle` so often that what is made once has been made, and then as often again: nothing has grown by then. */
async function expectFlat(page: Page, times: number, cycle: () => Promise<void>): Promise<void> {
  for (let i = 0; i < times; i++) await cycle();
  const before = await aliveIn(page);
  for (let i = 0; i < times; i++) await cycle();
  const after = await aliveIn(page);
  // Lines may still join the list of runs; what is shown of an experiment is many hundred nodes.
  expect(after.listeners - before.listeners, 'listeners').toBeLessThan(10 * times);
  expect(after.nodes - before.nodes, 'nodes').toBeLessThan(100 * times);
}

const reset = (page: Page): Promise<void> => plateau.button(page, 'Reset').click();

test('starting and leaving again, before and after the first step', async ({ visit }) => {
  const { page } = await visit({ path: plateau.testSize });
  await expectFlat(page, 5, async () => {
    await plateau.start(page);
    await plateau.untilStepping(page);
    await reset(page);
  });
  await expectFlat(page, 5, async () => {
    await plateau.start(page);
    await reset(page);
  });
});

test('opening a kept experiment and leaving it', async ({ visit }) => {
  const { page } = await visit({ path: plateau.testSize });
  await plateau.train(page);
  await expectFlat(page, 6, async () => {
    await reset(page);
    await plateau.eventually(() => page.locator('result-table').count()).toBe(0);
    await plateau.entry(page).locator('.title').click();
    await plateau.untilFinished(page);
    await plateau.eventually(() => page.locator('result-table').count()).toBe(1);
  });
});
