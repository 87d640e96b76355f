// What a journey needs: a browser with or without WebGPU, a visitor on the built page, and an eye on everything that goes wrong.
//
//   test('a visitor trains', async ({ visit }) => {
//     const { page } = await visit();
//     await page.getByRole('button', { name: 'Start' }).click();
//   });
//
// When the test ends, the visitor leaves, and any problem seen on the way that was not expected fails the test.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { expect, inject, test as base } from 'vitest';
import { findBrowser, QUIET_FLAGS, WEBGPU_FLAGS } from '../../scripts/browser.ts';

export interface VisitOptions {
  /** Where to go on the site, a hash or query included. */
  readonly path?: string;
  /** Without: requestAdapter() answers null, as on a machine that cannot. */
  readonly withWebGPU?: boolean;
  /** A browser nobody else uses. A test that crashes the GPU needs one: a browser survives one such crash only. */
  readonly ownBrowser?: boolean;
  /** Problems this journey expects, because it causes them. */
  readonly expected?: readonly RegExp[];
  /** Screen size, colours, language, reduced motion and so on, in Playwright's words. */
  readonly context?: Parameters<Browser['newContext']>[0];
}

export interface Visit {
  readonly page: Page;
  /** Same visitor, same storage: several pages of one context are several tabs. */
  readonly context: BrowserContext;
  /** Console errors, exceptions, policy violations, failed or foreign requests, in order. */
  readonly problems: readonly string[];
  /** Kills the GPU process, as a driver reset does: every device is lost. Once per browser. */
  crashGpu(): Promise<void>;
}

export type VisitSite = (options?: VisitOptions) => Promise<Visit>;

interface Fixtures {
  visit: VisitSite;
}

const shared = new Map<boolean, Promise<Browser>>();

export const test = base.extend<Fixtures>({
  // The empty pattern is how vitest learns that a fixture needs no other.
  // oxlint-disable-next-line no-empty-pattern
  visit: async ({}, use) => {
    const endings: (() => Promise<void>)[] = [];
    const unexpected: string[] = [];
    await use(async (options = {}) => {
      const browser = await browserFor(options, endings);
      const context = await browser.newContext(options.context);
      const problems = watch(context);
      endings.unshift(async () => {
        await context.close();
        unexpected.push(...problems.filter((problem) => !options.expected?.some((pattern) => pattern.test(problem))));
      });
      const page = await context.newPage();
      // Before anything of the page runs, or the first violations are missed.
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`Policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
        });
      });
      await page.goto(inject('site') + (options.path ?? ''));
      return { page, context, problems, crashGpu: () => crashGpu(browser) };
    });
    for (const end of endings) await end();
    expect(unexpected, 'problems on the page').toEqual([]);
  },
});

/** One browser of each kind per test file; it ends with the process of that file. */
async function browserFor(options: VisitOptions, endings: (() => Promise<void>)[]): Promise<Browser> {
  const withWebGPU = options.withWebGPU ?? true;
  if (options.ownBrowser) {
    const own = await launch(withWebGPU);
    endings.push(() => own.close());
    return own;
  }
  const running = shared.get(withWebGPU) ?? launch(withWebGPU);
  shared.set(withWebGPU, running);
  return running;
}

function launch(withWebGPU: boolean): Promise<Browser> {
  const executablePath = findBrowser();
  return chromium.launch({
    ...(executablePath && { executablePath }),
    args: withWebGPU ? [...QUIET_FLAGS, ...WEBGPU_FLAGS] : QUIET_FLAGS,
  });
}

async function crashGpu(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await session.detach();
}

function watch(context: BrowserContext): string[] {
  const problems: string[] = [];
  const home = new URL(inject('site')).origin;
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => problems.push(`exception: ${error.error().stack ?? error.error().message}`));
  context.on('request', (request) => {
    // Nothing a visitor does may reach another server.
    if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== home)
      problems.push(`foreign request: ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) problems.push(`request: ${response.status()} ${response.url()}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'unknown';
    // A reload abandons what was under way.
    if (reason !== 'net::ERR_ABORTED') problems.push(`request: ${reason} ${request.url()}`);
  });
  return problems;
}
