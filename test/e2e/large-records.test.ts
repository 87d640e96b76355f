// A file of several megabytes is given up, imported and opened, and the page answers all the while.
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { exportRecord } from '#src/experiment/files/export.ts';
import { thinned } from '#src/experiment/thinned.ts';
import { piecesOf } from '#workers/pieces.ts';
import { filledRecord, pairSpec } from '../store/fake-record.ts';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

interface Watching {
  beats: number; // times that the page did something else
  shares: number[]; // percent, as they were shown
  giveUp: boolean; // as soon as it is offered
}
type Watched = typeof globalThis & { watching: Watching };

/** Follows, inside the page, what is said of the file that is read, and whether anything else gets its turn meanwhile. */
const watch = (page: Page): Promise<void> =>
  page.locator('run-table').evaluate((table) => {
    const watching: Watching = { beats: 0, shares: [], giveUp: false };
    (globalThis as Watched).watching = watching;
    // A message to itself, since timers wait for 4 ms or more once they are nested: longer than a piece takes.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      watching.beats++;
      port2.postMessage(null);
    };
    port2.postMessage(null);
    const look = (): void => {
      const status = table.shadowRoot!.querySelector('[role=status]')!;
      const share = /Reading run\.json, (\d+) %/.exec(status.textContent.replace(/\s+/g, ' '))?.[1];
      if (share !== undefined && Number(share) !== watching.shares.at(-1)) watching.shares.push(Number(share));
      if (share !== undefined && watching.giveUp) status.querySelector('button')!.click();
    };
    new MutationObserver(look).observe(table.shadowRoot!, { childList: true, characterData: true, subtree: true });
  });

const watched = (page: Page): Promise<Watching> => page.evaluate(() => ({ ...(globalThis as Watched).watching }));

const begin = (page: Page, giveUp = false): Promise<void> =>
  page.evaluate((giveUp) => {
    Object.assign((globalThis as Watched).watching, { beats: 0, shares: [], giveUp });
  }, giveUp);

test('a large file is given up, imported and opened, and the page answers all the while', async ({ visit }) => {
  const spec = pairSpec(0);
  const arms = spec.arms.map((arm) => ({ ...arm, config: { ...arm.config, steps: 100_000 } }));
  const record = filledRecord({ ...spec, arms }, 1, 'large');
  const file = plateau.jsonFile(exportRecord(record));
  expect(file.buffer.length).toBeGreaterThan(3e6);
  const pieces = [...piecesOf(thinned(record))].length;
  expect(pieces).toBeGreaterThan(8);

  const { page } = await visit({ path: plateau.testSize });
  await plateau.untilReady(page);
  const reading = page.locator('run-table').getByText('Reading');
  await watch(page);

  await begin(page, true);
  await plateau.importFiles(page, file);
  await plateau.eventually(async () => (await watched(page)).shares.length).toBeGreaterThan(0);
  await plateau.eventually(() => reading.count()).toBe(0);
  const givenUp = (await watched(page)).shares;
  expect(Math.max(...givenUp)).toBeLessThan(100);
  expect(await plateau.entries(page).count()).toBe(0);

  await begin(page);
  await plateau.importFiles(page, file);
  await plateau.eventually(() => plateau.entries(page).count()).toBe(1);
  await plateau.eventually(async () => (await plateau.tableOf(page)).length).toBe(arms.length);
  const imported = await watched(page);
  expect(imported.beats).toBeGreaterThanOrEqual(pieces);
  expect(imported.shares.length).toBeGreaterThan(3);
  expect(imported.shares).toEqual([...imported.shares].sort((a, b) => a - b));

  await plateau.button(page, 'Reset').click();
  await plateau.eventually(async () => (await plateau.tableOf(page)).length).toBe(0);
  await begin(page);
  await plateau.entry(page).locator('button.title').click();
  await plateau.eventually(async () => (await plateau.tableOf(page)).length).toBe(arms.length);
  expect((await watched(page)).beats).toBeGreaterThanOrEqual(pieces);
});
