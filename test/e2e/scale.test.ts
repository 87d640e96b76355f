// The scale chart on the built page: first of what there is to see where the lesson is about size, one press away elsewhere.
import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

test('after More parameters the chart has a mark for each width, and the table the loss of every seed in the file', async ({
  visit,
}) => {
  const { page } = await visit({ path: plateau.testSize });
  await plateau.untilReady(page);
  await plateau.chooseLesson(page, 'More parameters');
  await plateau.train(page);
  const chart = page.locator('scale-chart');
  const first = page.locator('experiment-results').locator('scale-chart, loss-chart').first();
  expect(await first.evaluate((element) => element.localName)).toBe('scale-chart');
  await plateau.eventually(() => chart.locator('h2').innerText()).toMatch(/^Loss at the end/);
  const label = (await chart.locator('[role=figure]').getAttribute('aria-label')) ?? '';
  const names = ['usual', 'wire'].flatMap((wires) => [4, 8, 16].map((width) => `${wires}, width ${width}`));
  for (const arm of names.map((name, i) => `${'ABCDEF'[i]}, ${name}`))
    expect(label).toMatch(
      new RegExp(`${arm}: \\d\\.\\d{3} ± \\d\\.\\d{3,} \\(95 % interval\\) at [\\d.]+k? parameters, mean of 3 seeds`),
    );
  expect(label).toContain('Joined by lines: usual, width (A, B, C); wire, width (D, E, F).');

  await chart.getByText('Table, picture').click();
  await chart.getByRole('button', { name: 'table' }).click();
  const cells = await chart
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())));
  cells.sort(([a], [b]) => (a! < b! ? -1 : 1)); // by arm, not by size
  const { record } = await plateau.exportRun(page);
  const ends = record.arms.map(({ runs }) => runs.map(({ final }) => final!.toFixed(3)));
  expect(cells.map((row) => row.slice(5))).toEqual(ends);
  expect(cells.map((row) => row[2])).toEqual((await plateau.tableOf(page)).map((row) => row[1]));
  await plateau.expectAccessible(page);

  // Read from the keyboard, from the smallest to the largest.
  await chart.locator('[role=figure]').focus();
  for (const letters of ['AD', 'BE', 'CF', 'CF']) {
    await page.keyboard.press('ArrowRight');
    const read = new RegExp(` ${[...letters].map((letter) => `${letter} \\d\\.\\d{3}.*`).join(' ')}n = 3$`);
    await plateau.eventually(() => plateau.textOf(chart.locator('.readout'))).toMatch(read);
  }
  const svg = await plateau.download(page, () => chart.getByRole('button', { name: 'SVG of the scale chart' }).click());
  expect(svg.bytes.toString('utf8')).toContain('>F<');
});

test('after any other lesson it is one press away', async ({ visit }) => {
  const { page } = await visit({ path: plateau.testSize });
  await plateau.train(page);
  expect(await page.locator('scale-chart').count()).toBe(0);
  await page.locator('summary', { hasText: 'Loss against parameters' }).click();
  await plateau.eventually(() => page.locator('scale-chart h2').innerText()).toMatch(/^Loss at the end/);
  await plateau.expectAccessible(page);
});
