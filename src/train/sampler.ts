// Texts from a model: a small plan that shares its weights and appends one token to each per run, all on the GPU.

import { longestAnswer } from '#src/experiment/limits.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Tensor } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import type { Weights } from '#src/graph/weights.ts';
import { samplingGraph } from '#src/model/model.ts';
import { noStop } from '#src/ops/sample.ts';

export interface SamplingOptions {
  readonly temperature: number; // 0 takes the likeliest token
  readonly topK: number; // 0: all
  readonly seed: number;
  readonly stop?: number; // a text ends before this token
  /** The tokens that may be written, by replica, by prompt; all if it does not say. */
  readonly allowed?: readonly (readonly (readonly number[])[])[];
}

/** What a sampler can write in one go. */
export interface SamplerSize {
  readonly rows: number; // texts at once, of each replica
  readonly length: number; // tokens of each, at most
}

/** For whoever reads what a model writes. */
export const oneText: SamplerSize = { rows: 1, length: longestAnswer };

/** For the next move of many games. */
export const oneToken: SamplerSize = { rows: 64, length: 1 };

/** For answers to many questions, or many to one. */
export const manyTexts: SamplerSize = { rows: 64, length: 64 };

const tokensInFlight = 8;

export class Sampler {
  private readonly device: GPUDevice;
  private readonly plan: Plan;
  private readonly text: Tensor;
  private readonly draw: GPUBuffer;
  private readonly context: number;
  readonly size: SamplerSize;

  private constructor(device: GPUDevice, plan: Plan, text: Tensor, draw: GPUBuffer, context: number, size: SamplerSize) {
    this.device = device;
    this.plan = plan;
    this.text = text;
    this.draw = draw;
    this.context = context;
    this.size = size;
  }

  static async compile(kernels: Kernels, c: ModelConfig, weights: Weights, size: SamplerSize): Promise<Sampler> {
    const { device } = kernels;
    const { graph, text } = samplingGraph(c, size, kernels.tuning);
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const draw = device.createBuffer({ label: 'draw', size: structOf(graph, 'draw').uniformSize, usage });
    return new Sampler(device, await Plan.compile(kernels, graph, weights, { draw }), text, draw, c.context, size);
  }

  /**
   * Continues every prompt by at most `length` tokens: by replica, then by prompt, as many of each. The context rolls: the model sees its last
   * tokens. What is drawn for a prompt depends on its place among them, and not on how many are written at once.
   */
  async generate(
    prompts: readonly (readonly (readonly number[])[])[],
    length: number,
    options: SamplingOptions,
  ): Promise<number[][][]> {
    const texts: number[][][] = Array.from({ length: this.plan.replicas }, () => []);
    for (let first = 0; first < prompts[0]!.length; first += this.size.rows) {
      const written = await this.write(prompts, first, Math.min(length, this.size.length), options);
      written.forEach((rows, r) => texts[r]!.push(...rows));
    }
    return texts;
  }

  /** Those from `first` on, as many as can be written at once. */
  private async write(
    prompts: readonly (readonly (readonly number[])[])[],
    first: number,
    length: number,
    { temperature, topK, seed, stop = noStop, allowed: only }: SamplingOptions,
  ): Promise<number[][][]> {
    const { plan, context } = this;
    const { replicas, inputs, graph } = plan;
    const { rows, length: longest } = this.size;
    const draw = structOf(graph, 'draw');
    const { tokens, counts, allowed } = inputs as Record<'tokens' | 'counts' | 'allowed', Uint32Array>;
    const these = prompts.map((of) => of.slice(first, first + rows));
    tokens.fill(0);
    counts.fill(1); // rows that nobody reads
    allowed.fill(only ? 0 : 0xffffffff);
    for (let r = 0; r < replicas; r++)
      these[r]!.forEach((prompt, row) => {
        const seen = prompt.slice(-context);
        tokens.set(seen, (r * rows + row) * context);
        counts[r * rows + row] = seen.length;
        const words = allowed.length / (replicas * rows);
        for (const token of only ? only[r]![first + row]! : [])
          allowed[(r * rows + row) * words + (token >>> 5)]! |= 1 << (token % 32);
      });
    plan.upload();
    for (let index = 0; index < length; index++) {
      const step = { index, seed, first, stride: prompts[0]!.length, stop, top_k: topK, temperature };
      this.device.queue.writeBuffer(this.draw, 0, draw.write(step));
      plan.run();
      if (index % tokensInFlight === tokensInFlight - 1) await this.device.queue.onSubmittedWorkDone();
    }
    const { buffer, offset } = plan.binding(this.text);
    const all = new Uint32Array(await readBuffer(this.device, buffer, offset, 4 * replicas * rows * longest));
    const textOf = (r: number, row: number): number[] => {
      const start = (r * rows + row) * longest;
      const text = [...all.subarray(start, start + length)];
      const end = text.indexOf(stop);
      return end < 0 ? text : text.slice(0, end);
    };
    return Array.from({ length: replicas }, (_, r) => these[r]!.map((_, row) => textOf(r, row)));
  }

  get bytes(): number {
    return this.plan.bytes;
  }

  destroy(): void {
    this.plan.destroy();
    this.draw.destroy();
  }
}
