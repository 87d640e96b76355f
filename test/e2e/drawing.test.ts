// The drawing is the editor: a wire is pressed, and what is trained has it.
import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

test('a wire is added by keyboard, trained, and drawn as thick as it was learned', async ({ visit }) => {
  const { page } = await visit({ path: plateau.testSize });
  await plateau.untilReady(page);
  const tree = page.getByRole('tree', { name: 'Wires of C residual' });
  const uNet = tree.getByRole('treeitem', { name: /^U-net skips/ });
  await tree.locator('[tabindex="0"]').focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
  expect(await uNet.getAttribute('aria-checked')).toBe('false');
  await page.keyboard.press('Enter');
  await plateau.eventually(() => uNet.getAttribute('aria-checked')).toBe('true');
  // From the wire to its code, without a mouse.
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await plateau.eventually(() => plateau.textOf(page.locator('code-listing'))).toContain('export function uNet');
  await plateau.expectAccessible(page);

  await plateau.train(page);
  const { record } = await plateau.exportRun(page);
  expect(record.arms.map(({ config }) => config.uNet)).toEqual([false, false, true, false]);
});
