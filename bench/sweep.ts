// What a sweep of many points costs the page: tasks of its main thread, and what stays in memory once it is let go of.
// node scripts/run.mjs bench/sweep.ts [FILE.json]

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page, type Worker } from 'playwright';
import { findBrowser, QUIET_FLAGS, WEBGPU_FLAGS } from '../scripts/browser.ts';
import { buildSite, serveSite } from '../scripts/site.ts';
import { tasksDuring, type Spread } from './main-thread.ts';

/** 200 points with two seeds each: 400 on the chart. Small ones, so that they come quickly, which is what loads the page. */
const rates = Array.from({ length: 10 }, (_, i) => 0.002 * (i + 1));
const decays = [0, 0.02, 0.05, 0.1, 0.2];
const axes = [
  `width:4,8`,
  `steps:20,40`,
  `learningRate:${rates.map((rate) => rate.toFixed(3)).join(',')}`,
  `weightDecay:${decays.join(',')}`,
];
const shape = 'all.depth=1&all.heads=1&all.context=8&all.batch=1&all.warmup=2&all.source=markov';
const sweep = `#lesson=own&size=test&axes=${axes.join('/')}&${shape}&seeds=2`;
const longest = 1_200_000; // milliseconds that it may take

interface Held {
  readonly pageHeap: number; // bytes of JavaScript, after garbage was collected
  readonly gpuBuffers: number; // buffers that are alive
  readonly gpuBytes: number; // as they were asked for
}

interface SweepReport {
  readonly where: string;
  readonly date: string;
  readonly points: string; // as the page says it
  readonly seconds: number; // from Start to the end
  readonly tasks: Readonly<Record<'training' | 'after' | 'leaving', Spread>>; // milliseconds of the processor
  /** `anew`: the page opened again, with two sweeps in its table. */
  readonly held: Readonly<Record<'before' | 'ended' | 'let go' | 'let go of a second' | 'anew', Held>>;
}

async function measureSweep(): Promise<SweepReport> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('There is no Chromium or Chrome to measure in: install one, or set CHROME_PATH.');
  const dist = mkdtempSync(join(tmpdir(), 'plateau-sweep-'));
  buildSite(dist);
  const { url, close } = await serveSite(dist);
  const browser = await chromium.launch({
    executablePath,
    args: [...QUIET_FLAGS, ...WEBGPU_FLAGS, '--use-webgpu-adapter=swiftshader'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${url}?size=test${sweep}`);
    const start = page.locator('run-controls #start:enabled');
    await start.waitFor({ timeout: 120_000 });
    await countBuffers(await trainer(page));
    const before = await held(page);
    const points = await lineOf(page);
    progress(points);
    const begun = performance.now();
    const run = async (): Promise<void> => {
      await start.click();
      await page.waitForFunction(hasFinished, undefined, { polling: 500, timeout: longest });
    };
    const training = await tasksDuring(page, browser, run);
    const seconds = (performance.now() - begun) / 1000;
    progress(`${seconds.toFixed(0)} s, largest task ${training.largest.toFixed(1)} ms`);
    const after = await tasksDuring(page, browser, () => page.waitForTimeout(settling));
    const ended = await held(page);
    const reset = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Reset' }).click();
      await page.waitForTimeout(settling);
    };
    const leaving = await tasksDuring(page, browser, reset);
    const letGo = await held(page);
    progress('once more');
    await run();
    await reset();
    const second = await held(page);
    await page.reload();
    await start.waitFor({ timeout: 120_000 });
    await page.waitForTimeout(settling);
    await countBuffers(await trainer(page));
    const anew = await held(page);
    return {
      where: `Chromium ${browser.version()}, headless, on ${process.platform} ${process.arch}`,
      date: new Date().toISOString(),
      points,
      seconds,
      tasks: { training, after, leaving },
      held: { before, ended, 'let go': letGo, 'let go of a second': second, anew },
    };
  } finally {
    await browser.close();
    await close();
    rmSync(dist, { recursive: true, force: true });
  }
}

/** Milliseconds for what is drawn frame by frame after its beginning is there. */
const settling = 3000;

const progress = (line: string): void => void process.stderr.write(`${line} …\n`);
const lineOf = (page: Page): Promise<string> => page.locator('run-controls #line').innerText();

function hasFinished(): boolean {
  const app = document.querySelector('plateau-app')!.shadowRoot!;
  const controls =
    app.querySelector('setup-panel')?.shadowRoot?.querySelector('run-controls') ?? app.querySelector('run-controls');
  return controls?.shadowRoot?.querySelector('#line')?.textContent?.trim().startsWith('finished') === true;
}

async function trainer(page: Page): Promise<Worker> {
  for (const worker of page.workers()) if ((await worker.evaluate(() => self.name)) === 'trainer') return worker;
  throw new Error('The page has no worker that trains.');
}

interface Counted {
  buffers: Map<unknown, number>;
}

/** From now on, in the worker: its buffers are counted by the functions that make and end them. */
const countBuffers = (worker: Worker): Promise<void> =>
  worker.evaluate(() => {
    const here = globalThis as unknown as Counted;
    here.buffers = new Map();
    const create = GPUDevice.prototype.createBuffer;
    const destroy = GPUBuffer.prototype.destroy;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = create.call(this, descriptor);
      here.buffers.set(buffer, buffer.size);
      return buffer;
    };
    GPUBuffer.prototype.destroy = function () {
      here.buffers.delete(this);
      return destroy.call(this);
    };
  });

/** What is free is freed in turns: what an event or a frame still holds goes in the next. */
const collections = 5;

async function held(page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page);
  for (let i = 0; i < collections; i++) {
    await page.waitForTimeout(500);
    await session.send('HeapProfiler.collectGarbage');
  }
  const { usedSize: pageHeap } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const worker = await trainer(page);
  const sizes = await worker.evaluate(() => [...(globalThis as unknown as Counted).buffers.values()]);
  return { pageHeap, gpuBuffers: sizes.length, gpuBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

const text = `${JSON.stringify(await measureSweep(), null, 2)}\n`;
const file = process.argv[2];
if (file === undefined) process.stdout.write(text);
else writeFileSync(file, text);
