// Runs the measuring code in a headless Chromium: bundles it, serves it on localhost, and asks pages for the figures.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { chromium, type Page } from 'playwright';
import { build } from 'vite';
import { findBrowser, QUIET_FLAGS, WEBGPU_FLAGS } from '../scripts/browser.ts';
import { plan, withReplicasCompared, type MeasureOptions } from './measure.ts';
import type { ProfiledRow, ProfileReport } from './profile.ts';
import type { Figures, Report, Row } from './report.ts';

type Progress = (line: string) => void;
/** A page for each measurement, so that libraries which keep one device for life start anew. */
type InPage = <T>(work: (page: Page) => Promise<T>) => Promise<T>;

export function measureInChromium(options: MeasureOptions, progress: Progress): Promise<Report> {
  const program = options.peers ? 'bench/pages/peers.ts' : 'bench/pages/plateau.ts';
  const date = new Date().toISOString();
  return inChromium(program, progress, async (inPage, where) => {
    const adapter = await inPage((page) => page.evaluate((o) => window.measureAdapter(o), options));
    const rows: Row[] = [];
    for (const planned of plan(options, adapter))
      try {
        const given = [planned, options, adapter] as const;
        rows.push(await inPage((page) => page.evaluate((g) => window.measureRow(...g), given)));
      } catch (error) {
        rows.push({ ...planned.workload, replicas: planned.replicas, plateau: nothing((error as Error).message) });
      }
    return { where, date, ...adapter, workloads: withReplicasCompared(rows) };
  });
}

export function profileInChromium(options: MeasureOptions, progress: Progress): Promise<ProfileReport> {
  const date = new Date().toISOString();
  return inChromium('bench/pages/plateau.ts', progress, async (inPage, where) => {
    const adapter = await inPage((page) => page.evaluate((o) => window.measureAdapter(o), options));
    const profiles: ProfiledRow[] = [];
    for (const planned of plan(options, adapter)) {
      const given = [planned, adapter] as const;
      profiles.push(await inPage((page) => page.evaluate((g) => window.profileRow(...g), given)));
    }
    return { where, date, ...adapter, profiles };
  });
}

async function inChromium<T>(
  program: string,
  progress: Progress,
  measure: (inPage: InPage, where: string) => Promise<T>,
): Promise<T> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('There is no Chromium or Chrome to measure in: install one, or set CHROME_PATH.');
  const server = await serve(await bundle(program));
  const browser = await chromium.launch({
    executablePath,
    args: [...QUIET_FLAGS, ...WEBGPU_FLAGS],
  });
  try {
    const context = await browser.newContext();
    await context.exposeFunction('showProgress', progress);
    const inPage: InPage = async (work) => {
      const page = await context.newPage();
      try {
        // localhost, because WebGPU exists in secure contexts only.
        await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
        return await work(page);
      } finally {
        await page.close();
      }
    };
    return await measure(inPage, `Chromium ${browser.version()}, headless, on ${process.platform} ${process.arch}`);
  } finally {
    await browser.close();
    server.close();
  }
}

/** Of a row whose page crashed. */
const nothing = (reason: string): Figures => ({
  msPerStep: null,
  spread: null,
  repeats: 0,
  stepsPerRepeat: 0,
  tokensPerSecond: null,
  dispatchesPerStep: null,
  dispatchesPerLayer: null,
  firstLossSeconds: null,
  peakBytes: null,
  fmaShare: null,
  copyShare: null,
  dispatchShare: null,
  reason,
});

/** One script with the shaders inside. */
async function bundle(page: string): Promise<string> {
  const built = await build({
    root: resolve('bench'),
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: 'chrome113',
      modulePreload: false,
      chunkSizeWarningLimit: Infinity,
      rolldownOptions: { input: resolve(page), output: { codeSplitting: false } },
    },
  });
  const output = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  const chunk = output.find((each) => each.type === 'chunk');
  if (!chunk) throw new Error('The bench could not be bundled for the browser.');
  return chunk.code;
}

function serve(script: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/bench.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(isScript ? script : '<!doctype html><title>bench</title><script type="module" src="/bench.js"></script>');
  });
  return new Promise((listening) => server.listen(0, 'localhost', () => listening(server)));
}
