// A lesson about what comes after pre-training, on the built page: its recording is seen, and a study of one's own goes on after a reload.
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { afterTraining } from '#src/lessons/study-names.ts';
import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

const [study] = afterTraining.lessons;
const control = (page: Page, id: string) => page.locator(`study-controls #${id}`);
const line = (page: Page): Promise<string> => page.locator('study-controls #line').innerText();
const chart = async (page: Page): Promise<string> =>
  (await page.locator('study-chart chart-frame [role=figure]').first().getAttribute('aria-label')) ?? '';

async function chooseStudy(page: Page): Promise<void> {
  const nav = page.getByRole('navigation', { name: 'Experiments' });
  await nav.getByRole('button', { name: afterTraining.title, exact: true }).click();
  await nav.getByRole('button', { name: study!.title, exact: true }).click();
}

test('a study that is chosen plays its recording, at its own address, and Back leads to the lesson before', async ({ visit }) => {
  const { page } = await visit({ path: '?size=nano', newcomer: true, context: { viewport: { width: 390, height: 844 } } });
  const before = page.locator('lesson-question h1');
  await before.waitFor();
  await chooseStudy(page);
  await plateau.eventually(() => chart(page)).toMatch(/ at \d+ steps of training/);
  expect(await page.locator('study-view .recorded').innerText()).toContain('Recorded');
  expect(new URL(page.url()).hash).toBe(`#lesson=${study!.id}`);
  await plateau.expectNoSidewaysScrolling(page);
  await page.locator('study-view .headline').waitFor();
  await plateau.expectAccessible(page);
  await page.reload();
  await page.locator('study-view .recorded').waitFor();
  await page.goBack();
  await before.waitFor();
  await page.goForward();
  await page.locator('study-view h1').waitFor();
});

test('a study is stopped, and after a reload goes on to the same end as one that was left alone', async ({ visit }) => {
  const { page } = await visit({ path: `?size=test#lesson=${study!.id}`, newcomer: true });
  await plateau.eventually(() => control(page, 'start').isEnabled()).toBe(true);
  await page.getByLabel('Your guess').fill('70');
  const steps = page.getByLabel('Steps', { exact: true });
  const begin = async (): Promise<void> => {
    if (!(await steps.isVisible())) await page.locator('study-view .settings summary').click();
    await steps.fill('60');
    await control(page, 'start').click();
  };
  const exported = async (): Promise<StudyRecord> => {
    const save = page.getByRole('button', { name: 'Save as JSON' });
    if (!(await save.isVisible())) await page.locator('study-view .kept summary').click();
    return JSON.parse((await plateau.download(page, () => save.click())).bytes.toString('utf8')) as StudyRecord;
  };
  await begin();
  await plateau.eventually(() => chart(page)).toMatch(/ at \d+ steps of training/);
  await control(page, 'stop').click();
  await control(page, 'resume').waitFor();

  await page.reload();
  await plateau.eventually(() => control(page, 'resume').isEnabled()).toBe(true);
  expect(await chart(page), 'what was measured').toMatch(/ at \d+ steps of training/);
  const stopped = await exported();
  expect(stopped.status).toBe('stopped');
  await control(page, 'resume').click();
  await plateau.eventually(() => line(page)).toMatch(/^Took/);
  expect(await page.locator('study-view .headline').innerText()).toMatch(/You expected 70 %; it was [\d.]+ %\.$/);
  const interrupted = await exported();
  expect(interrupted.points.length).toBeGreaterThan(stopped.points.length);

  await begin();
  await control(page, 'stop').waitFor();
  await plateau.eventually(() => line(page)).toMatch(/^Took/);
  const alone = await exported();
  expect(alone.id).not.toBe(interrupted.id);
  const measured = ({ points }: StudyRecord) => points.map(({ line: name, x, values }) => ({ name, x, values }));
  expect(measured(interrupted)).toEqual(measured(alone));
  expect(interrupted.transcripts).toEqual(alone.transcripts);
});
