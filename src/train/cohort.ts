// A cohort: replicas of one shape that train in one plan, in the same launches. Arms that differ only in seed, learning
// rate, weight decay, dropout rate or data share a cohort; arms of different shape have one each.

import { Batches, type BatchArrays } from '#src/data/batches.ts';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { Copies } from '#src/gpu/copies.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { Readback } from '#src/gpu/readback.ts';
import type { Struct } from '#src/gpu/struct.ts';
import type { Graph } from '#src/graph/graph.ts';
import { compiledFor, Plan, type Profile } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights, type Snapshot } from '#src/graph/weights.ts';
import { Refusal, message, refuse } from '#src/words/message.ts';
import { lowestWeights, type CohortPlan } from './cohort-plan.ts';
import type { Inspector } from './inspector.ts';
import { LearnedWeights, type InsideValue } from './learned-weights.ts';
import { replicaOf, type Member } from './members.ts';
import { piecesOfStep } from './pace.ts';
import { rateAt } from './schedule.ts';
import { TrainedModel } from './trained-model.ts';

/** What one step measured, per replica. */
export interface StepMetrics {
  readonly step: number; // steps done, from 1
  readonly loss: Float32Array; // of the batch, before the update
  readonly norm: Float32Array; // of the gradient, before the clip
  readonly diverged: readonly boolean[]; // a replica that has, or has stopped early, keeps its weights
}

/** Writes what a step reads into the inputs of a plan: tokens, targets and their order, and what an objective adds. */
export type Fill = (step: number, into: Plan['inputs'], real: Plan['realInputs']) => void;

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

/** Everything a cohort is made of. */
interface Parts {
  readonly kernels: Kernels;
  readonly plan: CohortPlan;
  readonly weights: Weights;
  readonly model: TrainedModel;
  readonly training: Plan;
  readonly structs: Readonly<Record<Provided, Struct>>;
  readonly buffers: Readonly<Record<Provided, GPUBuffer>>;
}

export class Cohort {
  readonly key: string;
  readonly members: readonly Member[];
  readonly config: ArmConfig; // of the first member: what decides the shape
  readonly steps: number; // in all
  /** What it has learned so far, to be asked. */
  readonly model: TrainedModel;
  private readonly parts: Parts;
  private readonly ofSources: Fill;
  private readonly readback: Readback;
  private inspector: Inspector | undefined;
  private learnedWeights: LearnedWeights | undefined;
  /** Its training has ended: it holds weights alone. */
  resting = false;

  static async compile(kernels: Kernels, plan: CohortPlan): Promise<Cohort> {
    const { device } = kernels;
    const { members, graph } = plan;
    const replicas = members.length;
    const structs = structsOf(graph);
    const [forTraining, forEvaluation] = await Promise.all([graph, plan.evaluation].map((g) => compiledFor(kernels, g)));
    // Nothing is awaited in between, so the scope sees this cohort and no other.
    device.pushErrorScope('out-of-memory');
    const weights = new Weights(device, graph, replicas);
    const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const create = (label: string, size: number, usage = storage): GPUBuffer => device.createBuffer({ label, size, usage });
    const buffers = {
      step: create('step', structs.step.uniformSize, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST),
      control: create('control', structs.control.bytes * replicas),
      metrics: create('metrics', structs.metrics.bytes * replicas * longestBurst),
      replicas: create('replicas', structs.replicas.bytes * replicas),
    };
    const training = Plan.allocate(device, graph, forTraining!, weights, buffers);
    const model = TrainedModel.allocate(kernels, plan, forEvaluation!, weights);
    const cohort = new Cohort({ kernels, plan, weights, model, training, structs, buffers });
    if (await device.popErrorScope()) {
      await cohort.destroy();
      throw new OutOfMemory();
    }
    device.queue.writeBuffer(buffers.replicas, 0, structs.replicas.pack(members.map(replicaOf)));
    weights.initialise(members.map((m) => m.seed));
    return cohort;
  }

  private constructor(parts: Parts) {
    const { key, members } = parts.plan;
    const { config, source } = members[0]!;
    this.key = key;
    this.members = members;
    this.config = config;
    this.steps = totalSteps(config);
    this.model = parts.model;
    this.parts = parts;
    this.readback = new Readback(parts.kernels.device, longestBurst * this.lineBytes);
    const batches = new Batches(
      members.map((m) => m.source),
      members.map((m) => m.seed),
      config.batch,
      config.context,
      source.vocab,
    );
    this.ofSources = (step, into) => batches.fill(step, into as unknown as BatchArrays);
  }

  /** Steps done, or on their way. */
  get step(): number {
    return this.model.step;
  }

  /** Of GPU memory. */
  get bytes(): number {
    const training = this.resting ? 0 : this.parts.training.bytes;
    return this.model.bytes + training + (this.inspector?.bytes ?? 0) + (this.learnedWeights?.bytes ?? 0);
  }

  get dispatches(): number {
    return this.parts.training.dispatches;
  }

  /** Activations are made once more in the backward pass, to save memory. */
  get recomputes(): boolean {
    return this.parts.training.graph.recomputes;
  }

  get tokensPerStep(): number {
    return this.config.batch * this.config.context;
  }

  /**
   * Submits `count` steps, at most `longestBurst`, each in `pieces` command buffers, and resolves with their metrics when the
   * GPU has done them. They learn from the batches of the members' sources, or from what is filled in instead.
   */
  async train(count: number, pieces = 1, fill: Fill = this.ofSources): Promise<StepMetrics[]> {
    const { training, buffers } = this.parts;
    const first = this.step;
    const lines = Math.min(count, this.steps - first, longestBurst);
    let read: (() => Promise<ArrayBuffer>) | undefined;
    for (let line = 0; line < lines; line++) {
      const last = line === lines - 1;
      this.prepareStep(first + line, line, fill);
      if (last) this.inspector?.before();
      training.run(pieces, (encoder) => {
        // The copy is queued before the next burst, so every burst may use the lines from 0.
        if (last) read = this.readback.copy(encoder, buffers.metrics, 0, lines * this.lineBytes);
      });
    }
    this.model.step = first + lines;
    if (!read) return [];
    return this.metricsOf(await read()).map((m, i) => ({ ...m, step: first + i + 1 }));
  }

  get inspected(): boolean {
    return this.inspector !== undefined;
  }

  /** Makes what `capture` needs, or gives it back. */
  async inspect(on: boolean): Promise<void> {
    if (on === this.inspected) return;
    if (!on) {
      this.inspector!.destroy();
      this.inspector = undefined;
      return;
    }
    const { Inspector } = await import('./inspector.ts'); // many a session captures nothing
    const { kernels, weights, training } = this.parts;
    const { source, config } = this.members[0]!;
    const divisor = training.graph.summed ? config.batch * source.scoredPerWindow : 1;
    this.inspector = await Inspector.compile(kernels, { model: this.model.config, weights, divisor, source });
  }

  /** What is inside each member after the last step that was submitted, which must have been just now. Changes nothing. */
  capture(pieces = 1): Promise<InsideValue[][]> {
    if (!this.inspector) throw new Error('Nothing is inspected here.');
    return this.inspector.capture(pieces);
  }

  /** What each member has learned for its shortcuts after the last step that was submitted: part of what `capture` tells. */
  learned(): Promise<InsideValue[][]> {
    const { kernels, weights } = this.parts;
    this.learnedWeights ??= new LearnedWeights(kernels.device, this.model.config, weights);
    return this.learnedWeights.read();
  }

  /**
   * How long each kernel of a training step takes, and the step. Nothing is learned from it: weights, the states of the
   * optimizer and who has diverged are put back. Nothing else may use the cohort meanwhile.
   */
  async profile(): Promise<Profile> {
    if (this.resting) return this.profileOfAnother();
    const { kernels, weights, training, buffers } = this.parts;
    const kept = await Copies.of(kernels.device, [weights.parameters, ...Object.values(weights.states), buffers.control]);
    if (!kept) throw refuse('noRoomToTime');
    const step = Math.min(this.step, this.steps - 1); // the next one, if there is one
    try {
      return await training.profile({
        pieces: piecesOfStep,
        reset: () => {
          kept.restore();
          this.prepareStep(step, 0);
        },
        run: (pieces) => {
          this.prepareStep(step, 0);
          training.run(pieces);
        },
      });
    } finally {
      kept.restore();
      kept.destroy();
    }
  }

  /** Weights and states of the optimizer after everything submitted so far. */
  snapshot(): Promise<Snapshot> {
    return this.parts.weights.snapshot();
  }

  /** Of all members, as they lie in their arena: what another cohort of this shape can begin with. */
  parameters(): Promise<Float32Array> {
    return this.parts.weights.readParameters();
  }

  /** Goes back to a snapshot taken after `step` steps; every replica lives again. */
  restore(snapshot: Pick<Snapshot, 'parameters'>, step: number): void {
    const { kernels, weights, structs, buffers } = this.parts;
    weights.restore(snapshot);
    const alive = this.members.map(() => ({ scale: 0, diverged: 0 }));
    kernels.device.queue.writeBuffer(buffers.control, 0, structs.control.pack(alive));
    this.model.step = step;
  }

  /** These members have never been better: their weights are kept aside. Only of runs that may stop early. */
  keepLowest(replicas: readonly number[]): void {
    const { weights } = this.parts;
    weights.copy(weights.parameters, weights.states[lowestWeights]!, replicas);
  }

  /** These go back to the weights kept aside, and learn no more; the others go on. */
  endAtLowest(replicas: readonly number[]): void {
    const { weights } = this.parts;
    weights.copy(weights.states[lowestWeights]!, weights.parameters, replicas);
    this.freeze(replicas);
  }

  /** As those that have diverged, these keep their weights. */
  freeze(replicas: readonly number[]): void {
    const { kernels, structs, buffers } = this.parts;
    const frozen = structs.control.pack([{ scale: 0, diverged: 1 }]);
    for (const r of replicas) kernels.device.queue.writeBuffer(buffers.control, r * structs.control.bytes, frozen);
  }

  /** Its training has ended: gives back all memory but that of its weights, which can be asked as before. */
  async rest(): Promise<void> {
    if (this.resting) return;
    this.resting = true;
    this.destroyTraining();
    this.parts.weights.freeze();
    await this.model.rest();
  }

  async destroy(): Promise<void> {
    this.destroyTraining();
    await this.model.destroy();
  }

  private destroyTraining(): void {
    const { training, buffers } = this.parts;
    this.inspector?.destroy();
    this.inspector = undefined;
    this.learnedWeights?.destroy();
    this.learnedWeights = undefined;
    this.readback.destroy();
    training.destroy();
    for (const buffer of Object.values(buffers)) buffer.destroy();
  }

  /** A step takes as long whatever the weights are. */
  private async profileOfAnother(): Promise<Profile> {
    const { kernels, plan } = this.parts;
    const another = await Cohort.compile(kernels, plan).catch((error: unknown) => {
      throw error instanceof OutOfMemory ? refuse('noRoomToTime') : error;
    });
    another.model.step = this.step;
    try {
      return await another.profile();
    } finally {
      await another.destroy();
    }
  }

  /** Of one line of metrics. */
  private get lineBytes(): number {
    return this.parts.structs.metrics.bytes * this.members.length;
  }

  /** Sends the batch and the numbers of a step, from 0, whose metrics go to a line of their own. */
  private prepareStep(step: number, slot: number, fill: Fill = this.ofSources): void {
    const { kernels, training, structs, buffers } = this.parts;
    const { beta1, beta2 } = this.config;
    fill(step, training.inputs, training.realInputs);
    training.upload();
    const data = structs.step.write({
      step,
      rate: rateAt(step, this.steps, this.config),
      correction1: 1 / (1 - beta1 ** (step + 1)),
      correction2: 1 / (1 - beta2 ** (step + 1)),
      slot,
    });
    kernels.device.queue.writeBuffer(buffers.step, 0, data);
  }

  private metricsOf(data: ArrayBuffer): Omit<StepMetrics, 'step'>[] {
    const { metrics } = this.parts.structs;
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

const structsOf = (graph: Graph): Parts['structs'] => ({
  step: structOf(graph, 'step'),
  control: structOf(graph, 'control'),
  metrics: structOf(graph, 'metrics'),
  replicas: structOf(graph, 'replicas'),
});
