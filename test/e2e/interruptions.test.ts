// What may come between a run and its end: a reload, a GPU that is lost, another tab. Nothing of it costs the run.
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

test('a run that a reload interrupts ends exactly as one that was left alone', async ({ visit }) => {
  const { page } = await visit({ path: plateau.testSize });
  await plateau.start(page);
  await plateau.untilStepping(page);
  await plateau.button(page, 'Pause').click();
  await plateau.untilLine(page, /paused$/);
  const reached = await plateau.stepOf(page);
  expect(reached).toBeGreaterThan(0);
  expect(reached).toBeLessThan(30);

  await page.reload();
  await plateau.eventually(() => plateau.button(page, 'Resume').count()).toBe(1);
  expect(await plateau.stepOf(page)).toBe(reached);
  await plateau.button(page, 'Resume').click();
  await plateau.untilLine(page, /^step .* left$/);
  expect(await plateau.stepOf(page), 'goes on from its checkpoint').toBeGreaterThanOrEqual(reached);
  await plateau.untilFinished(page);
  const { record: interrupted } = await plateau.exportRun(page);

  await plateau.train(page);
  await plateau.eventually(() => plateau.entries(page).count()).toBe(2);
  const { record: alone } = await plateau.exportRun(page);
  expect(alone.id).not.toBe(interrupted.id);
  expect(plateau.curvesOf(interrupted)).toEqual(plateau.curvesOf(alone));
});

test('a GPU that is lost costs nothing but a press of Resume', async ({ visit }) => {
  const { page, crashGpu } = await visit({
    path: plateau.testSize,
    ownBrowser: true,
    expected: [],
  });
  await plateau.start(page);
  await plateau.untilStepping(page);
  await crashGpu();
  const sentence = page.locator('run-controls .wrong');
  await plateau.eventually(() => sentence.innerText()).toMatch(/^The GPU stopped answering.*is kept\.$/);
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await plateau.eventually(() => page.locator('sample-view .wrong').first().innerText()).toContain('lost with the GPU');
  // The crash wiped the canvas as well.
  await plateau.eventually(() => isDrawn(page)).toBe(true);
  await plateau.button(page, 'Resume').click();
  await plateau.untilFinished(page);
  expect(await sentence.count()).toBe(0);
  const { record } = await plateau.exportRun(page);
  expect(record.status).toBe('finished');
  for (const { runs } of record.arms)
    for (const { train, status } of runs) {
      expect(status).toBe('finished');
      expect(train.map(([step]) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    }
});

test('a run that trains in one tab goes on behind another, and cannot be resumed there', async ({ visit }) => {
  const { page: first, context } = await visit({ path: plateau.testSize });
  await plateau.start(first);
  await plateau.untilStepping(first);
  await plateau.button(first, 'Pause').click(); // so that it is still at it when the second tab has loaded
  await plateau.untilLine(first, /paused$/);
  const reached = await plateau.lineOf(first);

  const second = await context.newPage();
  await second.goto(first.url());
  await plateau.eventually(() => plateau.button(second, 'Resume').count()).toBe(1);
  await plateau.button(second, 'Resume').click();
  await plateau.eventually(() => second.locator('run-controls .wrong').innerText()).toContain('open in another tab');

  expect(await plateau.lineOf(first)).toBe(reached);
  await second.bringToFront();
  await plateau.button(first, 'Continue').click();
  await plateau.untilFinished(first);
  await plateau.eventually(() => plateau.textOf(plateau.entry(second))).toContain('finished');
});

/** Whether there is anything on the chart's canvas. */
const isDrawn = (page: Page): Promise<boolean> =>
  page.locator('loss-chart canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0);
  });
