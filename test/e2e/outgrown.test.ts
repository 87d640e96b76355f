// A run that PyTorch has trained (pytorch/) is one like any other: imported, its device named, compared, and asked to write.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { file, folder, plateau as torch } from '../torch/python.ts';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

const config = {
  source: 'markov',
  depth: 1,
  width: 16,
  heads: 1,
  context: 16,
  batch: 8,
  steps: 30,
  warmup: 3,
  learningRate: 1e-2,
};

test('what PyTorch trained is imported, shown with its device, and writes text', async ({ visit }) => {
  const [record, weights] = [join(folder, 'record.json'), join(folder, 'out.safetensors')];
  const arms = [
    { name: 'plain', config: { ...config, residual: false } },
    { name: 'with residual', config },
  ];
  const spec = file('spec.json', { title: 'Outgrown', seeds: [0, 1, 2], arms });
  const done = torch(['train', spec, '--out', record, '--weights', weights]);
  expect(done.status, done.stderr).toBe(0);

  const { page } = await visit({ path: plateau.testSize });
  await plateau.untilReady(page);
  await plateau.importFiles(page, plateau.jsonFile(readFileSync(record, 'utf8')));
  await plateau.untilFinished(page);
  expect(await plateau.tableOf(page)).toHaveLength(2);
  // Three seeds of each arm on one device are paired.
  expect(await page.locator('verdict-panel tbody tr').count()).toBe(1);
  expect(await plateau.textOf(page.locator('difference-chart'))).not.toContain('no paired difference');
  const row = page.locator('run-grid').getByText('with residual').first();
  await row.click();
  await plateau.eventually(() => plateau.textOf(page.locator('run-detail'))).toMatch(/device ?PyTorch, CPU/);

  const buffer = readFileSync(weights);
  await plateau.importFiles(page, { name: 'out.safetensors', mimeType: 'application/octet-stream', buffer });
  await plateau.eventually(() => plateau.entries(page).count()).toBe(2);
  await plateau.eventually(() => plateau.tableOf(page)).toHaveLength(1);
  await page.getByRole('button', { name: 'Load these models' }).click();
  await page.getByLabel('Prompt').fill('abc');
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  const texts = page.locator('sample-view [role=region]');
  await plateau.eventually(async () => (await texts.allInnerTexts()).filter((text) => /^abc[a-l]+/.test(text))).toHaveLength(1);
});
