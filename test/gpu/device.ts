// The GPU of the node tests: Dawn through the webgpu package, with default limits, so that what passes here passes anywhere.
import { dawn } from '../../scripts/dawn.ts';
import { watch } from './watched.ts';

const gpu = dawn();

// Node 20 has no navigator; later ones have one without gpu.
if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });

/** scripts/test.ts recognises this text: a machine without any adapter has not failed our tests, it has not run them. */
export const NO_ADAPTER = 'not run: no WebGPU adapter on this machine';

let shared: Promise<GPUDevice> | undefined;
let featured: Promise<GPUDevice> | undefined;

/** The one device of this worker process: no optional features, default limits. */
export function gpuDevice(): Promise<GPUDevice> {
  return (shared ??= requestDevice([]));
}

/** A device with the optional features that some kernels use, as far as the adapter has them. */
export function featuredDevice(): Promise<GPUDevice> {
  return (featured ??= requestDevice(['subgroups', 'timestamp-query']));
}

async function requestDevice(wanted: readonly GPUFeatureName[]): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error(NO_ADAPTER);
  const requiredFeatures = wanted.filter((feature) => adapter.features.has(feature));
  const device = await adapter.requestDevice({ label: 'tests', requiredFeatures });
  watch(device);
  return device;
}

const SCOPES = ['validation', 'out-of-memory', 'internal'] as const;

/** Runs `work` and throws the first GPU error it caused, at the call that caused it rather than somewhere later. */
export async function withErrorScopes<T>(work: (device: GPUDevice) => T | Promise<T>): Promise<T> {
  const device = await gpuDevice();
  for (const scope of SCOPES) device.pushErrorScope(scope);
  // Scopes are popped whether the work throws or not: they belong to the shared device.
  const outcome = await Promise.resolve(device)
    .then(work)
    .then(
      (value) => ({ value }),
      (thrown: unknown) => ({ thrown }),
    );
  const errors = await Promise.all(SCOPES.map(() => device.popErrorScope()));
  const error = errors.find((each) => each !== null);
  if (error) throw new Error(`${error.constructor.name}: ${error.message}`);
  if ('thrown' in outcome) throw outcome.thrown;
  return outcome.value;
}
