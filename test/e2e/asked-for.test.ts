// What few ask for comes when they do: tasks, and text that is filtered, or changed as it is read; and a run that may stop early tells how it ended.

import { expect } from 'vitest';
import { test } from './browser.ts';
import * as plateau from './plateau.ts';

test('a link sets up a task beside a text that is changed, and both are trained', async ({ visit }) => {
  const changes =
    'a.source=sort&a.context=32&b.shuffled=0.5&b.uniqueText=20000&b.filterKeep=0.5&b.characterDropout=0.1&b.stopAfter=2';
  const { page } = await visit({ path: `${plateau.testSize}#lesson=shortcuts&size=test&arms=cc&seeds=1&${changes}` });
  await plateau.untilReady(page);
  await plateau.train(page);
  const { record } = await plateau.exportRun(page);
  expect(record.arms.map(({ runs }) => runs[0]!.status)).toEqual(['finished', 'finished']);
  const [sorted, changed] = record.arms;
  expect(sorted!.data?.name ?? record.data.name).toBe('Sort');
  expect(changed!.config).toMatchObject({ shuffled: 0.5, filterKeep: 0.5, characterDropout: 0.1, stopAfter: 2 });
  const { blocks, keptBlocks, clean, keptClean } = changed!.filter!;
  expect([keptBlocks, clean]).toEqual([Math.round(blocks / 2), blocks - Math.round(blocks / 2)]);
  expect(keptClean / keptBlocks, 'better than chance').toBeGreaterThan(0.6);
  expect(changed!.runs[0]!.deciding!.length).toBe(changed!.runs[0]!.validation.length);
});
