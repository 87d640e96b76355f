// Opening the page: what its address asks for comes first, then what suits the machine.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lessons } from '#src/lessons/lessons.ts';
import { connect } from '#src/store/connect.ts';
import { problem } from '#src/store/kept/history.ts';
import { linkNow } from '#src/store/links.ts';
import { device } from '#src/store/machine.ts';
import type { Services } from '#src/store/services.ts';
import { chooseExperiment, draft, removeArm, restoreLesson, setOption, setSeeds, setSize } from '#src/store/setup/draft.ts';
import { endReplayOfOthers, recording, replayLesson } from '#src/store/shown/replay.ts';
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
  device.set(undefined);
  disk = fakeExperiments();
  setups = fakeSetups();
  chooseExperiment('shortcuts');
  restoreLesson();
  setSize('nano');
});
afterEach(() => disconnect());

const opened = async (query: string, hash = '', more: Partial<Services> = {}): Promise<void> => {
  disconnect = await connect({ worker, experiments: disk, setups, ...more }, query, hash);
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

describe('beside a recording', () => {
  const recorded = filledRecord(lessons[0]!.spec('nano'), 1, 'recorded');
  const recordings = { recordings: () => Promise.resolve(recorded), isRecorded: (_: string, size: string) => size === 'nano' };

  it.each(['before', 'after'])('that comes %s the machine is known, its size and seeds stay', async (when) => {
    let come = (): void => {};
    const coming = new Promise<void>((resolve) => (come = resolve));
    vi.mocked(worker.device).mockImplementation(async () => {
      if (when === 'before') await vi.waitFor(() => expect(recording.get()?.recorded).toBe(recorded));
      return goodDevice;
    });
    if (when === 'before') come();
    await opened('', '', { ...recordings, recordings: () => coming.then(() => recorded) });
    come();
    await vi.waitFor(() => expect(recording.get()?.recorded).toBe(recorded));
    expect(draft.get()).toMatchObject({ size: 'nano', seeds: 3 });
  });

  it('what a link changes, of which there is none, is of the size that suits the machine', async () => {
    await opened('', '#lesson=shortcuts&all.depth=3', recordings);
    expect(draft.get()).toMatchObject({ size: 'standard' });
    expect(recording.get()).toBeUndefined();
  });

  it('ends where other arms are set up, and is there again after Reset', async () => {
    await opened('', '', recordings);
    await vi.waitFor(() => expect(recording.get()?.recorded).toBe(recorded));
    endReplayOfOthers();
    expect(recording.get()?.recorded, 'of these arms').toBe(recorded);
    removeArm(0);
    endReplayOfOthers();
    await vi.waitFor(() => expect(session.record.get()).toBeUndefined());
    expect(recording.get()).toBeUndefined();
    restoreLesson();
    await session.reset().then(replayLesson);
    expect(recording.get()?.recorded).toBe(recorded);
  });

  it('nothing of other arms is played', async () => {
    const other = filledRecord(lessons[1]!.spec('nano'), 1, 'other');
    expect(lessons[1]!.spec('standard').arms.map(({ name }) => name)).not.toEqual(other.arms.map(({ name }) => name));
    await opened('?size=standard', '#lesson=depth', { ...recordings, recordings: () => Promise.resolve(other) });
    await replayLesson();
    expect(recording.get()).toBeUndefined();
  });
});

describe('a link', () => {
  it('that names no size is of the one that suits the machine, with what it changes', async () => {
    const link = '#lesson=parameters&axes=width:8,16&all.steps=400&seeds=2';
    await opened('', link);
    expect(draft.get()).toMatchObject({ id: 'parameters', size: 'standard', seeds: 2, sweep: { axes: [{ width: [8, 16] }] } });
    expect(draft.get().arms.map(({ config }) => [config.width, config.steps])).toEqual([
      [8, 400],
      [16, 400],
    ]);
    expect(linkNow()).toContain('size=standard');
    expect(worker.warm).toHaveBeenLastCalledWith(draft.get().arms.map((arm) => arm.config));
  });

  it('that can be trained at a small size only is of that', async () => {
    await opened('', '#lesson=depth&all.steps=40');
    expect(draft.get()).toMatchObject({ id: 'depth', size: 'nano' });
    expect(draft.get().arms[0]!.config.steps).toBe(40);
  });

  it('that names one keeps it', async () => {
    await opened('', '#lesson=depth&size=nano');
    expect(draft.get()).toMatchObject({ id: 'depth', size: 'nano' });
  });

  it('gives way to the size of the address', async () => {
    await opened('?size=test', '#lesson=depth');
    expect(draft.get()).toMatchObject({ id: 'depth', size: 'test' });
  });

  it('is left as the visitor has changed it while the machine was looked at', async () => {
    vi.mocked(worker.device).mockImplementation(() => {
      if (draft.get().id === 'depth') setOption(0, 'width', 20);
      return Promise.resolve(goodDevice);
    });
    await opened('', '#lesson=depth');
    expect(draft.get()).toMatchObject({ id: 'depth', size: 'nano' });
    expect(draft.get().arms[0]!.config.width).toBe(20);
  });
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
