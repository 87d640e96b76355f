// The built page opens from a folder of a plain static host, and says in words what keeps a browser from training.
import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

test('the page opens', async ({ visit }) => {
  const { page } = await visit();
  await plateau.eventually(() => page.locator('lesson-question h1').innerText()).toContain('Can one wire save a deep network');
  await plateau.eventually(() => page.locator('experiment-nav button').allInnerTexts()).toContain('Your own');
});

test('the page says what is missing where it was not loaded over a secure connection', async ({ visit }) => {
  const { page } = await visit({ insecure: true });
  const notice = page.getByRole('alert');
  await plateau.eventually(() => notice.innerText()).toContain('not loaded over a secure connection');
  expect(await notice.innerText()).toContain('https://');
  expect(await plateau.button(page, 'Start').isDisabled()).toBe(true);
});

test('the page says what is missing where the browser has no WebGPU', async ({ visit }) => {
  const { page, context } = await visit({ withWebGPU: false });
  // As in an old browser: the worker finds no navigator.gpu.
  await context.route(/trainer\.worker/, async (route) => {
    const response = await route.fetch();
    const body = `delete WorkerNavigator.prototype.gpu;\n${await response.text()}`;
    await route.fulfill({ response, body });
  });
  await page.reload();
  await plateau.eventually(() => page.getByRole('alert').innerText()).toContain('This browser has no WebGPU.');
  expect(await plateau.lineOf(page)).toContain('Training needs WebGPU');
});

test('the page opens, and says what is missing, where the table of runs cannot be loaded', async ({ visit }) => {
  const { page, context } = await visit({ expected: [/run-table/, /Failed to load resource/] });
  await context.route(/run-table/, (route) => route.abort());
  await page.reload();
  await plateau.eventually(() => page.getByRole('alert').innerText()).toContain('A part of this page could not be loaded');
  await plateau.eventually(() => page.locator('lesson-question h1').innerText()).toContain('Can one wire save a deep network');
});
