// Linear layers with their gradients on a device, for measuring how fast they are.

import type { Kernels } from '#src/gpu/kernel.ts';
import { finished } from '#src/gpu/repetition.ts';
import { Graph, type Dispatch } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { matmul } from '#src/ops/matmul.ts';

export interface Layer {
  readonly rows: number;
  readonly inner: number;
  readonly outer: number;
  readonly normed: boolean;
}

/** Linear layers on a device, to be timed: forward, and backward in both orientations. */
export class Products {
  readonly dispatches: readonly Dispatch[];
  private readonly device: GPUDevice;
  private readonly plan: Plan;
  private readonly weights: Weights;

  private constructor(device: GPUDevice, plan: Plan, weights: Weights) {
    this.device = device;
    this.plan = plan;
    this.weights = weights;
    this.dispatches = plan.graph.dispatches;
  }

  static async compile(kernels: Kernels, layers: readonly Layer[], replicas: number, backward = true): Promise<Products> {
    const { device, tuning } = kernels;
    const g = new Graph(tuning);
    for (const [i, { rows, inner, outer, normed }] of layers.entries()) {
      const x = g.parameter(`x${i}`, [rows, inner], 'matrix', { values: [0.5] });
      const y = matmul(g, x, g.parameter(`w${i}`, [inner, outer], 'matrix', { values: [0.5] }), { normed });
      if (backward) g.seed(y);
    }
    if (backward) g.differentiate();
    const weights = new Weights(device, g, replicas);
    try {
      return new Products(device, await Plan.compile(kernels, g, weights), weights);
    } catch (error) {
      weights.destroy();
      throw error;
    }
  }

  /** Milliseconds of so many rounds of all of them, or of those at some places, in one pass. */
  async burst(times: number, places = this.dispatches.map((_, i) => i)): Promise<number> {
    const started = performance.now();
    this.plan.repeat(times, places);
    await finished(this.device);
    return performance.now() - started;
  }

  destroy(): void {
    this.plan.destroy();
    this.weights.destroy();
  }
}
