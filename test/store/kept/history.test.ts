// The list of kept runs.

import { beforeEach, describe, expect, it } from 'vitest';
import { exportRecord } from '#src/experiment/files/export.ts';
import { connect } from '#src/store/connect.ts';
import * as history from '#src/store/kept/history.ts';
import * as session from '#src/store/shown/session.ts';
import { Refusal, message } from '#src/words/message.ts';
import { fakeExperiments, type FakeExperiments } from '../fake-experiments.ts';
import { filledRecord, pairSpec } from '../fake-record.ts';
import { fakeSetups } from '../fake-setups.ts';
import { fakeWorker } from '../fake-worker.ts';

let disk: FakeExperiments;
let disconnect: () => void;
const ids = (): string[] => history.experiments.get().map((run) => run.id);

beforeEach(async () => {
  disconnect?.();
  disk = fakeExperiments([0, 1, 2].map((i) => filledRecord(pairSpec(i), 1, `run-${i}`)));
  disconnect = await connect({ worker: fakeWorker(0), experiments: disk, setups: fakeSetups() });
});

it('renames, and the chart follows', async () => {
  await history.open('run-1');
  await history.rename('run-1', '  Wider  ');
  expect(disk.kept.get('run-1')!.title).toBe('Wider');
  expect(session.record.get()!.title).toBe('Wider');
  await history.rename('run-1', '   ');
  expect(disk.kept.get('run-1')!.title).toBe('Wider');
});

it('deletes with undo, and takes what it shows off the chart', async () => {
  await history.open('run-2');
  await history.remove(['run-2', 'run-0']);
  expect(ids()).toEqual(['run-1']);
  expect(session.record.get()).toBeUndefined();
  expect(history.deleted.get()).toMatchObject({ experiments: [{ id: 'run-2' }, { id: 'run-0' }], runs: 16 });
  await history.undoRemove();
  expect(ids().sort()).toEqual(['run-0', 'run-1', 'run-2']);
  expect(history.deleted.get()).toBeUndefined();
});

it('brings back what was deleted before one could not be', async () => {
  const deleteExperiment = disk.deleteExperiment;
  disk.deleteExperiment = (id) =>
    id === 'run-1' ? Promise.reject(new Refusal(message('said', { text: 'It is locked.' }))) : deleteExperiment(id);
  await history.remove(['run-2', 'run-1']);
  expect(history.problem.get()).toBe('It is locked.');
  expect(ids().sort()).toEqual(['run-0', 'run-1']);
  await history.undoRemove();
  expect(ids()).toHaveLength(3);
});

it('imports an exported run and shows it', async () => {
  const text = await history.exportFile({ ...disk.kept.get('run-0')!, id: 'elsewhere', title: 'From a friend' }, 'json');
  await history.importFiles([new File([text], 'run.json')]);
  expect(history.problem.get()).toBe('');
  expect(session.record.get()!.title).toBe('From a friend');
  expect(ids()).toContain('elsewhere');
});

it('refuses other files in a sentence and changes nothing', async () => {
  await history.importFiles([new File(['x'], 'picture.png')]);
  expect(history.problem.get()).toBe('Only .json and .safetensors files that this page exported can be imported.');
  await history.importFiles([new File(['x'], 'run.json')]);
  expect(history.problem.get()).toContain('not an experiment');
  expect(ids()).toHaveLength(3);
});

describe('files imported together', () => {
  const good = (id: string): File => new File([exportRecord({ ...disk.kept.get('run-0')!, id })], `${id}.json`);
  const bad = (name: string): File => new File(['x'], name);
  const why = 'This file is not an experiment exported by this page.';

  it.each([
    ['the bad one first', () => [bad('bad.json'), good('a')], ['a'], `bad.json: ${why}`],
    ['the bad one last', () => [good('a'), bad('bad.json')], ['a'], `bad.json: ${why}`],
    ['the bad one between', () => [good('a'), bad('bad.json'), good('b')], ['a', 'b'], `bad.json: ${why}`],
    [
      'a picture',
      () => [bad('a.png'), good('a')],
      ['a'],
      'a.png: Only .json and .safetensors files that this page exported can be imported.',
    ],
    [
      'two bad ones',
      () => [bad('1.json'), good('a'), bad('2.json')],
      ['a'],
      `1.json: ${why} 1 other file could not be imported either.`,
    ],
    ['a name that turns', () => [bad('\u202egnp.json'), good('a')], ['a'], `\u2068\u202egnp.json\u2069: ${why}`],
    ['a long name', () => [bad(`${'x'.repeat(200)}.json`), good('a')], ['a'], `${'x'.repeat(20)}…${'x'.repeat(14)}.json: ${why}`],
  ])('%s: all others are, and the sentence stays', async (_, files, imported, sentence) => {
    await history.importFiles(files());
    expect(history.problem.get()).toBe(sentence);
    expect(ids()).toEqual(expect.arrayContaining(imported));
    expect(session.record.get()!.id).toBe(imported.at(-1));
    await history.importFiles([good('later')]);
    expect(history.problem.get()).toBe('');
  });
});

describe('weights', () => {
  it('that are given up need not be waited for, and what is kept of them afterwards is deleted', async () => {
    disconnect();
    let keep = (): void => undefined;
    const importWeights = (): Promise<string> =>
      new Promise((resolve) => {
        keep = () => {
          disk.kept.set('weights', filledRecord(pairSpec(0), 1, 'weights'));
          resolve('weights');
        };
      });
    disconnect = await connect({ worker: { ...fakeWorker(0), importWeights }, experiments: disk, setups: fakeSetups() });
    const importing = history.importFiles([new File(['x'], 'w.safetensors'), new File(['y'], 'v.safetensors')]);
    expect(history.reading.get()).toEqual({ name: 'w.safetensors' });
    history.giveUpReading();
    await importing;
    expect(history.reading.get()).toBeUndefined();
    expect(history.problem.get()).toBe('');
    keep();
    await expect.poll(() => disk.kept.has('weights')).toBe(false);
    expect(ids()).not.toContain('weights');
  });
});
