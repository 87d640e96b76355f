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
