// WebGPU in Node: Dawn through the webgpu package, real GPU or software (scripts/driver.ts chooses before this loads).

import { create, globals } from 'webgpu';
import { isSoftware } from './driver.ts';

// Module-level on purpose: Dawn aborts the process when this object is collected while a device lives.
// The GPU's clock as it is: a bench times kernels of a few microseconds, and no other page is to be kept from reading along.
const gpu = create(['enable-dawn-features=allow_unsafe_apis', 'disable-dawn-features=timestamp_quantization']);

Object.assign(globalThis, globals);

export const dawn = (): GPU => gpu;

// While a device lives, Dawn asks at every turn of the event loop whether the GPU has ended something, which takes a whole core
// (dawn-gpu/node-webgpu issue 17). Where the cores are the GPU, it gets to ask once a millisecond. What Dawn hands over to be called
// is a native function; everybody else's is not, and is called at once.
if (isSoftware()) {
  const atOnce = globalThis.setImmediate;
  const later = globalThis.setTimeout; // kept: tests replace it
  const isDawns = (work: unknown): boolean => String(work).includes('[native code]');
  const soon = (work: (...rest: unknown[]) => void, ...rest: unknown[]): unknown =>
    isDawns(work) ? later(work, 1, ...rest) : atOnce(work, ...rest);
  globalThis.setImmediate = Object.assign(soon, atOnce); // with what util.promisify looks for
}
