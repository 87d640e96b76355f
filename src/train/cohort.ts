// A cohort: replicas of one shape that train in one plan, in the same launches. Arms that differ only in seed, learning
// rate, weight decay, dropout rate or data share a cohort; arms of different shape have one each.

import { Batches, evaluationBatches, fillEvaluation, type BatchArrays } from '#src/data/batches.ts';
import type { Source } from '#src/data/source.ts';
import { modelConfig, totalSteps, type ArmConfig, type ModelConfig } from '#src/experiment/settings.ts';
import { Copies } from '#src/gpu/copies.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { Readback, readBuffer } from '#src/gpu/readback.ts';
import type { Fields, Struct } from '#src/gpu/struct.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import type { Graph } from '#src/graph/graph.ts';
import { planBytes, type Limits } from '#src/graph/memory.ts';
import { Plan, type Profile } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { unpack, Weights, type NamedTensor, type WeightsSnapshot } from '#src/graph/weights.ts';
import { evaluationGraph, trainingGraph } from '#src/model/model.ts';
import { Refusal, message, refuse } from '#src/words/message.ts';
import { evaluationBatch } from './budget.ts';
import { Sampler } from './generate.ts';
import { Inspector, type InsideValue } from './inspector.ts';
import { piecesOfStep } from './pace.ts';
import { rateAt } from './schedule.ts';
import { Viewer, type Place, type View } from './viewer.ts';

/** A run inside a cohort, one of its replicas: whose it is, and what makes it different from the others. */
export interface Member {
  readonly arm: number;
  readonly run: number; // within its arm
  readonly seed: number;
  readonly config: ArmConfig;
  readonly source: Source;
}

/** What one step measured, per replica. */
export interface StepMetrics {
  readonly step: number; // steps done, from 1
  readonly loss: Float32Array; // of the batch, before the update
  readonly norm: Float32Array; // of the gradient, before the clip
  readonly diverged: readonly boolean[]; // diverged: keeps its last good weights
}

/** Steps that one call of `train` submits at most. */
export const longestBurst = 128;

/** A driver refused memory that the limits of its device allow. */
export class OutOfMemory extends Refusal {
  constructor() {
    super(message('outOfMemory'));
  }
}

/** What a cohort provides to its plans, by WGSL name. */
type Provided = 'step' | 'control' | 'metrics' | 'replicas';

export class Cohort {
  readonly key: string;
  readonly members: readonly Member[];
  readonly config: ArmConfig; // of the first member: what decides the shape
  readonly model: ModelConfig;
  readonly steps: number; // in all
  bytes: number; // of GPU memory; what is made at its first use is added then
  step = 0; // done, or on its way
  private readonly kernels: Kernels;
  private readonly weights: Weights;
  private readonly training: Plan;
  private readonly evaluation: Plan;
  private readonly evaluationBatch: number;
  private readonly batches: Batches;
  private readonly structs: Record<Provided, Struct>;
  private readonly buffers: Record<Provided, GPUBuffer>;
  private readonly readback: Readback;
  private sampler: Promise<Sampler> | undefined;
  private viewer: Promise<Viewer> | undefined;
  private inspector: Inspector | undefined;

  /** Refuses in one sentence what does not fit, before anything is allocated. Returns the bytes. */
  static planned(members: readonly Member[], limits: Limits, tuning?: Tuning): number {
    return stepGraph(members, limits, false, tuning).bytes;
  }

  /**
   * Activations are recomputed where they do not fit otherwise, or if asked. `together`: held-out windows that are evaluated at
   * once, if fewer than usual are ever asked for.
   */
  static async compile(
    kernels: Kernels,
    key: string,
    members: readonly Member[],
    recompute = false,
    together = Infinity,
  ): Promise<Cohort> {
    const { device } = kernels;
    const { config, source } = members[0]!;
    const model = modelConfig(config, source.vocab);
    const replicas = members.length;
    const { graph } = stepGraph(members, device.limits, recompute, kernels.tuning);
    device.pushErrorScope('out-of-memory');
    const weights = new Weights(device, graph, replicas);
    const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const create = (label: string, size: number, usage = storage): GPUBuffer => device.createBuffer({ label, size, usage });
    const structs = structsOf(graph);
    const buffers = {
      step: create('step', structs.step.uniformSize, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST),
      control: create('control', structs.control.bytes * replicas),
      metrics: create('metrics', structs.metrics.bytes * replicas * longestBurst),
      replicas: create('replicas', structs.replicas.bytes * replicas),
    };
    const batch = Math.min(together, evaluationBatch(config.context));
    const compile = (g: Graph): Promise<Plan> => Plan.compile(kernels, g, weights, buffers);
    const [training, evaluation] = await Promise.all([compile(graph), compile(evaluationGraph(model, batch, kernels.tuning))]);
    const refused = await device.popErrorScope();
    const cohort = new Cohort(kernels, key, members, model, weights, training, evaluation, batch, buffers);
    if (refused) {
      await cohort.destroy();
      throw new OutOfMemory();
    }
    cohort.weights.initialise(members.map((m) => m.seed));
    return cohort;
  }

  private constructor(
    kernels: Kernels,
    key: string,
    members: readonly Member[],
    model: ModelConfig,
    weights: Weights,
    training: Plan,
    evaluation: Plan,
    evaluationBatch: number,
    buffers: Cohort['buffers'],
  ) {
    const { config } = members[0]!;
    this.key = key;
    this.members = members;
    this.config = config;
    this.model = model;
    this.steps = totalSteps(config);
    this.kernels = kernels;
    this.weights = weights;
    this.training = training;
    this.evaluation = evaluation;
    this.evaluationBatch = evaluationBatch;
    this.structs = structsOf(training.graph);
    this.buffers = buffers;
    this.readback = new Readback(kernels.device, longestBurst * this.lineBytes);
    this.bytes = weights.bytes + training.bytes + evaluation.bytes;
    const sources = members.map((m) => m.source);
    this.batches = new Batches(
      sources,
      members.map((m) => m.seed),
      config.batch,
      config.context,
      model.vocab,
    );
    kernels.device.queue.writeBuffer(buffers.replicas, 0, this.structs.replicas.pack(members.map(hyperParameters)));
  }

  /** Of one line of metrics. */
  private get lineBytes(): number {
    return this.structs.metrics.bytes * this.members.length;
  }

  get dispatches(): number {
    return this.training.dispatches;
  }

  /** Activations are made once more in the backward pass, to save memory. */
  get recomputes(): boolean {
    return this.training.graph.recomputes;
  }

  get tokensPerStep(): number {
    return this.config.batch * this.config.context;
  }

  /**
   * Submits `count` steps, at most `longestBurst`, each in `pieces` command buffers, and resolves with their metrics when the
   * GPU has done them.
   */
  async train(count: number, pieces = 1): Promise<StepMetrics[]> {
    const first = this.step;
    const lines = Math.min(count, this.steps - first, longestBurst);
    let read: (() => Promise<ArrayBuffer>) | undefined;
    for (let line = 0; line < lines; line++) {
      this.prepareStep(first + line, line);
      this.training.run(pieces, (encoder) => {
        // The copy is queued before the next burst, so every burst may use the lines from 0.
        if (line === lines - 1) read = this.readback.copy(encoder, this.buffers.metrics, 0, lines * this.lineBytes);
      });
    }
    this.step = first + lines;
    if (!read) return [];
    return this.metricsOf(await read()).map((m, i) => ({ ...m, step: first + i + 1 }));
  }

  /** Mean loss of each replica on `windows` held-out windows, spread evenly; no dropout. Nats per scored token. */
  async evaluate(windows: number, pieces = 1): Promise<Float64Array> {
    const { device } = this.kernels;
    const source = this.members[0]!.source;
    const replicas = this.members.length;
    const sums = new Float64Array(replicas);
    let scored = 0;
    const total = evaluationBatches(Math.min(windows, source.validationWindows), this.evaluationBatch);
    for (let index = 0; index < total; index += evaluationsInFlight) {
      const end = Math.min(index + evaluationsInFlight, total);
      for (let i = index; i < end; i++) {
        const { tokens, targets } = this.evaluation.inputs;
        scored += fillEvaluation(source, i, windows, this.evaluationBatch, tokens!, targets!);
        this.evaluation.upload();
        this.writeStep(this.step, i - index);
        this.evaluation.run(pieces);
      }
      const read = await readBuffer(device, this.buffers.metrics, 0, (end - index) * this.lineBytes);
      for (const line of this.metricsOf(read)) line.loss.forEach((loss, r) => (sums[r]! += loss));
    }
    return sums.map((sum) => sum / scored);
  }

  /** Text continued by every replica. */
  async generate(prompt: string, length: number, temperature: number, topK: number, seed: number): Promise<string[]> {
    const sampler = await (this.sampler ??= this.counted(Sampler.compile(this.kernels, this.model, this.weights)));
    const { tokenizer } = this.members[0]!.source;
    const encoded = [...tokenizer.encode(prompt)];
    const texts = await sampler.generate(encoded.length ? encoded : [0], length, { temperature, topK, seed });
    return texts.map((ids) => tokenizer.decode(Uint16Array.from(ids)));
  }

  /** Where one member's head looks in a text of 1 to `context` tokens, and what each layer would answer, after `step` steps. */
  async view(text: readonly number[], place: Place): Promise<View & { readonly step: number }> {
    const viewer = await (this.viewer ??= this.counted(Viewer.compile(this.kernels, this.model, this.weights)));
    const { step } = this;
    return { step, ...(await viewer.view(text, place)) };
  }

  get inspected(): boolean {
    return this.inspector !== undefined;
  }

  /** Makes what `capture` needs, or gives it back. */
  async inspect(on: boolean): Promise<void> {
    if (on === this.inspected) return;
    if (!on) {
      this.bytes -= this.inspector!.bytes;
      this.inspector!.destroy();
      this.inspector = undefined;
      return;
    }
    const { source, config } = this.members[0]!;
    const { step, replicas } = this.buffers;
    const divisor = this.training.graph.summed ? config.batch * source.scoredPerWindow : 1;
    const { model, weights } = this;
    this.inspector = await this.counted(Inspector.compile(this.kernels, { model, weights, step, replicas, divisor, source }));
  }

  /** What is inside each member after the last step that was submitted, which must have been just now. Changes nothing. */
  capture(pieces = 1): Promise<InsideValue[][]> {
    if (!this.inspector) throw new Error('Nothing is inspected here.');
    return this.inspector.capture(pieces);
  }

  /**
   * How long each kernel of a training step takes, and the step. Nothing is learned from it: weights, moments and who is alive
   * are put back. Nothing else may use the cohort meanwhile.
   */
  async profile(): Promise<Profile> {
    const { device } = this.kernels;
    const { parameters, firstMoments, secondMoments } = this.weights;
    const kept = await Copies.of(device, [parameters, firstMoments, secondMoments, this.buffers.control]);
    if (!kept) throw refuse('noRoomToTime');
    const step = Math.min(this.step, this.steps - 1); // the next one, if there is one
    try {
      return await this.training.profile({
        pieces: piecesOfStep,
        reset: () => {
          kept.restore();
          this.prepareStep(step, 0);
        },
        run: (pieces) => {
          this.prepareStep(step, 0);
          this.training.run(pieces);
        },
      });
    } finally {
      kept.restore();
      kept.destroy();
    }
  }

  /** Weights and moments after everything submitted so far. */
  snapshot(): Promise<WeightsSnapshot> {
    return this.weights.snapshot();
  }

  /** Goes back to a snapshot taken after `step` steps; every replica lives again. */
  restore(snapshot: WeightsSnapshot, step: number): void {
    this.weights.restore(snapshot);
    const alive = this.members.map(() => ({ scale: 0, diverged: 0 }));
    this.kernels.device.queue.writeBuffer(this.buffers.control, 0, this.structs.control.pack(alive));
    this.step = step;
  }

  /** The weights of one member, padding removed. */
  async tensors(member: number): Promise<NamedTensor[]> {
    return unpack(this.weights.list, this.members.length, (await this.snapshot()).parameters, member);
  }

  async destroy(): Promise<void> {
    (await this.sampler?.catch(() => undefined))?.destroy();
    (await this.viewer?.catch(() => undefined))?.destroy();
    this.inspector?.destroy();
    this.readback.destroy();
    this.training.destroy();
    this.evaluation.destroy();
    this.weights.destroy();
    for (const buffer of Object.values(this.buffers)) buffer.destroy();
  }

  /** What is made beside training, once it is there. */
  private async counted<T extends { readonly bytes: number }>(making: Promise<T>): Promise<T> {
    const made = await making;
    this.bytes += made.bytes;
    return made;
  }

  /** Sends the batch and the numbers of a step, whose metrics go to a line of their own. */
  private prepareStep(step: number, line: number): void {
    this.batches.fill(step, this.training.inputs as unknown as BatchArrays);
    this.training.upload();
    this.writeStep(step, line);
  }

  /** The Step uniform of the shaders; `step` counts from 0. */
  private writeStep(step: number, slot: number): void {
    const { beta1, beta2 } = this.config;
    const data = this.structs.step.write({
      step,
      rate: rateAt(step, this.steps, this.config),
      correction1: 1 / (1 - beta1 ** (step + 1)),
      correction2: 1 / (1 - beta2 ** (step + 1)),
      slot,
    });
    this.kernels.device.queue.writeBuffer(this.buffers.step, 0, data);
  }

  private metricsOf(data: ArrayBuffer): Omit<StepMetrics, 'step'>[] {
    const { metrics } = this.structs;
    const loss = metrics.column(data, 'loss');
    const norm = metrics.column(data, 'norm');
    const diverged = metrics.column(data, 'diverged');
    return Array.from({ length: data.byteLength / this.lineBytes }, (_, line) => {
      const each = this.members.map((_, r) => line * this.members.length + r);
      return {
        loss: Float32Array.from(each, loss),
        norm: Float32Array.from(each, norm),
        diverged: each.map((i) => diverged(i) !== 0),
      };
    });
  }
}

const evaluationsInFlight = 8;

/** With all activations kept if that fits and `recompute` does not ask otherwise. One sentence if nothing fits. */
function stepGraph(
  members: readonly Member[],
  limits: Limits,
  recompute: boolean,
  tuning?: Tuning,
): { readonly graph: Graph; readonly bytes: number } {
  const { config, source } = members[0]!;
  const build = (recompute: boolean): { graph: Graph; bytes: number } => {
    const graph = trainingGraph(modelConfig(config, source.vocab), config.batch, config, {
      recompute,
      ...(tuning && { tuning }),
    });
    return { graph, bytes: planBytes(graph, members.length, limits) };
  };
  if (recompute) return build(true);
  try {
    return build(false);
  } catch {
    return build(true);
  }
}

const structsOf = (graph: Graph): Record<Provided, Struct> => ({
  step: structOf(graph, 'step'),
  control: structOf(graph, 'control'),
  metrics: structOf(graph, 'metrics'),
  replicas: structOf(graph, 'replicas'),
});

/** The Replica of the shaders. */
const hyperParameters = ({ seed, config: c }: Member): Fields => ({
  seed,
  dropout: c.dropout,
  decay: c.weightDecay,
  matrix_rate: c.learningRate,
  embedding_rate: c.learningRate,
  head_rate: c.learningRate,
  scalar_rate: c.scalarRate,
});
