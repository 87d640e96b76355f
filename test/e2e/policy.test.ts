// What the page and its worker may do is limited by their content policy, whatever the host sends: nothing of another origin is fetched,
// imported or connected to, and where headers are sent the page cannot be framed.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page, Worker } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

/** A host that lets everybody in, and keeps what they came for. */
const seen: string[] = [];
const framing = (address: string): string => `<!doctype html><iframe src="${address}"></iframe>`;
const elsewhere = createServer((request, response) => {
  seen.push(request.url ?? '');
  const headers = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
  if (request.url === '/frame') response.writeHead(200, { 'content-type': 'text/html' }).end(framing(inject('siteWithHeaders')));
  else response.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end('export const there = true;');
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
  origin = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
});
afterEach(() => void (seen.length = 0));
afterAll(() => void elsewhere.close());

/** What a browser says of what a policy keeps it from. */
const refused = [/Content Security Policy/, /Policy violation/, /^request: (csp|net::ERR_BLOCKED)/, /127\.0\.0\.1/];

/** The training worker, and the address of its program. */
async function workerOf(page: Page): Promise<[worker: Worker, program: string]> {
  await plateau.untilReady(page);
  const program = await page.evaluate(async () => {
    const { src } = document.querySelector<HTMLScriptElement>('script[type=module]')!;
    const [name] = /trainer\.worker-[\w-]+\.js/.exec(await (await fetch(src)).text())!;
    return new URL(name, src).href;
  });
  return [await plateau.trainerOf(page), program];
}

/** What ends well, and what the policy keeps the worker from: a request may also fail for other reasons. */
const attempts = async ([own, there]: readonly [string, string]): Promise<{ well: string[]; kept: string[] }> => {
  const { take } = globalThis as unknown as { take(address: string): Promise<unknown> };
  const kept: string[] = [];
  addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    kept.push(`${effectiveDirective} ${blockedURI}`);
  });
  const works: [name: string, work: () => unknown][] = [
    ['fetch', () => fetch(own)],
    ['import', () => take(own)],
    ['fetch elsewhere', () => fetch(`http://${there}/fetched.js`)],
    ['fetch unread', () => fetch(`http://${there}/unread.js`, { mode: 'no-cors' })],
    ['import elsewhere', () => take(`http://${there}/imported.js`)],
    ['import a text', () => take('data:text/javascript,export default 1')],
    ['socket', () => new Promise((_, fail) => new WebSocket(`ws://${there}/socket`).addEventListener('error', fail))],
  ];
  const well: string[] = [];
  for (const [name, work] of works)
    try {
      await work();
      well.push(name);
    } catch {
      // told by what the policy says of it
    }
  return { well, kept };
};

for (const withHeaders of [false, true])
  test(`the worker fetches and imports from its own place only, ${withHeaders ? 'with' : 'without'} headers`, async ({
    visit,
  }) => {
    const { page, context } = await visit({ path: plateau.testSize, withHeaders, expected: refused });
    // Code that a debugger brings cannot import at all, so the program itself must.
    await context.route(/trainer\.worker/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}\nglobalThis.take = (address) => import(address);` });
    });
    await page.reload();
    const [worker, program] = await workerOf(page);
    const { well, kept } = await worker.evaluate(attempts, [program, origin] as const);
    expect(well).toEqual(['fetch', 'import']);
    // Each policy tells of its own.
    expect([...new Set(kept)].sort()).toEqual([
      `connect-src http://${origin}/fetched.js`,
      `connect-src http://${origin}/unread.js`,
      `connect-src ws://${origin}/socket`,
      'script-src-elem data',
      `script-src-elem http://${origin}/imported.js`,
    ]);
    expect(seen).toEqual([]);
  });

test('a host that sends the headers serves a page that trains', async ({ visit }) => {
  const { page } = await visit({ path: plateau.twoArms, withHeaders: true });
  await plateau.train(page);
  expect(await plateau.tableOf(page)).toHaveLength(2);
});

test('a page with headers cannot be framed', async ({ visit }) => {
  const { page } = await visit({ withHeaders: true, expected: [...refused, /frame/] });
  await page.goto(`http://${origin}/frame`);
  expect(await page.frameLocator('iframe').locator('plateau-app').count()).toBe(0);
  await page.goto(inject('siteWithHeaders'));
  await plateau.eventually(() => page.locator('plateau-app').count()).toBe(1);
});

test('the headers hold the policy of the page, and what only headers can say', () => {
  const [, policy] = /Content-Security-Policy"\s+content="([^"]*)"/.exec(readFileSync('index.html', 'utf8'))!;
  const headers = readFileSync('public/_headers', 'utf8');
  expect(headers).toContain(`  Content-Security-Policy: ${policy}; frame-ancestors 'none'\n`);
  for (const header of ['X-Content-Type-Options: nosniff', 'Referrer-Policy: no-referrer', 'Permissions-Policy: '])
    expect(headers).toContain(`\n  ${header}`);
});
