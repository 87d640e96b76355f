// Opening the page: what its address asks for comes first, then what suits the machine.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lessons } from '#src/lessons/lessons.ts';
import { connect } from '#src/store/connect.ts';
import { problem } from '#src/store/kept/history.ts';
import { device } from '#src/store/machine.ts';
import { chooseExperiment, draft, restoreLesson, setOption, setSeeds, setSize } from '#src/store/setup/draft.ts';
import * as session from '#src/store/shown/session.ts';
import { fakeExperiments, type FakeExperiments } from './fake-experiments.ts';
import { filledRecord } from './fake-record.ts';
import { fakeSetups, type FakeSetups } from './fake-setups.ts';
import { fakeWorker, goodDevice, type FakeWorker } from './fake-worker.ts';

let worker: FakeWorker;
let disk: FakeExperiments;
let setups: FakeSetups;
let disconnect: () => void = () => {};

beforeEach(async () => {
  worker = fakeWorker(0);
  vi.spyOn(worker, 'device');
  vi.spyOn(worker, 'warm');
  await session.reset();
  disk = fakeExperiments();
  setups = fakeSetups();
  chooseExperiment('shortcuts');
  restoreLesson();
  setSize('nano');
});
afterEach(() => disconnect());

const opened = async (query: string): Promise<void> => {
  disconnect = await connect({ worker, experiments: disk, setups }, query);
};
/** The kernels that the worker was asked for, call by call. */
const kernels = (): unknown[] => vi.mocked(worker.device).mock.calls.map(([named]) => named);

it('takes the size that suits the machine', async () => {
  await opened('');
  expect(device.get()).toBe(goodDevice);
  expect(draft.get().size).toBe('standard');
  expect(kernels()).toEqual([undefined, undefined]);
  expect(worker.warm).toHaveBeenLastCalledWith(draft.get().arms.map((arm) => arm.config));
});

it('takes the size and the kernels of the address instead', async () => {
  await opened('?size=test&kernels=tile32,block8');
  expect(draft.get().size).toBe('test');
  expect(kernels()).toEqual(['tile32,block8', 'tile32,block8']);
  expect(worker.warm).toHaveBeenLastCalledWith(draft.get().arms.map((arm) => arm.config));
});

it('does not let a size that there is none of keep the machine from choosing', async () => {
  await opened('?size=huge');
  expect(draft.get().size).toBe('standard');
});

describe('what was set up', () => {
  /** Closes the page and opens it again, with what is on the disk. */
  async function reloaded(query = ''): Promise<void> {
    await vi.waitFor(() => expect(setups.kept.has(draft.get().id)).toBe(true));
    disconnect();
    const { id } = draft.get();
    draft.set({ ...draft.get(), id: 'parameters', arms: [], seeds: 1 }); // as another page would begin
    await session.reset();
    await opened(query);
    expect(draft.get().id).toBe(id);
  }

  it('is there after a reload, at its size', async () => {
    await opened('');
    chooseExperiment('data');
    setSize('nano');
    setOption(1, 'depth', 3);
    setSeeds(5);
    const left = draft.get();
    await reloaded();
    expect(draft.get()).toEqual(left);
  });

  it('takes the size of the address, but keeps what was changed', async () => {
    await opened('');
    setOption(1, 'depth', 3);
    await reloaded('?size=test');
    expect(draft.get()).toMatchObject({ size: 'test' });
    expect(draft.get().arms[1]!.config).toMatchObject({ depth: 3, steps: 30 });
  });

  const trained = { ...filledRecord(lessons[0]!.spec('nano')), updatedAt: '2026-01-01T00:00:00.000Z' };

  it('stands beside what was trained before it', async () => {
    disk.kept.set(trained.id, trained);
    await opened('');
    setOption(1, 'depth', 3);
    await reloaded();
    expect(session.record.get()?.id).toBe(trained.id);
    expect(draft.get().arms[1]!.config.depth).toBe(3);
  });

  it('of another lesson leaves the chart as empty as it was', async () => {
    disk.kept.set(trained.id, trained);
    await opened('');
    await session.switchTo('data');
    setOption(1, 'depth', 3);
    await reloaded();
    expect(session.record.get()).toBeUndefined();
    expect(draft.get().arms[1]!.config.depth).toBe(3);
  });

  it('gives way to what was trained after it, until its lesson is chosen', async () => {
    await opened('');
    await session.switchTo('data');
    setOption(1, 'depth', 3);
    await vi.waitFor(() => expect(setups.kept.size).toBe(1));
    disk.kept.set(trained.id, { ...trained, updatedAt: '2100-01-01T00:00:00.000Z' });
    disconnect();
    await opened('');
    expect(draft.get().id).toBe('shortcuts');
    await session.switchTo('data');
    expect(draft.get().arms[1]!.config.depth).toBe(3);
  });

  it('lives as long as the page where nothing can be stored, and nobody is told', async () => {
    const refuse = (): Promise<never> => Promise.reject(new Error('The disk is full.'));
    setups = { ...setups, listSetups: refuse, saveSetup: refuse, deleteSetup: refuse };
    await opened('');
    setOption(1, 'depth', 3);
    await session.switchTo('data');
    await session.switchTo('shortcuts');
    expect(draft.get().arms[1]!.config.depth).toBe(3);
    expect(problem.get()).toBe('');
  });

  it('of a lesson that is no longer there is left alone', async () => {
    setups.kept.set('gone', { id: 'gone', savedAt: '2100-01-01T00:00:00.000Z', size: 'nano' });
    await opened('');
    expect(draft.get()).toMatchObject({ id: 'shortcuts', size: 'standard' });
  });
});
