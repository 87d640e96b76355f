// Opening the page: what its address asks for comes first, then what suits the machine.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connect } from '#src/store/connect.ts';
import { device } from '#src/store/machine.ts';
import { chooseExperiment, chooseSize, draft } from '#src/store/setup/draft.ts';
import * as session from '#src/store/shown/session.ts';
import { fakeExperiments } from './fake-experiments.ts';
import { fakeWorker, goodDevice, type FakeWorker } from './fake-worker.ts';

let worker: FakeWorker;
let disconnect: () => void = () => {};

beforeEach(async () => {
  worker = fakeWorker(0);
  vi.spyOn(worker, 'device');
  vi.spyOn(worker, 'warm');
  await session.reset();
  chooseExperiment('shortcuts');
  chooseSize('nano');
});
afterEach(() => disconnect());

const opened = async (query: string): Promise<void> => {
  disconnect = await connect({ worker, experiments: fakeExperiments() }, query);
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
