// A kernel with its buffers and its grid: what a training step is a list of.

import type { Kernel } from './kernel.ts';

export interface Launch {
  readonly kernel: Kernel;
  readonly group: GPUBindGroup;
  /** Workgroups; the last are replicas. */
  readonly grid: readonly [number, number, number];
  /** Launches of one key do equal work, on other buffers. */
  readonly key: string;
}

export function encode(pass: GPUComputePassEncoder, { kernel, group, grid }: Launch): void {
  pass.setPipeline(kernel.pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(...grid);
}

export interface Submission {
  /** Writes launches, of which the first has this index, into passes; without it, all into one, between which nothing is lost. */
  readonly write?: (encoder: GPUCommandEncoder, launches: readonly Launch[], first: number) => void;
  /** Adds to the last command buffer. */
  readonly after?: ((encoder: GPUCommandEncoder) => void) | undefined;
}

/** Submits launches in so many command buffers: between two of them the screen gets its turn. */
export function submitInPieces(
  device: GPUDevice,
  launches: readonly Launch[],
  pieces: number,
  { write = inOnePass, after }: Submission = {},
): void {
  const length = Math.ceil(launches.length / pieces);
  for (let start = 0; start < launches.length; start += length) {
    const encoder = device.createCommandEncoder();
    write(encoder, launches.slice(start, start + length), start);
    if (start + length >= launches.length) after?.(encoder);
    device.queue.submit([encoder.finish()]);
  }
}

export function inOnePass(encoder: GPUCommandEncoder, launches: readonly Launch[]): void {
  const pass = encoder.beginComputePass();
  for (const launch of launches) encode(pass, launch);
  pass.end();
}
