// Captures what is inside the replicas of a cohort after a step: a plan of its own that reads weights and gradients where they
// lie, beside a copy of the weights before the step, and changes none of them. Nobody has to wait for it.

import type { Source } from '#src/data/source.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { Readback } from '#src/gpu/readback.ts';
import { inRoom } from '#src/gpu/room.ts';
import type { Fields } from '#src/gpu/struct.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import type { Weights } from '#src/graph/weights.ts';
import { inspectionGraph } from '#src/model/inside.ts';
import { spansOf, type Span } from '#src/model/spans.ts';
import { pieceSize } from '#src/ops/inside/inspect.ts';
import { refuse } from '#src/words/message.ts';
import { isLearned, weightValue, type InsideValue } from './learned-weights.ts';

/** What is captured of a cohort. */
export interface Inspected {
  readonly model: ModelConfig;
  readonly weights: Weights;
  /** What gradients must be divided by to be those of the mean loss. */
  readonly divisor: number;
  /** The stream is measured on the first window of its held-out part. */
  readonly source: Source;
}

export class Inspector {
  readonly bytes: number;
  private readonly inspected: Inspected;
  private readonly spans: readonly Span[];
  private readonly groups: readonly Group[];
  private readonly plan: Plan;
  /** Two tables, the weights before the step, and the results: [R, spans and streams, 4]. */
  private readonly buffers: Readonly<Record<'pieces' | 'spans' | 'before' | 'found', GPUBuffer>>;
  private readonly device: GPUDevice;
  private readonly readback: Readback;

  /** Throws one sentence if there is no room for it. */
  static compile(kernels: Kernels, inspected: Inspected): Promise<Inspector> {
    const { device, tuning } = kernels;
    const { model, weights, source } = inspected;
    const spans = spansOf(model, weights.list);
    const graph = inspectionGraph(model, spans, tuning);
    return inRoom(
      device,
      () => refuse('noRoomToLook'),
      async () => {
        const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
        const buffer = (label: string, size: number): GPUBuffer => device.createBuffer({ label, size, usage });
        const table = (label: string, rows: readonly Fields[]): GPUBuffer => {
          const data = structOf(graph, label).pack(rows);
          const made = buffer(label, data.byteLength);
          device.queue.writeBuffer(made, 0, data);
          return made;
        };
        const own = {
          pieces: table('pieces', weights.tiles(spans, pieceSize)),
          spans: table('spans', placesOf(spans)),
          before: buffer('weights before', weights.parameters.size),
          found: buffer('found', 16 * weights.replicas * (spans.length + model.depth + 1)),
        };
        const plan = await Plan.compile(kernels, graph, weights, own);
        source.heldOut.write(0, 0, plan.inputs['tokens']!, plan.inputs['targets']!, 0);
        plan.upload();
        return new Inspector(device, inspected, spans, plan, own);
      },
    );
  }

  private constructor(
    device: GPUDevice,
    inspected: Inspected,
    spans: readonly Span[],
    plan: Plan,
    buffers: Inspector['buffers'],
  ) {
    this.device = device;
    this.inspected = inspected;
    this.spans = spans;
    this.groups = groupsOf(spans);
    this.plan = plan;
    this.buffers = buffers;
    this.readback = new Readback(device, buffers.found.size);
    this.bytes = Object.values(buffers).reduce((sum, { size }) => sum + size, plan.bytes);
  }

  /** Keeps the weights as they are after everything submitted so far: what the next capture measures updates from. */
  before(): void {
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(this.inspected.weights.parameters, 0, this.buffers.before, 0, this.buffers.before.size);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Submits the capture, behind the step just submitted, and resolves with the numbers of each replica. */
  async capture(pieces = 1): Promise<InsideValue[][]> {
    const { found: from } = this.buffers;
    let read: (() => Promise<ArrayBuffer>) | undefined;
    this.plan.run(pieces, (encoder) => (read = this.readback.copy(encoder, from, 0, from.size)));
    const found = new Float32Array(await read!());
    const each = found.length / this.plan.replicas;
    return Array.from({ length: this.plan.replicas }, (_, r) => this.valuesOf(found.subarray(r * each, (r + 1) * each)));
  }

  destroy(): void {
    this.plan.destroy();
    this.readback.destroy();
    for (const buffer of Object.values(this.buffers)) buffer.destroy();
  }

  /** found: [spans, then streams, 4] */
  private valuesOf(found: Float32Array): InsideValue[] {
    const { divisor, model } = this.inspected;
    const { spans, groups } = this;
    const at = (slot: number, which: number): number => found[4 * slot + which]!;
    const norm = (slots: readonly number[], which: number): number =>
      Math.sqrt(slots.reduce((sum, slot) => sum + at(slot, which), 0));
    return [
      ...spans.flatMap((span, slot) => (isLearned(span) ? [weightValue(span, at(slot, 3) / span.count)] : [])),
      ...groups.map(({ group, layer, slots }): InsideValue => {
        return { kind: 'gradient', part: group, layer, value: norm(slots, 0) / divisor };
      }),
      ...groups.map(({ group, layer, slots }): InsideValue => {
        const change = norm(slots, 2);
        // What is zero and stays zero does not move.
        return { kind: 'update', part: group, layer, value: change === 0 ? 0 : change / norm(slots, 1) };
      }),
      ...Array.from({ length: model.depth + 1 }, (_, layer): InsideValue => {
        return { kind: 'stream', part: 'stream', layer, value: norm([spans.length + layer], 0) };
      }),
    ];
  }
}

interface Group {
  readonly group: string;
  readonly layer: number;
  readonly slots: number[]; // its spans
}

function groupsOf(spans: readonly Span[]): Group[] {
  const groups = new Map<string, Group>();
  for (const [slot, { group, layer }] of spans.entries()) {
    const key = `${layer} ${group}`;
    const found = groups.get(key);
    if (found) found.slots.push(slot);
    else groups.set(key, { group, layer, slots: [slot] });
  }
  return [...groups.values()];
}

/** The pieces of each span. */
function placesOf(spans: readonly Span[]): Fields[] {
  let end = 0;
  return spans.map((span) => {
    const count = Math.ceil(span.count / pieceSize);
    end += count;
    return { first: end - count, count };
  });
}
