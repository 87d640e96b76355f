// How true the times are that the page tells: what it says before Start, while it trains, and how long it then took. See bench/README.md.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { findBrowser, QUIET_FLAGS, WEBGPU_FLAGS } from '../scripts/browser.ts';
import { buildSite, serveSite } from '../scripts/site.ts';
import { lessons } from '../src/lessons/lessons.ts';

/** Seconds. */
export interface EstimateRow {
  readonly lesson: string;
  readonly size: string;
  readonly before: number | undefined; // as told before Start
  /** As told so long after Start: what had passed, and what was said to be left. */
  readonly told: Readonly<Record<'2 s' | '25 %' | '50 %', readonly [passed: number, left: number] | undefined>>;
  readonly took: number | undefined; // from Start to the end; undefined where it was given up
}

export interface EstimateReport {
  readonly where: string;
  readonly date: string;
  readonly rows: readonly EstimateRow[];
}

const longest = 240; // seconds of a run; longer ones are given up
const sizes = ['test', 'nano'];

export async function measureEstimates(progress: (line: string) => void): Promise<EstimateReport> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('There is no Chromium or Chrome to measure in: install one, or set CHROME_PATH.');
  progress('building the page');
  const dist = mkdtempSync(join(tmpdir(), 'plateau-page-'));
  buildSite(dist);
  const { url, close } = await serveSite(dist);
  const args = [...QUIET_FLAGS, ...WEBGPU_FLAGS, '--use-webgpu-adapter=swiftshader'];
  const browser = await chromium.launch({ executablePath, args });
  const rows: EstimateRow[] = [];
  try {
    for (const size of sizes)
      for (const { title } of lessons) {
        const row = await timesOf(browser, `${url}?size=${size}`, title, size);
        progress(lineOf(row));
        rows.push(row);
      }
    const where = `Chromium ${browser.version()}, headless, on ${process.platform} ${process.arch}`;
    return { where, date: new Date().toISOString(), rows };
  } finally {
    await browser.close();
    await close();
    rmSync(dist, { recursive: true, force: true });
  }
}

/** A visitor who has never been here chooses a lesson, waits until its time is told, and starts it. */
async function timesOf(browser: Browser, site: string, lesson: string, size: string): Promise<EstimateRow> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  try {
    await page.goto(site);
    await page.locator('run-controls #start:enabled').waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: lesson, exact: true }).first().click();
    await page.locator('run-controls #line').getByText('here (estimate)').waitFor({ timeout: 120_000 });
    await settled(page);
    const before = secondsIn(await lineIn(page));
    const started = performance.now();
    await page.locator('run-controls #start').click();
    const said: [number, number][] = [];
    let took: number | undefined;
    while (performance.now() - started < 1000 * longest) {
      const line = await lineIn(page);
      const passed = (performance.now() - started) / 1000;
      const left = line.includes(' left') ? secondsIn(line) : undefined;
      if (left !== undefined) said.push([passed, left]);
      else if (line.startsWith('finished')) {
        took = passed;
        break;
      }
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
    const at = (seconds: number): [number, number] | undefined => said.find(([passed]) => passed >= seconds);
    const told = { '2 s': at(2), '25 %': took ? at(took / 4) : undefined, '50 %': took ? at(took / 2) : undefined };
    return { lesson, size, before, told, took };
  } finally {
    await context.close();
  }
}

const lineIn = (page: Page): Promise<string> => page.locator('run-controls #line').innerText();

/** The line has not changed for so long: what is timed when nothing trains has been timed. */
const quiet = 8000;
const settled = (page: Page): Promise<void> =>
  page.evaluate(
    (quiet) =>
      new Promise<void>((resolve) => {
        const text = (): string => document.querySelector('plateau-app')?.shadowRoot?.textContent ?? '';
        let [last, since] = [text(), performance.now()];
        const look = (now: number): void => {
          if (text() !== last) [last, since] = [text(), now];
          if (now - since > quiet) resolve();
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    quiet,
  );

/** What "about 2 min 3 s" or "under 1 s" says. */
function secondsIn(line: string): number | undefined {
  if (line.includes('under 1 s')) return 1;
  const found = /(?:(\d+) h )?(?:(\d+) min)?(?: ?(\d+) s)? (?:left|here)/.exec(line);
  const [hours = 0, minutes = 0, seconds = 0] = (found ?? []).slice(1).map((text) => Number(text ?? 0));
  return found ? 3600 * hours + 60 * minutes + seconds : undefined;
}

const ratio = (said: number | undefined, took: number | undefined): string =>
  said === undefined || took === undefined ? '—' : `× ${(said / took).toFixed(2)}`;

function lineOf({ lesson, size, before, told, took }: EstimateRow): string {
  const whole = (pair: readonly [number, number] | undefined): number | undefined => pair && pair[0] + pair[1];
  const during = Object.entries(told).map(([when, pair]) => `${when} ${ratio(whole(pair), took)}`);
  const end = took === undefined ? `given up after ${longest} s` : `took ${took.toFixed(1)} s`;
  return `${lesson}, ${size}: ${end}; before ${before ?? '—'} s ${ratio(before, took)}; ${during.join('; ')}`;
}

export const estimateTable = ({ rows }: EstimateReport): string => rows.map(lineOf).join('\n');
