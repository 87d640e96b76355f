// How fast this GPU is, from one matrix product of the recipe's shape: it chooses the size of the experiments.

import type { Kernels } from '#src/gpu/kernel.ts';
import { Graph } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { matmul } from '#src/ops/matmul.ts';

const [rows, inner, outer, replicas] = [1024, 128, 512, 2];
const floatingPoint = 2 * rows * inner * outer * replicas;
const longest = 200; // milliseconds of measuring, about

/** GFLOP/s of a matrix product, best of a few. */
export async function measureSpeed(kernels: Kernels): Promise<number> {
  const { device } = kernels;
  const g = new Graph();
  const x = g.parameter('x', [rows, inner], 'matrix', { values: [0.5] });
  matmul(g, x, g.parameter('w', [inner, outer], 'matrix', { values: [0.5] }));
  const weights = new Weights(device, g.parameters, replicas);
  const plan = await Plan.compile(kernels, g, weights);
  const run = async (times: number): Promise<number> => {
    const started = performance.now();
    for (let i = 0; i < times; i++) plan.run();
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - started) / times;
  };
  try {
    const first = await run(1); // compiles lazily on some drivers, so it only sets the scale
    const once = Math.min(first, await run(1));
    const times = Math.max(1, Math.min(64, Math.floor(longest / 3 / once)));
    const best = Math.min(once, await run(times), await run(times));
    return floatingPoint / best / 1e6;
  } finally {
    plan.destroy();
    weights.destroy();
  }
}

/** The largest size whose Shortcuts experiment takes about a minute at this speed. */
export function sizeFor(speed: number, software: boolean): 'nano' | 'standard' | 'large' {
  if (software || speed < 50) return 'nano';
  return speed < 1500 ? 'standard' : 'large';
}
