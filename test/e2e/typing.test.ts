// Numbers typed with real keys, and set-ups that outlive other lessons and a reload.
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

async function edit(page: Page, arm: string, section: string): Promise<void> {
  await page.getByRole('button', { name: `edit arm ${arm}` }).click();
  await page.locator('arm-editor summary', { hasText: section }).click();
}
const field = (page: Page, name: string) => page.locator('arm-editor').getByRole('spinbutton', { name, exact: true });

test('a number is typed key by key, by arrows, and not by the wheel', async ({ visit }) => {
  const { page } = await visit({ path: plateau.testSize, context: { viewport: { width: 1280, height: 500 } } });
  await plateau.untilReady(page);
  await edit(page, 'A', 'Training');

  const steps = field(page, 'Steps');
  await steps.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('400');
  expect(await steps.inputValue()).toBe('400');
  expect(await steps.evaluate((e) => (e.getRootNode() as ShadowRoot).activeElement === e)).toBe(true);
  await plateau.eventually(() => plateau.button(page, 'Start').isEnabled()).toBe(true);

  const rate = field(page, 'Learning rate');
  await rate.fill('0.01');
  await rate.hover();
  const before = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 80);
  await plateau.eventually(() => page.evaluate(() => scrollY)).toBeGreaterThan(before);
  expect(await rate.inputValue()).toBe('0.01');
  await page.keyboard.press('ArrowDown');
  expect(await rate.inputValue()).toBe('0.005');
  await page.keyboard.press('PageUp');
  expect(await rate.inputValue()).toBe('0.05');

  const decay = field(page, 'Weight decay');
  await decay.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('0,05');
  await page.keyboard.press('Tab');
  expect(await decay.inputValue()).toBe('0.05');
  await plateau.eventually(() => plateau.textOf(page.locator('arm-card').nth(1))).toContain('Weight decay 0.05 → 0.1');
});

test('a set-up is there after another experiment and after a reload, until it is restored', async ({ visit }) => {
  const { page } = await visit({ path: plateau.testSize });
  await plateau.untilReady(page);
  await edit(page, 'A', 'Training');
  await field(page, 'Weight decay').fill('0,05');
  await page.getByRole('spinbutton', { name: 'Seeds', exact: true }).fill('2');
  const second = (): Promise<string> => plateau.textOf(page.locator('arm-card').nth(1));
  await plateau.eventually(second).toContain('Weight decay 0.05 → 0.1');

  await plateau.chooseLesson(page, 'More data');
  await plateau.eventually(second).not.toContain('Weight decay');
  expect(await page.getByRole('button', { name: /^restore/ }).count()).toBe(0);
  await plateau.chooseLesson(page, 'Shortcuts');
  await plateau.eventually(second).toContain('Weight decay 0.05 → 0.1');

  await page.reload();
  await plateau.untilReady(page);
  expect(await second()).toContain('Weight decay 0.05 → 0.1');
  expect(await page.getByRole('spinbutton', { name: 'Seeds', exact: true }).inputValue()).toBe('2');

  await page.getByRole('button', { name: 'restore the original arms' }).click();
  await plateau.eventually(second).not.toContain('Weight decay');
  await page.reload();
  await plateau.untilReady(page);
  expect(await second()).not.toContain('Weight decay');
  expect(await page.getByRole('spinbutton', { name: 'Seeds', exact: true }).inputValue()).toBe('3');
});
