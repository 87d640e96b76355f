// Learning rates that are tried on this device: used, told, kept in the record, and in the link.
import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

const axes = 'axes=width:8,12/steps:6,12';
const small = 'all.depth=1&all.context=8&all.batch=2&all.warmup=2&all.source=markov&all.heads=1&all.learningRate=0.01';

test('a sweep over widths trains each at the best rate that was tried here', async ({ visit }) => {
  const { page } = await visit({ path: `${plateau.testSize}#lesson=own&size=test&${axes}&${small}&seeds=1` });
  await plateau.untilReady(page);
  const tuning = page.locator('rate-tuning');
  const told = (): Promise<string> => plateau.textOf(tuning);
  await plateau.eventually(told).toMatch(/Matrices train at 0\.08 at width 8 and 0\.0533 at width 12, as given at 64/);
  await tuning.getByRole('button', { name: 'tune on this device (20 short runs)' }).click();
  await plateau
    .eventually(told)
    .toMatch(/width 8: learning rate [\d.]+, best of 5 tried.*width 12: learning rate [\d.]+, best of 5 tried/s);
  await plateau.expectAccessible(page);
  await plateau.start(page);
  await plateau.untilFinished(page);
  const { record } = await plateau.exportRun(page);
  expect(record.sweep!.axes).toEqual([{ width: [8, 12] }, { steps: [6, 12] }]);
  for (const { config, tuned } of record.arms) {
    const losses = tuned!.tried.map(([, loss]) => loss!);
    expect([tuned!.given, tuned!.steps, losses.length]).toEqual([0.01, 12, 5]);
    expect(config.learningRate).toBe(tuned!.tried[losses.indexOf(Math.min(...losses))]![0]);
  }
});
