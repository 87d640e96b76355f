// A browser that is killed in mid-training, again and again: what was shown is on the disk, Resume goes on from there, and the
// experiment ends bit for bit as one that was left alone. PLATEAU_KILLS says how often.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, expect, inject, test } from 'vitest';
import { integer } from '#src/data/random.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { openProfile, type KillableBrowser } from './killable.ts';
import * as plateau from './plateau.ts';

const kills = Number(process.env.PLATEAU_KILLS ?? 1);
const steps = 60;
const promised = 10_000; // milliseconds: what was shown before then is kept (src/session/saver.ts)
const patience = 120_000; // for one opening

const folder = mkdtempSync(join(tmpdir(), 'plateau-kills-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

interface Opened extends KillableBrowser {
  readonly page: Page;
  /** What the line under the buttons says, from when it was opened, each time it changes. */
  lines(): AsyncIterable<{ readonly at: number; readonly line: string }>;
}
let opened: Opened | undefined;
afterAll(() => opened?.kill());

/** The page, with kernels by name, so that none is chosen by how fast it was. */
async function open(profile: string): Promise<Opened> {
  const browser = await openProfile(join(folder, profile));
  const page = await browser.context.newPage();
  await page.goto(`${inject('site')}${plateau.testSize}&kernels=block8`);
  await plateau.untilReady(page);
  return (opened = { ...browser, page, lines: await linesOf(page) });
}

/** The page tells them, as reading it again and again would take its time from it. */
async function linesOf(page: Page): Promise<Opened['lines']> {
  const told: { at: number; line: string }[] = [];
  let wake = (): void => {};
  await page.exposeFunction('tell', (line: string) => {
    told.push({ at: Date.now(), line });
    wake();
  });
  await page.locator('run-controls #line').evaluate((element) => {
    const { tell } = globalThis as unknown as { tell(line: string): void };
    const observer = new MutationObserver(() => tell(element.textContent.trim()));
    observer.observe(element, { subtree: true, childList: true, characterData: true });
  });
  return async function* () {
    for (let i = 0; ; i++) {
      if (i === told.length) await new Promise<void>((resolve) => (wake = resolve));
      yield told[i]!;
    }
  };
}

async function kill(browser: Opened): Promise<void> {
  opened = undefined;
  await browser.kill();
}

/** Two arms of two shapes, with so many steps that weights are saved on the way. */
async function begin(page: Page): Promise<void> {
  await page.locator('experiment-nav').getByText('Your own').first().click();
  await page.locator('summary', { hasText: 'Settings' }).click();
  for (const arm of ['A', 'B']) {
    await page.getByRole('button', { name: `edit arm ${arm}` }).click();
    await page.locator('arm-editor summary', { hasText: 'Training' }).click();
    await page.locator('arm-editor').getByRole('spinbutton', { name: 'Steps', exact: true }).fill(String(steps));
  }
  await page.getByRole('spinbutton', { name: 'Seeds', exact: true }).fill('1');
  await plateau.start(page);
}

/** The only record that lies on the disk. */
const keptIn = async (page: Page): Promise<ExperimentRecord | undefined> =>
  (await plateau.onDisk(page, 'record:')) as ExperimentRecord | undefined;

const runsOf = ({ arms }: ExperimentRecord) => arms.flatMap((arm) => arm.runs);
const measured = ({ arms }: ExperimentRecord) =>
  arms.map(({ samples, runs }) => ({
    samples,
    runs: runs.map(({ train, validation, final, ends, status }) => ({ train, validation, final, ends, status })),
  }));

/** All points of a record are those of the whole one. */
function expectBeginning(record: ExperimentRecord, whole: ExperimentRecord): void {
  const all = runsOf(whole);
  for (const [i, { train, validation }] of runsOf(record).entries()) {
    expect(train).toEqual(all[i]!.train.slice(0, train.length));
    expect(validation).toEqual(all[i]!.validation.slice(0, validation.length));
  }
}

/** When each number of steps was shown first, in order. */
type Shown = readonly { readonly at: number; readonly step: number }[];

/** Until the page shows that so many steps more are done; for none, until it prepares them; or until its end. */
async function watch({ lines }: Opened, more: number): Promise<Shown> {
  const shown: { at: number; step: number }[] = [];
  for await (const { at, line } of lines()) {
    if (more === 0 && line.startsWith('Compiling')) break;
    const ended = line.startsWith('finished');
    const step = ended ? steps : Number(/^step (\d+) of .* left$/.exec(line)?.[1] ?? NaN);
    if (step > (shown.at(-1)?.step ?? -1)) shown.push({ at, step });
    if (ended || step >= (shown[0]?.step ?? 0) + more) break;
  }
  return shown;
}

/** How many steps each run of a record has done at least. */
const stepsIn = (record: ExperimentRecord | undefined): number =>
  record ? Math.min(...runsOf(record).map(({ train }) => train.length)) : 0;

test(
  'a browser that is killed at any moment',
  async () => {
    const alone = await open('alone');
    await begin(alone.page);
    await watch(alone, Infinity);
    const whole = (await keptIn(alone.page))!;
    expect(whole.status).toBe('finished');
    await kill(alone);

    const found: { readonly shown: number; readonly kept: number; readonly age: number }[] = [];
    let profile = 0;
    let browser = await open(`${profile}`);
    await begin(browser.page);
    for (let n = 0; n <= kills; n++) {
      const shown = await watch(browser, n < kills ? integer(1, 1, n, steps / 2) : Infinity);
      const at = Date.now();
      await kill(browser);

      browser = await open(`${profile}`);
      const kept = await keptIn(browser.page);
      const lost = shown.find(({ step }) => step > stepsIn(kept));
      const age = lost ? at - lost.at : 0;
      found.push({ shown: shown.at(-1)?.step ?? 0, kept: stepsIn(kept), age });
      expect(age, 'age of what was shown and is not kept').toBeLessThan(promised);
      if (kept) expectBeginning(kept, whole);
      if (kept?.status === 'finished') {
        expect(measured(kept)).toEqual(measured(whole));
        if (n === kills) break;
        await kill(browser);
        browser = await open(`${++profile}`);
      }
      expect(n, 'what was shown as finished is').toBeLessThan(kills);
      if (!kept || kept.status === 'finished') await begin(browser.page);
      else await plateau.button(browser.page, 'Resume').click();
    }
    await kill(browser);
    console.info(
      `Steps kept of those shown: ${found.map(({ shown, kept, age }) => `${kept} of ${shown} (${age} ms)`).join(', ')}`,
    );
  },
  patience * (kills + 2),
);
