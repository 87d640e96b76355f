// Runs the measuring code in a headless Chromium: bundles it, serves it on localhost, and asks the page for the figures.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { chromium } from 'playwright';
import { build } from 'vite';
import { findBrowser, QUIET_FLAGS, WEBGPU_FLAGS } from '../scripts/browser.ts';
import type { MeasureOptions } from './measure.ts';
import type { Report } from './report.ts';

export async function measureInChromium(options: MeasureOptions, progress: (line: string) => void): Promise<Report> {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('There is no Chromium or Chrome to measure in: install one, or set CHROME_PATH.');
  const server = await serve(await bundle());
  const browser = await chromium.launch({
    executablePath,
    args: [...QUIET_FLAGS, ...WEBGPU_FLAGS],
  });
  try {
    const page = await browser.newPage();
    await page.exposeFunction('showProgress', progress);
    // localhost, because WebGPU exists in secure contexts only.
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    const where = `Chromium ${browser.version()}, headless, on ${process.platform} ${process.arch}`;
    return { where, ...(await page.evaluate((o) => window.measureHere(o), options)) };
  } finally {
    await browser.close();
    server.close();
  }
}

/** One script with the shaders inside. */
async function bundle(): Promise<string> {
  const built = await build({
    root: resolve('bench'),
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: 'chrome113',
      modulePreload: false,
      rolldownOptions: { input: resolve('bench/page.ts'), output: { codeSplitting: false } },
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
    response.end(
      isScript ? script : '<!doctype html><title>bench</title><script type="module" src="/bench.js"></script>',
    );
  });
  return new Promise((listening) => server.listen(0, 'localhost', () => listening(server)));
}
