// The built page opens, from a folder of a plain static host, and nothing goes wrong while it does.
import { expect } from 'vitest';
import { test } from './browser.ts';

test('the page opens', async ({ visit }) => {
  const { page } = await visit();
  await page.locator('plateau-app').waitFor({ state: 'attached' });
  expect(await page.evaluate(() => customElements.get('plateau-app') !== undefined)).toBe(true);
});

test('the page opens where there is no WebGPU', async ({ visit }) => {
  const { page } = await visit({ withWebGPU: false });
  await page.locator('plateau-app').waitFor({ state: 'attached' });
  expect(await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) ?? null)).toBeNull();
});
