// Reads what the replicas of a cohort have learned for their shortcuts: a few numbers, copied from where they lie. Their gradients
// and all else that is inside cost a pass of their own: src/train/inspector.ts.

import type { InsideFrame } from '#src/experiment/inside.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { Readback } from '#src/gpu/readback.ts';
import { size } from '#src/graph/graph.ts';
import type { Weights } from '#src/graph/weights.ts';
import { spansOf, type Span } from '#src/model/spans.ts';

export type InsideValue = InsideFrame['values'][number];

/** A learned weight, or the mean of its channels, as it is captured. */
export const weightValue = ({ weight, layer }: Required<Span>, value: number): InsideValue => ({
  kind: 'weight',
  ...weight,
  layer,
  value,
});

export const isLearned = (span: Span): span is Required<Span> => span.weight !== undefined;

export class LearnedWeights {
  readonly bytes: number;
  private readonly device: GPUDevice;
  private readonly weights: Weights;
  private readonly spans: readonly Required<Span>[];
  /** The parameters they are in, [R, size] each, one behind the other. */
  private readonly gathered: GPUBuffer;
  private readonly places = new Map<string, number>(); // of parameters in it, bytes
  private readonly readback: Readback;

  constructor(device: GPUDevice, model: ModelConfig, weights: Weights) {
    this.device = device;
    this.weights = weights;
    this.spans = spansOf(model, weights.list).filter(isLearned);
    let end = 0;
    for (const { name } of new Set(this.spans.map(({ parameter }) => parameter))) {
      this.places.set(name, end);
      end += weights.slice(name).bytes;
    }
    this.bytes = Math.max(end, 4);
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    this.gathered = device.createBuffer({ label: 'learned weights', size: this.bytes, usage });
    this.readback = new Readback(device, this.bytes);
  }

  /** Resolves with the weights of each replica after everything submitted so far. */
  async read(): Promise<InsideValue[][]> {
    const { device, weights, gathered, places } = this;
    const encoder = device.createCommandEncoder();
    for (const [name, to] of places) {
      const { offset, bytes } = weights.slice(name);
      encoder.copyBufferToBuffer(weights.parameters, offset, gathered, to, bytes);
    }
    const read = this.readback.copy(encoder, gathered, 0, this.bytes);
    device.queue.submit([encoder.finish()]);
    const values = new Float32Array(await read());
    return Array.from({ length: weights.replicas }, (_, r) =>
      this.spans.map((span) => {
        const { parameter: p, first, count } = span;
        const start = places.get(p.name)! / 4 + r * size(p.shape) + first;
        return weightValue(span, values.subarray(start, start + count).reduce((sum, v) => sum + v, 0) / count);
      }),
    );
  }

  destroy(): void {
    this.gathered.destroy();
    this.readback.destroy();
  }
}
