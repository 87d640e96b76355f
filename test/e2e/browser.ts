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
  /** Over plain http from a name that is not this machine's: browsers switch WebGPU and more off there. */
  readonly insecure?: boolean;
  /** From a host that sends the headers of `_headers`; most send none. */
  readonly withHeaders?: boolean;
  /** Who sees the page for the first time: all is folded. Without: a visitor who left everything unfolded. */
  readonly newcomer?: boolean;
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
    const visits: { leave(): Promise<string[]> }[] = [];
    await use(async (options) => {
      const visit = await openVisit(options);
      visits.unshift(visit);
      return visit;
    });
    const unexpected: string[] = [];
    for (const { leave } of visits) unexpected.push(...(await leave()));
    expect(unexpected, 'problems on the page').toEqual([]);
  },
});

/** For a visitor who stays for several tests: whoever opens the visit must `leave` it, which tells the unexpected problems. */
export async function openVisit(options: VisitOptions = {}): Promise<Visit & { leave(): Promise<string[]> }> {
  const site = siteFor(options);
  const browser = await browserFor(options);
  const context = await browser.newContext(options.context);
  const problems = watch(context, site);
  const page = await context.newPage();
  // Before anything of the page runs, or the first violations are missed.
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`Policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  if (!options.newcomer) await context.addInitScript(unfoldAll);
  await page.goto(site + (options.path ?? ''));
  return {
    page,
    context,
    problems,
    crashGpu: () => crashGpu(browser),
    leave: async () => {
      await context.close();
      if (isOwn(options)) await browser.close();
      return problems.filter((problem) => !options.expected?.some((pattern) => pattern.test(problem)));
    },
  };
}

/** As the page remembers it; what was chosen since stays. */
function unfoldAll(): void {
  const unfolded = { settings: true, actions: true, numbers: true, differences: true, texts: true, runs: true };
  try {
    const kept = JSON.parse(localStorage.getItem('plateau.preferences') ?? '{}') as object;
    localStorage.setItem('plateau.preferences', JSON.stringify({ ...unfolded, ...kept }));
  } catch {
    // Where storage is blocked, and in pages that are none.
  }
}

/** Only localhost is secure without a certificate; any other name that leads here is not. */
const insecureHost = 'plateau.test';

function siteFor({ insecure, withHeaders }: VisitOptions): string {
  const site = new URL(inject(withHeaders ? 'siteWithHeaders' : 'site'));
  if (insecure) site.hostname = insecureHost;
  return site.href;
}

const isOwn = ({ ownBrowser, insecure }: VisitOptions): boolean => ownBrowser === true || insecure === true;

/** One browser of each kind per test file; it ends with the process of that file. */
async function browserFor(options: VisitOptions): Promise<Browser> {
  const withWebGPU = options.withWebGPU ?? true;
  if (isOwn(options)) return launch(withWebGPU);
  const running = shared.get(withWebGPU) ?? launch(withWebGPU);
  shared.set(withWebGPU, running);
  return running;
}

function launch(withWebGPU: boolean): Promise<Browser> {
  const executablePath = findBrowser();
  const flags = [...QUIET_FLAGS, `--host-resolver-rules=MAP ${insecureHost} localhost`];
  return chromium.launch({
    ...(executablePath && { executablePath }),
    // The slowest adapter everywhere: a run must last long enough to be paused, crashed and looked at from another tab.
    args: withWebGPU ? [...flags, ...WEBGPU_FLAGS, '--use-webgpu-adapter=swiftshader'] : flags,
  });
}

async function crashGpu(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await session.detach();
}

function watch(context: BrowserContext, site: string): string[] {
  const problems: string[] = [];
  const home = new URL(site).origin;
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
