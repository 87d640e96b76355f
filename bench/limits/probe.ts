// Rates an adapter at one kind of work: more of it until a run is long enough to time, then the best of several runs.

import type { Kernel } from '../../src/gpu/kernel.ts';
import { finished } from '../clock.ts';

export interface Probe {
  /** Submits so much work and returns its size in units; the adapter is rated in units per second. */
  readonly submit: (amount: number) => number;
  readonly most: number; // amount
  readonly buffers: readonly GPUBuffer[];
}

/** Long enough that the submission and the clock do not count, short enough for a driver that ends long work. */
const shortestRun = 20; // milliseconds
const fewestRuns = 3;

/** Units per second, best of the runs that fit in `seconds`: noise only ever takes away. */
export async function rate(device: GPUDevice, { submit, most, buffers }: Probe, seconds: number): Promise<number> {
  const run = async (amount: number): Promise<{ units: number; took: number }> => {
    const started = performance.now();
    const units = submit(amount);
    await finished(device);
    return { units, took: performance.now() - started };
  };
  const end = performance.now() + 1000 * seconds;
  let best = 0;
  try {
    await run(1); // some drivers compile at the first use
    for (let runs = 0, amount = 1; runs < fewestRuns || performance.now() < end;) {
      const { units, took } = await run(amount);
      if (took < shortestRun && amount < most) {
        amount = Math.min(most, 2 * amount);
      } else {
        best = Math.max(best, (1000 * units) / took);
        runs++;
      }
    }
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }
  return best;
}

export function storageBuffer(device: GPUDevice, label: string, size: number): GPUBuffer {
  return device.createBuffer({ label, size, usage: GPUBufferUsage.STORAGE });
}

export function uniformBuffer(device: GPUDevice, label: string): GPUBuffer {
  return device.createBuffer({ label, size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
}

/** Buffers by WGSL name. */
export function bind(device: GPUDevice, kernel: Kernel, buffers: Readonly<Record<string, GPUBuffer>>): GPUBindGroup {
  const entries = kernel.bindings.map(({ name, binding }) => ({ binding, resource: { buffer: buffers[name]! } }));
  return device.createBindGroup({ layout: kernel.layout, entries });
}

/** One compute pass, one submit. */
export function submitPass(device: GPUDevice, fill: (pass: GPUComputePassEncoder) => void): void {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  fill(pass);
  pass.end();
  device.queue.submit([encoder.finish()]);
}
