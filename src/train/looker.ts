// Looks into one replica: a single forward pass of a text, which leaves where a head looks and what each layer would answer.

import { unscored } from '#src/data/source.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { inRoom } from '#src/gpu/room.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import type { Weights } from '#src/graph/weights.ts';
import { lookGraph, type LookGraph } from '#src/model/inside.ts';
import { refuse } from '#src/words/message.ts';

/** Which of the model's attention heads, in which replica of the cohort. */
export interface Place {
  readonly replica: number;
  readonly layer: number;
  readonly head: number;
}

/** What was seen. */
export interface LookedAt {
  readonly attention: Float32Array; // [T, T]
  readonly layers: readonly Answers[] | undefined; // undefined where the head cannot read the streams
}

/** What one layer would answer, for each position of a text. */
export interface Answers {
  readonly likeliest: Uint32Array;
  readonly probability: Float32Array;
  readonly loss: number; // mean over the positions whose next token is known; not a number if there are none
}

export class Looker {
  private readonly device: GPUDevice;
  private readonly context: number;
  private readonly plan: Plan;
  private readonly tensors: LookGraph;
  private readonly place: GPUBuffer;

  static compile(kernels: Kernels, c: ModelConfig, weights: Weights): Promise<Looker> {
    const { device } = kernels;
    return inRoom(
      device,
      () => refuse('noRoomToLook'),
      async () => {
        const tensors = lookGraph(c, kernels.tuning);
        const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
        const look = device.createBuffer({ label: 'look', size: structOf(tensors.graph, 'look').uniformSize, usage });
        const plan = await Plan.compile(kernels, tensors.graph, weights, { look });
        return new Looker(device, c.context, plan, tensors, look);
      },
    );
  }

  private constructor(device: GPUDevice, context: number, plan: Plan, tensors: LookGraph, place: GPUBuffer) {
    this.device = device;
    this.context = context;
    this.plan = plan;
    this.tensors = tensors;
    this.place = place;
  }

  /** What the model does now with 1 to `context` tokens. */
  async look(text: readonly number[], { replica, layer, head }: Place): Promise<LookedAt> {
    const { tokens, targets } = this.plan.inputs;
    tokens!.fill(0); // what follows the text is not seen by it
    tokens!.set(text);
    targets!.fill(unscored);
    targets!.set(text.slice(1));
    this.plan.upload();
    const struct = structOf(this.tensors.graph, 'look');
    this.device.queue.writeBuffer(this.place, 0, struct.write({ replica, layer, head }));
    this.plan.run();
    const [attention, layers] = await Promise.all([this.map(text.length), this.answers(text.length, replica)]);
    return { attention, layers };
  }

  get bytes(): number {
    return this.plan.bytes;
  }

  destroy(): void {
    this.plan.destroy();
    this.place.destroy();
  }

  private async map(length: number): Promise<Float32Array> {
    const { buffer, offset } = this.plan.binding(this.tensors.map);
    const rows = new Float32Array(await readBuffer(this.device, buffer, offset, 4 * length * this.context));
    return rows.filter((_, i) => i % this.context < length);
  }

  private async answers(length: number, replica: number): Promise<Answers[] | undefined> {
    const { answers, graph } = this.tensors;
    if (!answers) return undefined;
    const answer = structOf(graph, 'answers');
    const bytes = answer.bytes * answers.shape[0]! * this.context;
    const { buffer, offset } = this.plan.binding(answers);
    const data = await readBuffer(this.device, buffer, offset + replica * bytes, bytes);
    const likeliest = answer.column(data, 'likeliest');
    const probability = answer.column(data, 'probability');
    const loss = answer.column(data, 'loss');
    return Array.from({ length: answers.shape[0]! }, (_, layer) => {
      const each = Array.from({ length }, (_, t) => layer * this.context + t);
      return {
        likeliest: Uint32Array.from(each, likeliest),
        probability: Float32Array.from(each, probability),
        loss: each.reduce((sum, i) => sum + loss(i), 0) / (length - 1), // 0 at the last, whose next token is not known
      };
    });
  }
}
