// Names, dates and paper: what a visitor reads, whatever the script, the time zone and the colours of the screen.
import { expect } from 'vitest';
import { exportRecord } from '#src/experiment/files/export.ts';
import { recordOf } from '../science/verdict/records.ts';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

const samples = [{ step: 400, seed: 0, text: 'שלום (לכם) 3' }];
const hebrew = recordOf(
  [
    { name: 'שלום עולם (1)', ends: [2.01, 2.0, 1.99] },
    { name: 'שלום עולם (2)', ends: [1.91, 1.89, 1.9] },
  ],
  {
    title: 'ניסוי 3: שלום',
    question: 'האם זה עוזר? (2 זרועות)',
    startedAt: '2026-11-20T03:00:00.000Z',
    marks: { styles: [3, 1] },
  },
);
const record = { ...hebrew, arms: hebrew.arms.map((arm) => ({ ...arm, samples })) };

test('names keep to themselves, dates agree, and print is dark on white', async ({ visit }) => {
  const { page } = await visit({ withWebGPU: false, context: { colorScheme: 'dark', timezoneId: 'America/Los_Angeles' } });
  await plateau.importFiles(page, plateau.jsonFile(exportRecord(record)));
  const headline = page.locator('verdict-panel .headline');
  await plateau.eventually(() => headline.innerText()).toContain('B “\u2068שלום עולם (2)\u2069” ends 0.10 nats');
  expect(await page.locator('sample-view .text').first().getAttribute('dir')).toBe('auto');
  expect(await page.locator('arm-card arm-mark svg').first().getAttribute('class'), 'the style of the record').toBe('d');

  await plateau.eventually(() => page.locator('run-table .facts').first().innerText()).toContain('Nov 19, 2026');
  await page.locator('run-filter input').first().fill('date=2026-11-19');
  await plateau.eventually(() => page.locator('run-table .count').innerText()).toBe('6 runs');
  await page.locator('run-filter input').first().fill('date=2026-11-20');
  await plateau.eventually(() => page.locator('run-table .count').innerText()).toContain('none matches');
  await page.locator('run-filter input').first().fill('');

  /** Pixels of the colour that the second arm has on a light and on a dark page. */
  const drawnIn = (red: number, green: number): Promise<number> =>
    page.locator('loss-chart canvas').evaluate(
      (canvas: HTMLCanvasElement, colour) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i] === colour.red && data[i + 1] === colour.green) count++;
        return count;
      },
      { red, green },
    );
  const [onWhite, onBlack] = [() => drawnIn(0xd5, 0x5e), () => drawnIn(0xf0, 0x80)];
  await plateau.eventually(onBlack).toBeGreaterThan(50);
  await page.emulateMedia({ media: 'print' });
  await plateau.eventually(onWhite).toBeGreaterThan(50);
  expect(await onBlack()).toBe(0);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe('rgb(255, 255, 255)');
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/print.png`, fullPage: true });
  await page.emulateMedia({ media: 'screen' });
  await plateau.eventually(onBlack).toBeGreaterThan(50);
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/hebrew.png`, fullPage: true });
});
