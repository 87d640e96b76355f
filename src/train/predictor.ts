// What a model expects after each token of some rows: a small plan that shares its weights.

import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Tensor } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import type { Weights } from '#src/graph/weights.ts';
import { predictingGraph } from '#src/model/model.ts';

/** Rows that one run reads, of each replica. */
const rowsAtOnce = 64;

export class Predictor {
  private readonly device: GPUDevice;
  private readonly plan: Plan;
  private readonly shares: Tensor;
  private readonly context: number;
  private readonly vocab: number;

  private constructor(device: GPUDevice, plan: Plan, shares: Tensor, { context, vocab }: ModelConfig) {
    this.device = device;
    this.plan = plan;
    this.shares = shares;
    this.context = context;
    this.vocab = vocab;
  }

  static async compile(kernels: Kernels, c: ModelConfig, weights: Weights): Promise<Predictor> {
    const { graph, shares } = predictingGraph(c, rowsAtOnce, kernels.tuning);
    return new Predictor(kernels.device, await Plan.compile(kernels, graph, weights), shares, c);
  }

  /** `rows`: by replica, as many for each, at most `context` tokens. By replica, by row: [tokens, vocab]. */
  async read(rows: readonly (readonly ArrayLike<number>[])[]): Promise<Float32Array[][]> {
    const { plan, context, vocab } = this;
    const { replicas, inputs } = plan;
    const tokens = inputs['tokens']!;
    const found: Float32Array[][] = rows.map(() => []);
    for (let first = 0; first < rows[0]!.length; first += rowsAtOnce) {
      tokens.fill(0);
      for (let r = 0; r < replicas; r++)
        rows[r]!.slice(first, first + rowsAtOnce).forEach((row, i) => tokens.set(row, (r * rowsAtOnce + i) * context));
      plan.upload();
      plan.run();
      const { buffer, offset } = plan.binding(this.shares);
      const all = new Float32Array(await readBuffer(this.device, buffer, offset, 4 * replicas * rowsAtOnce * context * vocab));
      for (let r = 0; r < replicas; r++)
        rows[r]!.slice(first, first + rowsAtOnce).forEach((row, i) => {
          const start = (r * rowsAtOnce + i) * context * vocab;
          found[r]!.push(all.slice(start, start + row.length * vocab));
        });
    }
    return found;
  }

  get bytes(): number {
    return this.plan.bytes;
  }

  destroy(): void {
    this.plan.destroy();
  }
}
