// Text from a model: a small plan that shares its weights and appends one token per run, all on the GPU.

import { longestAnswer } from '#src/experiment/limits.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Tensor } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import type { Weights } from '#src/graph/weights.ts';
import { samplingGraph } from '#src/model/model.ts';

export interface SamplingOptions {
  readonly temperature: number; // 0 takes the likeliest token
  readonly topK: number; // 0: all
  readonly seed: number;
}

const tokensInFlight = 8;

export class Sampler {
  private readonly device: GPUDevice;
  private readonly plan: Plan;
  private readonly text: Tensor;
  private readonly draw: GPUBuffer;
  private readonly context: number;

  private constructor(device: GPUDevice, plan: Plan, text: Tensor, draw: GPUBuffer, context: number) {
    this.device = device;
    this.plan = plan;
    this.text = text;
    this.draw = draw;
    this.context = context;
  }

  static async compile(kernels: Kernels, c: ModelConfig, weights: Weights): Promise<Sampler> {
    const { device } = kernels;
    const { graph, text } = samplingGraph(c, longestAnswer, kernels.tuning);
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const draw = device.createBuffer({ label: 'draw', size: structOf(graph, 'draw').uniformSize, usage });
    return new Sampler(device, await Plan.compile(kernels, graph, weights, { draw }), text, draw, c.context);
  }

  /** Continues the prompt by `length` tokens, once per replica. The context rolls: the model sees its last tokens. */
  async generate(prompt: readonly number[], length: number, { temperature, topK, seed }: SamplingOptions): Promise<number[][]> {
    const { replicas, inputs, graph } = this.plan;
    const draw = structOf(graph, 'draw');
    const seen = prompt.slice(-this.context);
    const count = Math.min(length, longestAnswer);
    inputs['tokens']!.fill(0);
    for (let r = 0; r < replicas; r++) inputs['tokens']!.set(seen, r * this.context);
    this.plan.upload();
    for (let index = 0; index < count; index++) {
      const position = Math.min(seen.length - 1 + index, this.context - 1);
      this.device.queue.writeBuffer(this.draw, 0, draw.write({ position, index, seed, top_k: topK, temperature }));
      this.plan.run();
      if (index % tokensInFlight === tokensInFlight - 1) await this.device.queue.onSubmittedWorkDone();
    }
    const { buffer, offset } = this.plan.binding(this.text);
    const text = new Uint32Array(await readBuffer(this.device, buffer, offset, 4 * replicas * longestAnswer));
    return Array.from({ length: replicas }, (_, r) => [...text.subarray(r * longestAnswer, r * longestAnswer + count)]);
  }

  get bytes(): number {
    return this.plan.bytes;
  }

  destroy(): void {
    this.plan.destroy();
    this.draw.destroy();
  }
}
