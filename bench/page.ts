// How smooth the page is, in a headless Chromium: frames while a large chart is read and a long table scrolls, the main thread
// while two arms train. See bench/README.md.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright';
import { findBrowser, QUIET_FLAGS, WEBGPU_FLAGS } from '../scripts/browser.ts';
import { buildSite, serveSite } from '../scripts/site.ts';
import { exportRecord } from '../src/experiment/files/export.ts';
import type { ExperimentRecord } from '../src/experiment/record.ts';
import { spread, tasksDuring, type Spread } from './main-thread.ts';
import { madeUp } from './records.ts';

/** Milliseconds, or frames per second, as [median, 95th percentile or slowest]. */
export interface PageReport {
  readonly where: string;
  readonly date: string;
  /** 50 runs × 2,000 points, nothing trains: the cursor moves over the chart. */
  readonly reading: { readonly framesPerSecond: number; readonly slowestFrame: number };
  /** The same chart drawn anew, as when an axis is changed. */
  readonly redrawing: Spread;
  /** 1,000 runs, scrolled by 120 pixels in every frame, then by jumps: places in view that held no row two frames later. */
  readonly scrolling: { readonly framesPerSecond: number; readonly slowestFrame: number; readonly blankRows: number };
  /** Two arms, three seeds each, train on the adapter for a while. */
  readonly training: { readonly task: Spread; readonly redraw: Spread; readonly steps: number };
  /** The same in small, from Start to the verdict. */
  readonly ending: { readonly task: Spread };
  /** Files of some 60 MB: imported, shown again when the page is reloaded, and opened from the table. */
  readonly large: Readonly<Record<'many runs' | 'long runs', Large>>;
}

/** Of each the tasks of the main thread. */
interface Large {
  readonly importing: Spread;
  readonly reloading: Spread;
  readonly opening: Spread;
}

/** Milliseconds of training that are traced: the length of the measurement, not a wait for anything. */
const stretch = 25_000;

export async function measurePage(progress: (line: string) => void): Promise<PageReport> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('There is no Chromium or Chrome to measure in: install one, or set CHROME_PATH.');
  progress('building the page');
  const dist = mkdtempSync(join(tmpdir(), 'plateau-page-'));
  buildSite(dist);
  const { url, close } = await serveSite(dist);
  const browser = await chromium.launch({
    executablePath,
    args: [...QUIET_FLAGS, ...WEBGPU_FLAGS, '--use-webgpu-adapter=swiftshader'],
  });
  const site = `${url}?size=nano`;
  try {
    progress('reading a chart of 50 runs × 2,000 points');
    const { reading, redrawing } = await onPage(browser, site, readChart);
    progress('scrolling a table of 1,000 runs');
    const scrolling = await onPage(browser, site, scrollTable);
    progress('training two arms');
    const training = await onPage(browser, site, (page) => train(page, browser));
    progress('training two small arms to the end');
    const ending = await onPage(browser, `${url}?size=test`, (page) => trainToEnd(page, browser));
    const large = { 'many runs': madeUp('many', 256, 256, 27), 'long runs': madeUp('long', 4, 5, 88_000) };
    const opened = async (record: ExperimentRecord): Promise<Large> => {
      progress(`opening ${record.title}`);
      return onPage(browser, site, (page) => openLarge(page, browser, record));
    };
    const [many, long] = [await opened(large['many runs']), await opened(large['long runs'])];
    const where = `Chromium ${browser.version()}, headless, on ${process.platform} ${process.arch}`;
    return {
      where,
      date: new Date().toISOString(),
      reading,
      redrawing,
      scrolling,
      training,
      ending,
      large: { 'many runs': many, 'long runs': long },
    };
  } finally {
    await browser.close();
    await close();
    rmSync(dist, { recursive: true, force: true });
  }
}

async function onPage<T>(browser: Browser, site: string, measure: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() => {
    const unfolded = { settings: true, numbers: true, differences: true, texts: true, runs: true };
    localStorage.setItem('plateau.preferences', JSON.stringify(unfolded));
  });
  const page = await context.newPage();
  await page.goto(site);
  await page.locator('run-controls #start:enabled').waitFor({ timeout: 120_000 });
  const found = await measure(page);
  await context.close();
  return found;
}

async function readChart(page: Page): Promise<Pick<PageReport, 'reading' | 'redrawing'>> {
  await importRecords(page, [madeUp('large', 5, 10, 2000)]);
  await page.locator('result-table tbody tr').nth(4).waitFor();
  const draws = await watchDraws(page);
  await page.locator('loss-chart view-options summary').click();
  const axis = page.locator('loss-chart').getByLabel('x axis', { exact: true });
  for (let i = 0; i < 30; i++) {
    await axis.selectOption(i % 2 ? 'steps' : 'tokens');
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  const redrawing = spread(await draws());
  const box = (await page.locator('loss-chart chart-frame').boundingBox())!;
  const frames = countFrames(page, 4000);
  for (let i = 0; i < 240; i++)
    await page.mouse.move(box.x + 60 + ((i * 5) % (box.width - 320)), box.y + box.height / 2 + (i % 40));
  return { reading: await frames, redrawing };
}

async function scrollTable(page: Page): Promise<PageReport['scrolling']> {
  // 28 experiments of 36 runs, 1,008 in all.
  await importRecords(
    page,
    Array.from({ length: 28 }, (_, i) => madeUp(`t${i}`, 6, 6, 20)),
  );
  const region = page.locator('run-grid .region');
  await region.waitFor();
  await region.scrollIntoViewIfNeeded();
  const frames = countFrames(page, 4000);
  await region.evaluate(async (scroller) => {
    for (let i = 0; i < 240; i++) {
      scroller.scrollTop += 120;
      await new Promise((done) => requestAnimationFrame(done));
    }
  });
  const rate = await frames;
  const blankRows = await region.evaluate(async (scroller) => {
    const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
    const root = scroller.getRootNode() as ShadowRoot;
    let blank = 0;
    const until = performance.now() + 3500;
    for (let i = 1; performance.now() < until; i++) {
      scroller.scrollTop = ((i * 7919) % 1000) * 0.001 * (scroller.scrollHeight - scroller.clientHeight);
      await frame();
      await frame();
      const { left, top, width, height } = scroller.getBoundingClientRect();
      for (let y = 60; y < Math.min(height, innerHeight - top) - 10; y += 12) {
        const hit = root.elementFromPoint(left + width / 3, top + y);
        if (hit && hit.closest('.gap')) blank++;
      }
    }
    return blank;
  });
  return { ...rate, blankRows };
}

async function train(page: Page, browser: Browser): Promise<PageReport['training']> {
  await page.getByRole('button', { name: 'Your own' }).click();
  const draws = await watchDraws(page);
  await page.locator('run-controls #start').click();
  await page.getByText(/^step [1-9]/).waitFor({ timeout: 120_000 });
  const task = await tasksDuring(page, browser, () => setTimeout(stretch));
  const line = await page.locator('run-controls #line').innerText();
  return { task, redraw: spread(await draws()), steps: Number(/^step (\d+)/.exec(line)?.[1] ?? 0) };
}

async function trainToEnd(page: Page, browser: Browser): Promise<PageReport['ending']> {
  await page.getByRole('button', { name: 'Your own' }).click();
  const task = await tasksDuring(page, browser, async () => {
    await page.locator('run-controls #start').click();
    await page.locator('verdict-panel').getByText('nats').first().waitFor({ timeout: 120_000 });
  });
  return { task };
}

async function openLarge(page: Page, browser: Browser, record: ExperimentRecord): Promise<Large> {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-large-')); // what is sent to the browser may not be as large as the file
  const runs = record.arms.reduce((sum, arm) => sum + arm.runs.length, 0).toLocaleString('en');
  const rest = (): Promise<void> => setTimeout(settling);
  const shown = async (): Promise<void> => {
    await page.waitForFunction(isShown, runs, { polling: 200, timeout: 120_000 });
    await rest();
  };
  try {
    const file = join(folder, 'large.json');
    writeFileSync(file, exportRecord(record));
    const importing = await tasksDuring(page, browser, async () => {
      await page.locator('run-table input[type=file]').setInputFiles(file);
      await shown();
    });
    const reloading = await tasksDuring(page, browser, async () => {
      await page.reload();
      await shown();
    });
    await page.getByRole('button', { name: 'Reset' }).click();
    await rest();
    const opening = await tasksDuring(page, browser, async () => {
      await page.evaluate(clickTitle);
      await shown();
    });
    return { importing, reloading, opening };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds for what is drawn frame by frame after its beginning is there. */
const settling = 1500;

// In the page, and by short ways: looking for a text walks all elements, in a task of the page.
function isShown(runs: string): boolean {
  const app = document.querySelector('plateau-app')!.shadowRoot!;
  const counted = app.querySelector('run-table')?.shadowRoot?.querySelector('.count')?.textContent;
  const results = app.querySelector('experiment-results')!.shadowRoot!.querySelector('result-table')?.shadowRoot;
  return counted?.includes(`${runs} runs`) === true && Boolean(results?.querySelector('tbody tr'));
}
function clickTitle(): void {
  const table = document.querySelector('plateau-app')!.shadowRoot!.querySelector('run-table')!.shadowRoot!;
  const line = table.querySelector('run-grid')!.shadowRoot!.querySelector('experiment-line')!;
  line.shadowRoot!.querySelector<HTMLElement>('button.title')!.click();
}

async function importRecords(page: Page, records: readonly ExperimentRecord[]): Promise<void> {
  await page.locator('run-table input[type=file]').setInputFiles(
    records.map((record) => ({
      name: `${record.id}.json`,
      mimeType: 'application/json',
      buffer: Buffer.from(exportRecord(record)),
    })),
  );
  const runs = records.reduce((sum, { arms }) => sum + arms.reduce((n, arm) => n + arm.runs.length, 0), 0);
  await page
    .getByText(new RegExp(`\\b${runs.toLocaleString('en')} runs`))
    .first()
    .waitFor({ timeout: 120_000 });
}

/** From now on; the returned function tells the milliseconds of every drawing of a chart since. */
async function watchDraws(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const seen: number[] = [];
    (globalThis as unknown as { draws: number[] }).draws = seen;
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'draw chart') seen.push(duration);
    }).observe({ entryTypes: ['measure'] });
  });
  return () => page.evaluate(() => (globalThis as unknown as { draws: number[] }).draws);
}

const countFrames = (page: Page, milliseconds: number): Promise<{ framesPerSecond: number; slowestFrame: number }> =>
  page.evaluate(async (milliseconds) => {
    const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
    const started = await frame();
    let last = started;
    let count = 0;
    let slowest = 0;
    while (last - started < milliseconds) {
      const now = await frame();
      slowest = Math.max(slowest, now - last);
      last = now;
      count++;
    }
    return { framesPerSecond: (1000 * count) / (last - started), slowestFrame: slowest };
  }, milliseconds);

export function pageTable({ reading, redrawing, scrolling, training, ending, large }: PageReport): string {
  const rate = ({ framesPerSecond, slowestFrame }: { framesPerSecond: number; slowestFrame: number }): string =>
    `${framesPerSecond.toFixed(1)} frames per second, slowest ${slowestFrame.toFixed(0)} ms`;
  const times = ({ median, largest, count }: Spread): string =>
    `median ${median.toFixed(2)} ms, largest ${largest.toFixed(1)} ms, of ${count}`;
  return [
    `reading 50 runs × 2,000 points   ${rate(reading)}`,
    `redrawing them                   ${times(redrawing)}`,
    `scrolling 1,000 runs             ${rate(scrolling)}, ${scrolling.blankRows} blank rows`,
    `training, tasks (CPU)            ${times(training.task)}`,
    `training, redraws                ${times(training.redraw)}, up to step ${training.steps}`,
    `training to the end, tasks (CPU) ${times(ending.task)}`,
    ...Object.entries(large).flatMap(([which, { importing, reloading, opening }]) => [
      `60 MB of ${which}, tasks (CPU)`,
      `  imported                       ${times(importing)}`,
      `  shown after reloading          ${times(reloading)}`,
      `  opened from the table          ${times(opening)}`,
    ]),
  ].join('\n');
}
