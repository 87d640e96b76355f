// What was set up is stored by lesson; what cannot be used is as if it were not there.

import { beforeEach, expect, it } from 'vitest';
import { baseArm } from '#src/experiment/settings.ts';
import { deleteSetup, listSetups, saveSetup, type KeptSetup } from '#src/storage/setups.ts';
import { memoryStorage, setStorage, type Storage } from '#src/storage/storage.ts';

let storage: Storage;
beforeEach(() => {
  storage = memoryStorage();
  setStorage(storage);
});

const arms = [
  { name: 'base', config: baseArm },
  { name: '', config: { ...baseArm, width: 37, steps: 5_000_000 } },
];
const setup: KeptSetup = {
  id: 'shortcuts',
  savedAt: '2026-11-26T10:00:00.000Z',
  size: 'nano',
  own: { question: 'Why?', seeds: 40, firstSeeds: [3, 1], arms, baseline: 1 },
};

it('comes back as it was, out of range or not, until it is deleted', async () => {
  const bare: KeptSetup = { id: 'data', savedAt: setup.savedAt, size: 'large' };
  await saveSetup(setup);
  await saveSetup(bare);
  expect(await listSetups()).toEqual([setup, bare]);
  await saveSetup({ ...bare, size: 'nano' });
  await deleteSetup('shortcuts');
  expect(await listSetups()).toEqual([{ ...bare, size: 'nano' }]);
});

const own = (change: object): unknown => ({ ...setup, own: { ...setup.own, ...change } });
const configured = (change: object): unknown => own({ arms: [{ name: 'base', config: { ...baseArm, ...change } }], baseline: 0 });
const { depth: _, ...withoutDepth } = baseArm;

it.each([
  ['nothing', undefined],
  ['a word', 'setup'],
  ['another thing', { version: 3, arms: [] }],
  ['no time', { ...setup, savedAt: 'yesterday' }],
  ['no arms', own({ arms: [], baseline: 0 })],
  ['a baseline that is no arm', own({ baseline: 2 })],
  ['seeds that are no number', own({ seeds: NaN })],
  ['half a number', configured({ steps: NaN })],
  ['a setting that is a word', configured({ depth: '8' })],
  ['a setting that there is no more', configured({ gain: true })],
  ['a choice that there is no more', configured({ activation: 'relu' })],
  ['a setting that is missing', own({ arms: [{ name: 'base', config: withoutDepth }], baseline: 0 })],
])('%s is ignored', async (_, value) => {
  await storage.set('setup:shortcuts', value);
  expect(await listSetups()).toEqual([]);
});
