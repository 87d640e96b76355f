// The buttons and keys of a run, the visitor's own text, and a tab that nobody looks at.
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

const stepOf = async (page: Page): Promise<number> =>
  Number(/^step (\d+) of/.exec(await plateau.lineOf(page))?.[1] ?? NaN);

const ways = {
  mouse: {
    pause: (page: Page) => plateau.button(page, 'Pause').click(),
    goOn: (page: Page) => plateau.button(page, 'Continue').click(),
    step: (page: Page) => plateau.button(page, 'Step').click(),
    reset: (page: Page) => plateau.button(page, 'Reset').click(),
  },
  keys: {
    pause: (page: Page) => page.keyboard.press('Space'),
    goOn: (page: Page) => page.keyboard.press('Space'),
    step: (page: Page) => page.keyboard.press('s'),
    reset: (page: Page) => page.keyboard.press('r'),
  },
};

describe('a run is paused, stepped, continued and reset', () => {
  for (const [name, way] of Object.entries(ways))
    test(`with the ${name}`, async ({ visit }) => {
      const { page } = await visit({ path: plateau.testSize });
      await plateau.start(page);
      await page.locator('h1').click(); // away from the button that has the focus
      await plateau.untilLine(page, /^step (?!0 )/);
      await way.pause(page);
      await plateau.untilLine(page, /paused$/);
      const paused = await stepOf(page);
      expect(paused).toBeLessThan(29);
      expect(await plateau.button(page, 'Start').isDisabled()).toBe(true);

      await way.step(page);
      await plateau.eventually(() => stepOf(page)).toBe(paused + 1);
      await way.step(page);
      await plateau.eventually(() => stepOf(page)).toBe(paused + 2);
      expect(await plateau.lineOf(page)).toMatch(/paused$/);

      await way.goOn(page);
      await plateau.untilFinished(page);
      await way.reset(page);
      await plateau.eventually(() => page.locator('result-table tbody tr').count()).toBe(0);
      expect(await plateau.textOf(page.locator('loss-chart'))).toContain('Press Start');
      expect(await page.locator('run-history run-entry').count()).toBe(1);
    });

  test('and a run that is reset while it trains can be resumed from the list', async ({ visit }) => {
    const { page } = await visit({ path: plateau.testSize });
    await plateau.start(page);
    await plateau.untilLine(page, /^step (?!0 )/);
    await plateau.button(page, 'Reset').click();
    await plateau.eventually(() => page.locator('result-table tbody tr').count()).toBe(0);
    await plateau.entry(page).getByRole('button', { name: 'resume' }).click();
    await plateau.untilFinished(page);
    await plateau.eventually(() => plateau.textOf(plateau.entry(page))).toContain('finished');
  });
});

test('the visitor’s own text is pasted, chosen and trained on to the end', async ({ visit }) => {
  const { page } = await visit({ path: plateau.testSize });
  await plateau.untilReady(page);
  await page.getByText('Use your own text').click();
  await page.getByLabel('Your own text').fill('The cat sat on the mat, and the dog sat on the log. '.repeat(60));
  await page.getByRole('button', { name: 'Use this text' }).click();
  await plateau.eventually(() => page.locator('text-drop [role=status]').innerText()).toContain('3.12k characters');
  const chosen = page.getByLabel('Data', { exact: true }).first();
  expect(await chosen.inputValue()).toMatch(/^own:/);
  expect(await chosen.locator('option:checked').innerText()).toContain('pasted text');

  await plateau.train(page);
  const { record } = await plateau.exportRun(page);
  expect(record.data).toMatchObject({ name: 'Your own text', characters: 3120 });
  for (const { replicas } of record.arms) for (const { train } of replicas) expect(train).toHaveLength(30);
  // It is still there after a reload, for the next run.
  await page.reload();
  await plateau.eventually(() => chosen.locator('option:checked').innerText()).toContain('pasted text');
  await plateau.eventually(() => plateau.button(page, 'Start').isEnabled()).toBe(true);
});

test('a tab behind another one trains to its end', async ({ visit }) => {
  const { page, context } = await visit({ path: plateau.testSize });
  await plateau.start(page);
  const front = await context.newPage();
  await front.bringToFront();
  await plateau.untilFinished(page);
});
