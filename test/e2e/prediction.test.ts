// Rules 3 to 6 of the lesson: commit to a guess, or skip it; see it beside the result; say why before the answer unfolds; and guess once
// how far apart seeds end. All of it stays with the experiment.
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

const verdict = (page: Page): Promise<string> => plateau.textOf(page.locator('verdict-panel'));

test('rules 3 to 6: what is guessed by keyboard is named beside what was measured, and stays with the experiment', async ({
  visit,
}) => {
  const { page } = await visit({ path: plateau.testSize });
  await plateau.untilReady(page);
  await page.getByLabel('The wire wins back part of what the residual gives').press('Space');
  const [guessB, guessC] = ['B', 'C'].map((letter) => page.getByRole('slider', { name: new RegExp(`^Guess for ${letter}`) }));
  await page.getByRole('button', { name: 'guess where each arm ends' }).press('Enter');
  // From 2.50, the middle of an empty chart.
  for (let i = 0; i < 8; i++) await guessB!.press('ArrowUp');
  await guessC!.press('ArrowDown');
  expect(await guessB!.getAttribute('aria-valuetext')).toBe('B would end at 2.90');
  await plateau.expectAccessible(page);

  await page.locator('run-controls button', { hasText: 'Start' }).press('Enter');
  // Before the bands are seen: how far apart; while it trains: why.
  await page.getByLabel('about 0.1 nats').press('Space');
  await page.getByLabel('Why do you expect that?').fill('a wire is nearly a residual');
  await plateau.untilFinished(page);
  expect(await verdict(page)).toContain('The answer unfolds');
  await page.getByLabel('Why do you expect that?').press('Enter');

  const [predicted, measured, difference, choice, spread, why] = [
    /You guessed 2\.90 for B/,
    /which ended at \d\.\d\d: /,
    /which ended at \d\.\d\d: (\d\.\d\d (higher|lower)|as guessed)\./,
    /You chose “The wire wins back part of what the residual gives”: (that is true|that is not so|these seeds cannot)/,
    /You guessed that seeds end 0\.10 apart: in [ABCD], where it was most, they ended 0\.\d\d apart/,
    /as it was thought before: a wire is nearly a residual/,
  ];
  const expectAnswer = async (): Promise<void> => {
    for (const words of [predicted, measured, difference, choice, spread, why])
      await plateau.eventually(() => verdict(page)).toMatch(words);
    expect(await plateau.chartOf(page)).toContain('B would end at 2.90, C would end at 2.45');
  };
  await expectAnswer();
  const prediction = {
    choice: 'part',
    levels: [
      { arm: 1, loss: 2.9 },
      { arm: 2, loss: 2.45 },
    ],
    why: 'a wire is nearly a residual',
    spread: 0.1,
  };
  const { record, json } = await plateau.exportRun(page);
  expect(record.prediction).toMatchObject(prediction);

  await page.reload();
  await plateau.entry(page).locator('.title').click();
  await expectAnswer();
  await plateau.importFiles(page, plateau.jsonFile(json));
  await plateau.eventually(() => plateau.entries(page).count()).toBe(2);
  await expectAnswer();
}, 120_000);

test('rules 3 and 10: nothing has to be guessed, nobody is asked twice, and what was trained before stays in view', async ({
  visit,
}) => {
  const { page } = await visit({ path: plateau.testSize });
  await plateau.start(page);
  await page.locator('before-answer').getByRole('button', { name: 'skip' }).click();
  await plateau.untilFinished(page);
  await plateau.eventually(() => verdict(page)).toMatch(/^Answer .* \d\.\d\d/);
  const { record } = await plateau.exportRun(page);
  expect(record.prediction).toBeUndefined();
  await page.reload();
  await plateau.untilFinished(page);
  expect(await plateau.chartOf(page)).not.toContain('trained before');
  await plateau.start(page);
  await plateau.untilStepping(page);
  expect(await page.locator('before-answer').count()).toBe(0);
  await plateau
    .eventually(() => plateau.chartOf(page))
    .toMatch(/What was trained before ended with (?:[A-D], [^;]+, at \d\.\d+(?:; |\.)){4}/);
});
