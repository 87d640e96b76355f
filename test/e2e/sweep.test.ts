// A sweep from a link: its grid fills, its law is told, a closed tab costs no point twice, and files carry it on.
import { expect } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

const axes = 'axes=width:8,12,16/steps:6,12,24';
const small = 'all.depth=1&all.context=8&all.batch=2&all.warmup=2&all.source=markov&all.heads=1';
const path = `${plateau.testSize}#lesson=own&size=test&${axes}&${small}&seeds=2`;

const cells = (page: Parameters<typeof plateau.lineOf>[0]): Promise<string[]> =>
  page.locator('sweep-grid tbody td').evaluateAll((all) => all.map((cell) => (cell as HTMLElement).innerText.trim()));

test('a sweep that closing the tab interrupts goes on without repeating a point, and its law is told', async ({ visit }) => {
  const { page, context } = await visit({ path });
  await plateau.start(page);
  const line = (): Promise<string> => plateau.lineOf(page);
  await plateau.eventually(line).toMatch(/^[2-7] of 9 points · .* left$/);
  await plateau.button(page, 'Pause').click();
  await plateau.untilLine(page, /paused$/);
  const done = Number(/^(\d)/.exec(await line())![1]);
  const { record: before } = await plateau.exportRun(page);
  await page.close();

  const back = await context.newPage();
  await back.goto(page.url().replace(/#.*/, '')); // a link sets up what it says
  await plateau.eventually(() => plateau.button(back, 'Resume').count()).toBe(1);
  expect((await cells(back)).filter(Boolean).length).toBeGreaterThanOrEqual(done);
  await plateau.button(back, 'Resume').click();
  await plateau.untilFinished(back);
  expect((await cells(back)).every((text) => /^\d\.\d\d$/.test(text))).toBe(true);
  const { record } = await plateau.exportRun(back);
  expect(record.sweep!.axes).toEqual([{ width: [8, 12, 16] }, { steps: [6, 12, 24] }]);
  const ended = before.arms.flatMap((arm, a) => (arm.runs.every(({ status }) => status === 'finished') ? [a] : []));
  expect(ended).toHaveLength(done);
  // What was done is as it was, to the second: it was not trained again.
  const told = ({ arms }: ExperimentRecord, arm: number) =>
    arms[arm]!.runs.map(({ train, validation, final, seconds }) => ({ train, validation, final, seconds }));
  for (const arm of ended) expect(told(record, arm)).toEqual(told(before, arm));
  expect(record.arms.every(({ runs }) => runs.every(({ status }) => status === 'finished'))).toBe(true);

  // Of the whole a file with what was not done then, the rest as if another machine had it: joined to the part, it is whole again.
  const other = structuredClone(record);
  for (const arm of ended) for (const run of other.arms[arm]!.runs) run.status = 'stopped';
  for (const { device } of other.trainings) Object.assign(device, { adapter: 'other machine' });
  const visitor = (await visit({ path: plateau.testSize })).page;
  await plateau.untilReady(visitor);
  await plateau.importFiles(visitor, plateau.jsonFile(JSON.stringify({ ...other, id: 'theirs', status: 'stopped' })));
  await plateau.eventually(() => plateau.entries(visitor).count()).toBe(1);
  await plateau.importFiles(visitor, plateau.jsonFile(JSON.stringify(before)));
  const said = `${18 - 2 * done} runs were here (other machine), ${2 * done} came from the file (google swiftshader).`;
  await plateau.eventually(() => plateau.textOf(visitor.locator('run-table [role=status]').first())).toContain(`Merged: ${said}`);
  await plateau.untilFinished(visitor);
  expect(await plateau.entries(visitor).count()).toBe(2); // what was here stays as it was
  const { record: merged } = await plateau.exportRun(visitor);
  expect(merged.arms.map(({ runs }) => runs.map(({ final }) => final))).toEqual(
    record.arms.map(({ runs }) => runs.map(({ final }) => final)),
  );

  const law = back.locator('law-panel');
  await plateau.eventually(() => law.count()).toBe(1);
  await plateau.eventually(() => plateau.textOf(law)).toMatch(/The law behind these points|told/);
  await plateau.expectAccessible(back);
  await back.setViewportSize({ width: 390, height: 844 });
  await plateau.expectNoSidewaysScrolling(back);
});

test('a sweep is set up by its axes, and one that cannot be is refused in words', async ({ visit }) => {
  const { page } = await visit({ path });
  await plateau.untilReady(page);
  await plateau.untilLine(page, /^9 points × 2 seeds · up to 24 steps/);
  const widths = page.locator('sweep-grid').getByLabel('Width');
  await widths.fill('8, 10');
  await widths.press('Enter');
  await plateau.eventually(() => plateau.textOf(page.locator('run-controls'))).toContain('multiple of 4 × heads');
  await widths.fill('8 16 24 32');
  await widths.press('Enter');
  await plateau.untilLine(page, /^12 points × 2 seeds/);
  await widths.fill('many');
  await widths.press('Enter');
  await plateau.eventually(() => plateau.textOf(page.locator('sweep-grid .wrong'))).toMatch(/^Width must be a whole number/);
  await plateau.untilLine(page, /^12 points/);
});
