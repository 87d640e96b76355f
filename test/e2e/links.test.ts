// Links in a real browser: one is copied and opened elsewhere, back and forward go from lesson to lesson, a teacher's link leaves things out.

import { describe, expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

describe('a link', () => {
  test('sets up elsewhere what is set up here, starts nothing, and names what it does not know', async ({ visit }) => {
    const { page } = await visit({ path: plateau.testSize });
    await plateau.untilReady(page);
    await page.locator('setup-panel number-field').first().getByRole('spinbutton').fill('2');
    await page.getByRole('button', { name: 'share', exact: true }).click();
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    expect(link).toContain('#v=1&lesson=shortcuts&size=test&seeds=2');
    await plateau.expectAccessible(page);
    const { page: other } = await visit({ path: `${plateau.testSize}#${link.split('#')[1]!}&colour=red` });
    await plateau.untilReady(other);
    expect(await other.locator('setup-panel number-field').first().getByRole('spinbutton').inputValue()).toBe('2');
    expect(await other.getByRole('alert').innerText()).toContain('was ignored: colour.');
    expect(await plateau.lineOf(other)).toContain('2 seeds · 30 steps');
  });

  test('carries results, which open where nothing was trained', async ({ visit }) => {
    const { page } = await visit({ path: plateau.testSize });
    await plateau.untilReady(page);
    await plateau.train(page);
    const said = await plateau.textOf(page.locator('verdict-panel .headline'));
    await page.getByRole('button', { name: 'share', exact: true }).click();
    await page.getByLabel('with the results').check();
    await plateau.eventually(() => page.getByLabel('Link', { exact: true }).inputValue()).toContain('#results=');
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    const { page: other } = await visit({ path: `#${link.split('#')[1]!}` });
    await plateau.eventually(() => plateau.textOf(other.locator('verdict-panel .headline'))).toBe(said);
  });

  test('goes back and forward with the visitor', async ({ visit }) => {
    const { page } = await visit({ path: plateau.testSize });
    await plateau.untilReady(page);
    const question = (): Promise<string> => page.locator('lesson-question h1').innerText();
    const first = await question();
    await plateau.chooseLesson(page, 'More data');
    await plateau.eventually(question).not.toBe(first);
    const second = await question();
    await page.goBack();
    await plateau.eventually(question).toBe(first);
    await page.goForward();
    await plateau.eventually(question).toBe(second);
  });

  test('stays in the address until something is changed, also where another one stood there, with a recording beside it', async ({
    visit,
  }) => {
    const { page } = await visit({ path: '#lesson=parameters', newcomer: true });
    const question = (): Promise<string> => page.locator('lesson-question h1').innerText();
    const hash = (): string => new URL(page.url()).hash;
    await page.locator('recording-line').waitFor();
    for (const link of ['#lesson=depth&all.steps=40', '#lesson=think-longer', '#lesson=depth']) {
      await page.evaluate((to) => (location.hash = to), link);
      await plateau.eventually(() => page.locator('h1').innerText()).toMatch(/^(How deep|Is the number)/);
      await plateau.eventually(hash).toBe(link);
    }
    await page.locator('recording-line').waitFor();
    expect(hash()).toBe('#lesson=depth');
    await page.reload();
    await plateau.eventually(question).toMatch(/^How deep/);
    expect(hash()).toBe('#lesson=depth');
    await page.getByText('Settings', { exact: true }).first().click();
    await page.getByRole('button', { name: 'edit arm A' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await plateau.eventually(hash).toBe('');
    await plateau.eventually(() => page.locator('recording-line').count()).toBe(0);
  });

  test('of a teacher leaves parts out, fixes the arms, presents, and tells what is wrong with it', async ({ visit }) => {
    const { page } = await visit({ path: `${plateau.testSize}#lesson=shortcuts&size=test&hide=runs,settings,lessons&lock` });
    await plateau.eventually(() => plateau.button(page, 'Start').isEnabled()).toBe(true);
    expect(await page.locator('run-table, experiment-nav, setup-panel .amounts').count()).toBe(0);
    expect(await plateau.textOf(page.locator('setup-panel'))).toContain('The link fixes the arms.');
    await page.getByRole('button', { name: 'share', exact: true }).click();
    await page.getByText('For a class').click();
    expect(await page.getByLabel('has fixed arms').isChecked()).toBe(true);
    await page.getByLabel('has fixed arms').press('Space');
    await page.getByLabel('all runs').press('Space');
    await page.getByLabel('the scale chart').press('Space');
    expect(await page.locator('share-panel #link').inputValue()).toMatch(
      /#v=1&lesson=shortcuts&size=test&hide=settings,scale,lessons$/,
    );
    const { page: other } = await visit({ path: `${plateau.testSize}#a.depth=1000` });
    await plateau.eventually(() => other.getByRole('alert').innerText()).toContain('arm a cannot be used: Depth must be');
  });
});
