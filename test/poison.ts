// Poison for what kernels write: a NaN that shows who reads what was not written, and guards what was not to be written.

import { expect } from 'vitest';
import { readBuffer } from '#src/gpu/readback.ts';
import { size, type Tensor } from '#src/graph/graph.ts';
import type { Plan } from '#src/graph/plan.ts';
import type { Weights } from '#src/graph/weights.ts';

const poison = 0x7fc0dead; // a NaN that no kernel produces

interface Compiled {
  readonly plan: Plan;
  readonly weights: Weights;
}

/** Returns the buffers that are full of poison now. */
export function poisonOutputs(device: GPUDevice, { plan, weights }: Compiled): Set<GPUBuffer> {
  const poisoned = new Set(outputsOf(plan).map((t) => plan.binding(t).buffer));
  for (const t of plan.graph.constants) poisoned.delete(plan.binding(t).buffer);
  poisoned.add(weights.gradients);
  for (const buffer of poisoned) device.queue.writeBuffer(buffer, 0, new Uint32Array(buffer.size / 4).fill(poison));
  return poisoned;
}

/** Nothing was written between slices or behind the end of a tensor. */
export async function checkGuards(
  device: GPUDevice,
  { plan, weights }: Compiled,
  replicas: number,
  poisoned: ReadonlySet<GPUBuffer>,
): Promise<void> {
  const used = new Map<GPUBuffer, Set<number>>();
  const mark = (buffer: GPUBuffer, offset: number, words: number): void => {
    const set = used.get(buffer) ?? new Set();
    used.set(buffer, set);
    for (let i = 0; i < words; i++) set.add(offset / 4 + i);
  };
  for (const { name } of weights.list) {
    const { offset, bytes } = weights.gradientSlice(name);
    mark(weights.gradients, offset, bytes / 4);
  }
  for (const t of outputsOf(plan)) {
    if (plan.graph.stacks.has(t)) continue;
    const { buffer, offset } = plan.binding(t);
    mark(buffer, offset, replicas * size(t.shape));
  }
  for (const buffer of poisoned) {
    const words = new Uint32Array(await readBuffer(device, buffer));
    const outside = words.findIndex((word, i) => word !== poison && !used.get(buffer)?.has(i));
    expect(outside, `a word outside ${buffer.label} was written`).toBe(-1);
  }
}

/** All that kernels write: whole tensors, also where they write to columns of one. */
function outputsOf({ graph }: Plan): Tensor[] {
  const whole = graph.dispatches.flatMap((d) => Object.values(d.bind)).map((t) => t.view?.of ?? t);
  return whole.filter(({ role }) => role === 'value' || role === 'gradient');
}
