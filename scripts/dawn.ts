// WebGPU in Node: Dawn through the webgpu package, real GPU or software (scripts/driver.ts chooses before this loads).

import { create, globals } from 'webgpu';

// Module-level on purpose: Dawn aborts the process when this object is collected while a device lives.
const gpu = create([]);

Object.assign(globalThis, globals);

export const dawn = (): GPU => gpu;
