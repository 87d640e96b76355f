// How long the tasks of a page's main thread take, from the browser's own trace: while one runs, nothing that is pressed is heard.

import type { Browser, Page } from 'playwright';

export interface Spread {
  readonly median: number;
  readonly largest: number;
  readonly count: number;
}

/** Processor time of each task during the work, in milliseconds. */
export async function tasksDuring(page: Page, browser: Browser, work: () => Promise<unknown>): Promise<Spread> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
  const mains = new Set(
    traceEvents.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`),
  );
  const tasks = traceEvents
    .filter((e) => e.name.endsWith('RunTask') && mains.has(`${e.pid} ${e.tid}`) && e.tdur !== undefined)
    .map((e) => e.tdur! / 1000);
  return spread(tasks);
}

/** One event of a trace; times in microseconds, `tdur` on the processor. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? NaN, largest: sorted.at(-1) ?? NaN, count: sorted.length };
}
