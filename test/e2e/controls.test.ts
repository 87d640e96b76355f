// The buttons and keys of a run, and the visitor's own text. One visitor stays for the whole file, as compiling takes longest.
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openVisit, type Visit } from './browser.ts';
import * as plateau from './plateau.ts';

let visitor: Visit & { leave(): Promise<string[]> };

beforeAll(async () => {
  visitor = await openVisit({ path: plateau.twoArms });
});
afterEach(() => expect(visitor.problems, 'problems on the page').toEqual([]));
afterAll(async () => void (await visitor.leave()));

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
    test(`with the ${name}`, async () => {
      const { page } = visitor;
      await plateau.start(page);
      await page.locator('h1').click(); // away from the button that has the focus
      await plateau.untilStepping(page);
      await way.pause(page);
      await plateau.untilLine(page, /paused$/);
      const paused = await plateau.stepOf(page);
      expect(paused).toBeLessThan(28);
      expect(await plateau.button(page, 'Start').isDisabled()).toBe(true);

      await way.step(page);
      await plateau.eventually(() => plateau.stepOf(page)).toBe(paused + 1);
      await way.step(page);
      await plateau.eventually(() => plateau.stepOf(page)).toBe(paused + 2);
      expect(await plateau.lineOf(page)).toMatch(/paused$/);

      await way.goOn(page);
      await plateau.untilFinished(page);
      await way.reset(page);
      await plateau.eventually(() => page.locator('result-table tbody tr').count()).toBe(0);
      expect(await plateau.textOf(page.locator('loss-chart'))).toContain('Press Start');
      await plateau.eventually(() => plateau.textOf(plateau.entry(page))).toContain('finished');
    });

  test('and a run that is reset while it trains can be resumed from the list', async () => {
    const { page } = visitor;
    await plateau.start(page);
    await plateau.untilStepping(page);
    await plateau.button(page, 'Reset').click();
    await plateau.eventually(() => page.locator('result-table tbody tr').count()).toBe(0);
    await plateau.entry(page).getByRole('button', { name: 'resume' }).click();
    await plateau.untilFinished(page);
    await plateau.eventually(() => plateau.textOf(plateau.entry(page))).toContain('finished');
    expect(await plateau.entries(page).count()).toBe(3);
  });
});

test('the visitor’s own text is pasted, chosen and trained on to the end', async () => {
  const { page } = visitor;
  await page.getByText('Use your own text').click();
  await page.getByLabel('Your own text').fill('The cat sat on the mat, and the dog sat on the log. '.repeat(60));
  await page.getByRole('button', { name: 'Use this text' }).click();
  await plateau.eventually(() => page.locator('text-drop [role=status]').innerText()).toContain('3.12k characters');
  const chosen = page.getByLabel('Data', { exact: true }).first();
  expect(await chosen.inputValue()).toMatch(/^own:/);
  expect(await chosen.locator('option:checked').innerText()).toContain('pasted text');

  await plateau.button(page, 'Start').click();
  await plateau.untilFinished(page);
  const { record } = await plateau.exportRun(page);
  expect(record.data).toMatchObject({ name: 'pasted text', characters: 3120 });
  for (const { runs } of record.arms) for (const { train } of runs) expect(train).toHaveLength(30);
  // It is still there after a reload, for the next run.
  await page.reload();
  await plateau.eventually(() => chosen.locator('option:checked').innerText()).toContain('pasted text');
  await plateau.eventually(() => plateau.button(page, 'Start').isEnabled()).toBe(true);
});
