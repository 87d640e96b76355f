// The environment of a worker without a worker: Dawn for the GPU, memory for the disk, and what a test wants to go wrong.

import { expect } from 'vitest';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { Training, type Environment } from '#workers/training.ts';
import { defaultFor } from '#src/tuning/defaults.ts';
import { gpuDevice } from '../gpu/device.ts';
import { heard } from '../session/listener.ts';
import { specOf, tiny } from '../tiny.ts';

// Finds out whether there is an adapter, and says so in the words that scripts/test.ts knows.
await gpuDevice();

/** A task, as the storage that a worker reads texts from is empty; half the steps, as most runs are waited for to their end. */
export const taskArm: ArmConfig = { ...tiny, source: 'modular', steps: 12 };
export const taskSpec = (...changes: Partial<ArmConfig>[]): ExperimentSpec =>
  specOf(2, ...changes.map((change) => ({ ...taskArm, ...change })));

type Request = (adapter: GPUAdapter, descriptor?: GPUDeviceDescriptor) => Promise<GPUDevice>;

/** The machine's own adapter, with another way to give a device, other limits, and under another name. */
export function adapterGpu(request: Request, limits: Readonly<Record<string, number>> = {}, info?: Partial<GPUAdapterInfo>): GPU {
  const requestAdapter = async (): Promise<GPUAdapter | null> => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    const fake = {
      info: info ?? adapter.info,
      features: adapter.features,
      limits: new Proxy(adapter.limits, { get: (of, name: string) => limits[name] ?? Reflect.get(of, name, of) }),
      requestDevice: (descriptor?: GPUDeviceDescriptor) => request(adapter, descriptor),
    };
    return fake as unknown as GPUAdapter;
  };
  return { requestAdapter } as unknown as GPU;
}

/** A GPU that remembers the devices it gave away. */
export function rememberingGpu(): { gpu: GPU; devices: readonly GPUDevice[] } {
  const devices: GPUDevice[] = [];
  const gpu = adapterGpu(async (adapter, descriptor) => {
    const device = await adapter.requestDevice(descriptor);
    devices.push(device);
    return device;
  });
  return { gpu, devices };
}

/** One device for all tests that do not lose it: kernels are compiled once. */
let shared: Promise<GPUDevice> | undefined;
export const sharedGpu = adapterGpu((adapter, descriptor) => (shared ??= adapter.requestDevice(descriptor)));

const usual: Environment = {
  gpu: sharedGpu,
  secure: true,
  where: 'node',
  corpora: [],
  loadCorpus: () => Promise.reject(new Error('There are no corpora here.')),
  patience: 0,
  tune: (_, kind) => Promise.resolve(defaultFor(kind, false)),
  alone: async (_, work) => {
    await work();
    return true;
  },
};
export const trainingWith = (change: Partial<Environment> = {}): Training => new Training({ ...usual, ...change });

/** Trains to the end; the id of the run. */
export async function trained(training: Training, spec = taskSpec({})): Promise<string> {
  const listener = heard();
  await training.start(spec, listener);
  expect(listener.states.at(-1)).toEqual({ phase: 'finished' });
  return listener.records[0]!.id;
}
