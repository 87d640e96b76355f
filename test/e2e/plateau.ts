// The page as its visitor knows it: what they press, what they read, and the files they save.
import { readFile } from 'node:fs/promises';
import axe, { type AxeResults } from 'axe-core';
import type { Locator, Page, Worker } from 'playwright';
import { expect } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { groups } from '#src/lessons/lessons.ts';

/** Four arms, two seeds, thirty steps on made-up letters: the size for tests. */
export const testSize = '?size=test';
/** Half of it, for whom any experiment will do. */
export const twoArms = `${testSize}#lesson=shortcuts&size=test&arms=ab`;

/** Waits until what is read is as it should be; training on a busy machine takes its time. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 40_000, interval: 50 });

/** The only value on the disk whose key begins so. */
export const onDisk = (page: Page, prefix: string): Promise<unknown> =>
  page.evaluate(async (prefix) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error!));
      });
    const database = await done(indexedDB.open('plateau'));
    const objects = database.transaction('runs').objectStore('runs');
    const key = (await done(objects.getAllKeys())).find((k) => typeof k === 'string' && k.startsWith(prefix));
    const value = key === undefined ? undefined : await done<unknown>(objects.get(key));
    database.close();
    return value;
  }, prefix);

/** What an element shows, shadow roots included; the meaning of a term only where it is shown. */
export const textOf = (element: Locator): Promise<string> =>
  element.evaluate((host) => {
    const shown = (node: Node): string => {
      if (node instanceof HTMLStyleElement) return '';
      if (!(node instanceof Element)) return node.nodeType === Node.TEXT_NODE ? (node.textContent ?? '') : '';
      if (node instanceof HTMLSlotElement && node.assignedNodes().length) return node.assignedNodes().map(shown).join('');
      if (node.hasAttribute('popover') && !node.matches(':popover-open')) return '';
      return [...(node.shadowRoot ?? node).childNodes].map(shown).join('');
    };
    return shown(host).replace(/\s+/g, ' ').trim();
  });

/** The line under the buttons: what Start will take, how far training is, or how it ended. */
export const lineOf = (page: Page): Promise<string> => page.locator('run-controls #line').innerText();

export const button = (page: Page, name: string) => page.locator('run-controls button', { hasText: name });

/** The chart in the words that a screen reader says. */
export const chartOf = async (page: Page): Promise<string> =>
  (await page.locator('loss-chart chart-frame [role=figure]').getAttribute('aria-label')) ?? '';

/** Cells of the result table, a row per arm. */
export const tableOf = (page: Page): Promise<string[][]> =>
  page
    .locator('result-table tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())));

export async function untilLine(page: Page, pattern: RegExp): Promise<void> {
  await eventually(() => lineOf(page)).toMatch(pattern);
}

/** Ready: the GPU has been looked at, and the address has chosen the size. */
export async function untilReady(page: Page): Promise<void> {
  await eventually(() => page.getByLabel('Size').inputValue()).toBe('test');
  await eventually(() => button(page, 'Start').isEnabled()).toBe(true);
}

export async function start(page: Page): Promise<void> {
  await untilReady(page);
  await button(page, 'Start').click();
}

/** Goes to a lesson, through its group. */
export async function chooseLesson(page: Page, title: string): Promise<void> {
  const group = groups.find(({ lessons }) => lessons.some((lesson) => lesson.title === title))!;
  const nav = page.getByRole('navigation', { name: 'Experiments' });
  await nav.getByRole('button', { name: group.title, exact: true }).click();
  await nav.getByRole('button', { name: title, exact: true }).click();
}

export const untilFinished = (page: Page): Promise<void> => untilLine(page, /^finished/);

/** The first steps are done, and most are still to come. */
export const untilStepping = (page: Page): Promise<void> => untilLine(page, /^step [1-9]/);

/** How many steps all arms have done; NaN when the line does not tell. */
export const stepOf = async (page: Page): Promise<number> => Number(/^step (\d+) of 30/.exec(await lineOf(page))?.[1] ?? NaN);

export async function train(page: Page): Promise<void> {
  await start(page);
  await untilFinished(page);
}

/** The newest experiment, saved as the page saves it. */
export async function exportRun(page: Page): Promise<{ readonly json: string; readonly record: ExperimentRecord }> {
  const file = await download(page, () => entry(page).getByRole('button', { name: 'export' }).click());
  expect(file.name).toMatch(/^plateau-.*\.json$/);
  const json = file.bytes.toString('utf8');
  return { json, record: JSON.parse(json) as ExperimentRecord };
}

/** The worker that trains; another one reads. */
export async function trainerOf(page: Page): Promise<Worker> {
  for (const worker of page.workers()) if ((await worker.evaluate(() => self.name)) === 'trainer') return worker;
  throw new Error('No worker trains.');
}

/** The experiments in the table of runs, newest first. */
export const entries = (page: Page) => page.locator('run-table experiment-line');

export const entry = (page: Page) => entries(page).first();

export async function download(page: Page, ask: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), ask()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

export interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Imports files as if they had been chosen after Import. */
export async function importFiles(page: Page, ...files: readonly Given[]): Promise<void> {
  await page.locator('run-table input[type=file]').setInputFiles([...files]);
}

export const jsonFile = (json: string): Given => ({
  name: 'run.json',
  mimeType: 'application/json',
  buffer: Buffer.from(json),
});

/** What of a record must be the same when the same experiment is trained again: all but names, times and places. */
export const curvesOf = (record: ExperimentRecord) =>
  record.arms.map(({ name, runs }) => ({
    name,
    runs: runs.map(({ seed, train, validation, tokens, status }) => ({
      seed,
      train,
      validation,
      tokens,
      status,
    })),
  }));

/** Fails with what a person who cannot see, hear or point would stumble over. */
export async function expectAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => String(node.target)).join(', ')}`);
  expect(found).toEqual([]);
}

export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const { content, screen } = await page.evaluate(() => ({
    content: document.scrollingElement?.scrollWidth ?? 0,
    screen: innerWidth,
  }));
  expect(content, 'width of the page').toBeLessThanOrEqual(screen);
}
