// A model as it is on the GPU, for every member of a cohort at once, and what can be asked of it: its loss on held-out windows,
// text, a look inside, its weights. Needs no optimizer; what is asked for the first time is compiled then.

import { evaluationBatches, fillEvaluation } from '#src/data/held-out.ts';
import { modelConfig, type ModelConfig } from '#src/experiment/settings.ts';
import type { Kernel, Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Struct } from '#src/gpu/struct.ts';
import { pack, unpack, type NamedTensor } from '#src/graph/packing.ts';
import { compiledFor, Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { arenaLayout, type Weights } from '#src/graph/weights.ts';
import type { CohortPlan } from './cohort-plan.ts';
import { Looker, type LookedAt, type Place } from './looker.ts';
import type { Member } from './members.ts';
import { Predictor } from './predictor.ts';
import { manyTexts, oneText, oneToken, Sampler, type SamplingOptions } from './sampler.ts';

const evaluationsInFlight = 8;

/** Passages, and what their losses are added to, for each member. */
interface ToMeasure {
  readonly sums: Float64Array;
  readonly of: readonly [from: number, to: number];
}

/** Everything a model is made of. */
interface Parts {
  readonly kernels: Kernels;
  readonly members: readonly Member[];
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly plan: Pick<CohortPlan, 'evaluation' | 'together'>;
  readonly structs: Readonly<Record<'step' | 'metrics', Struct>>;
  readonly buffers: Readonly<Record<'step' | 'metrics', GPUBuffer>>;
}

export class TrainedModel {
  step = 0; // how many its weights have been trained
  private readonly parts: Parts;
  private sampler: Promise<Sampler> | undefined;
  private answerer: Promise<Sampler> | undefined; // writes many texts at once
  private drawer: Promise<Sampler> | undefined; // one token of many rows
  private predictor: Promise<Predictor> | undefined;
  private looker: Promise<Looker> | undefined;
  private evaluation: Plan | undefined;
  private askedBytes = 0; // of what was compiled when it was asked for

  /** The weights are the model's from now on. `compiled`: the kernels of its evaluation. */
  static allocate(
    kernels: Kernels,
    { members, evaluation: graph, together }: CohortPlan,
    compiled: readonly Kernel[],
    weights: Weights,
  ): TrainedModel {
    const { device } = kernels;
    const { config: arm, source } = members[0]!;
    const config = modelConfig(arm, source.vocab);
    const structs = { step: structOf(graph, 'step'), metrics: structOf(graph, 'metrics') };
    const create = (label: string, size: number, usage: number): GPUBuffer => device.createBuffer({ label, size, usage });
    const lines = structs.metrics.bytes * members.length * evaluationsInFlight;
    const buffers = {
      step: create('step of evaluation', structs.step.uniformSize, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST),
      metrics: create('metrics of evaluation', lines, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC),
    };
    const plan = { evaluation: graph, together };
    const evaluation = Plan.allocate(device, graph, compiled, weights, buffers);
    return new TrainedModel({ kernels, members, config, weights, plan, structs, buffers }, evaluation);
  }

  private constructor(parts: Parts, evaluation: Plan) {
    this.parts = parts;
    this.evaluation = evaluation;
  }

  get config(): ModelConfig {
    return this.parts.config;
  }

  /** Of GPU memory, weights included. */
  get bytes(): number {
    return this.parts.weights.bytes + (this.evaluation?.bytes ?? 0) + this.askedBytes;
  }

  /**
   * Mean loss of each member on each of the held-out sets, ascending numbers of passages (src/data/held-out.ts); no dropout. Nats
   * per scored token. The sets begin with the passage `first`.
   */
  async evaluate(sets: readonly number[], pieces = 1, first = 0): Promise<Float64Array[]> {
    const { members } = this.parts;
    const { scored } = members[0]!.source.heldOut;
    const sums = new Float64Array(members.length);
    const losses: Float64Array[] = [];
    for (const [i, passages] of sets.entries()) {
      await this.addLosses(sums, [sets[i - 1] ?? first, passages], pieces);
      losses.push(sums.map((sum) => sum / ((passages - first) * scored)));
    }
    return losses;
  }

  /** The loss of each member on each of the passages `from` to before `to`, summed over the tokens of a passage: [passage][member]. */
  async lossesOfEach([from, to]: readonly [number, number], pieces = 1): Promise<Float64Array[]> {
    const { members } = this.parts;
    const losses = Array.from({ length: to - from }, () => new Float64Array(members.length));
    await this.measure(
      losses.map((sums, i) => ({ sums, of: [from + i, from + i + 1] })),
      pieces,
    );
    return losses;
  }

  /** Adds the loss of every scored token of the passages `from` to before `to`. */
  private addLosses(sums: Float64Array, of: readonly [number, number], pieces: number): Promise<void> {
    return this.measure([{ sums, of }], pieces);
  }

  /** To each of the sums is added what its passages come to; no batch holds passages of two. */
  private async measure(asked: readonly ToMeasure[], pieces: number): Promise<void> {
    const { kernels, members, weights, plan, structs, buffers } = this.parts;
    const { device } = kernels;
    const { together } = plan;
    const compiled = await compiledFor(kernels, plan.evaluation);
    const evaluation = (this.evaluation ??= Plan.allocate(device, plan.evaluation, compiled, weights, buffers));
    const source = members[0]!.source;
    const batches = asked.flatMap(({ sums, of }) =>
      Array.from({ length: evaluationBatches(source.heldOut, ...of, together) }, (_, index) => ({ sums, of, index })),
    );
    for (let first = 0; first < batches.length; first += evaluationsInFlight) {
      const inFlight = batches.slice(first, first + evaluationsInFlight);
      for (const [slot, { of, index }] of inFlight.entries()) {
        const { tokens, targets } = evaluation.inputs;
        fillEvaluation(source, of, index, together, tokens!, targets!);
        evaluation.upload();
        const line = { step: 0, rate: 0, correction1: 0, correction2: 0, slot };
        device.queue.writeBuffer(buffers.step, 0, structs.step.write(line));
        evaluation.run(pieces);
      }
      const bytes = inFlight.length * members.length * structs.metrics.bytes;
      const loss = structs.metrics.column(await readBuffer(device, buffers.metrics, 0, bytes), 'loss');
      for (const [slot, { sums }] of inFlight.entries())
        for (let m = 0; m < members.length; m++) sums[m]! += loss(slot * members.length + m);
    }
  }

  /** Text continued by every member. */
  async generate(prompt: string, length: number, temperature: number, topK: number, seed: number): Promise<string[]> {
    const { kernels, members, config, weights } = this.parts;
    const sampler = await (this.sampler ??= this.counted(Sampler.compile(kernels, config, weights, oneText)));
    const { tokenizer } = members[0]!.source;
    const encoded = [...tokenizer.encode(prompt)];
    const prompts = members.map(() => [encoded.length ? encoded : [0]]);
    const texts = await sampler.generate(prompts, length, { temperature, topK, seed });
    return texts.map(([ids]) => tokenizer.decode(Uint16Array.from(ids!)));
  }

  /**
   * Short texts, each going on with a prompt of its own, by every member; up to `stop`, a character, where one is given.
   */
  async answers(
    prompts: readonly string[],
    length: number,
    { stop, ...options }: Omit<SamplingOptions, 'stop'> & { readonly stop?: string },
  ): Promise<string[][]> {
    return this.answersOfEach(
      this.parts.members.map(() => prompts),
      length,
      { ...options, ...(stop !== undefined && { stop }) },
    );
  }

  /** The same, where every member has prompts of its own, as many. */
  async answersOfEach(
    prompts: readonly (readonly string[])[],
    length: number,
    { stop, ...options }: Omit<SamplingOptions, 'stop'> & { readonly stop?: string },
  ): Promise<string[][]> {
    const { kernels, members, config, weights } = this.parts;
    const { tokenizer } = members[0]!.source;
    const answerer = await (this.answerer ??= this.counted(Sampler.compile(kernels, config, weights, manyTexts)));
    const encoded = prompts.map((of) => of.map((prompt) => [...tokenizer.encode(prompt)]));
    const end = stop === undefined ? {} : { stop: tokenizer.encode(stop)[0]! };
    const texts = await answerer.generate(encoded, length, { ...options, ...end });
    return texts.map((each) => each.map((ids) => tokenizer.decode(Uint16Array.from(ids))));
  }

  /**
   * The share that every member gives each token after each of these, at most `context` in a row: by member, by row, [tokens, vocab].
   * All read the same rows, or each its own, as many.
   */
  async predictions(
    rows: readonly ArrayLike<number>[] | { readonly ofEach: readonly (readonly ArrayLike<number>[])[] },
  ): Promise<Float32Array[][]> {
    const { kernels, members, config, weights } = this.parts;
    const predictor = await (this.predictor ??= this.counted(Predictor.compile(kernels, config, weights)));
    return predictor.read('ofEach' in rows ? rows.ofEach : members.map(() => rows));
  }

  /** One token for each of these rows, drawn among those that it allows: by member, by row. */
  async draw(
    rows: readonly (readonly { readonly tokens: readonly number[]; readonly allowed: readonly number[] }[])[],
    options: Omit<SamplingOptions, 'stop' | 'allowed' | 'topK'>,
  ): Promise<number[][]> {
    const { kernels, config, weights } = this.parts;
    const drawer = await (this.drawer ??= this.counted(Sampler.compile(kernels, config, weights, oneToken)));
    const [tokens, allowed] = [rows.map((of) => of.map((row) => row.tokens)), rows.map((of) => of.map((row) => row.allowed))];
    const drawn = await drawer.generate(tokens, 1, { ...options, topK: 0, allowed });
    return drawn.map((of) => of.map(([token]) => token!));
  }

  /** Overwrites all weights of one member, as `tensors` gives them. */
  rewrite(member: number, tensors: readonly NamedTensor[]): void {
    const { weights } = this.parts;
    const arena = pack(weights.list, tensors);
    const { slices } = arenaLayout(weights.list, 1);
    for (const { name } of weights.list) {
      const { offset, bytes } = slices.get(name)!;
      weights.write(name, member, arena.subarray(offset / 4, (offset + bytes) / 4));
    }
  }

  /** Where one member's head looks in a text of 1 to `context` tokens, and what each layer would answer, after `step` steps. */
  async look(text: readonly number[], place: Place): Promise<LookedAt & { readonly step: number }> {
    const { kernels, config, weights } = this.parts;
    const looker = await (this.looker ??= this.counted(Looker.compile(kernels, config, weights)));
    const { step } = this;
    return { step, ...(await looker.look(text, place)) };
  }

  /** The weights of one member, padding removed. */
  async tensors(member: number): Promise<NamedTensor[]> {
    const { members, weights } = this.parts;
    return unpack(weights.list, members.length, new Float32Array(await readBuffer(this.device, weights.parameters)), member);
  }

  /** Gives back what it answers with, and keeps its weights: what is asked next is made anew. */
  async rest(): Promise<void> {
    const made = [this.sampler, this.answerer, this.drawer, this.predictor, this.looker];
    this.sampler = undefined;
    this.answerer = undefined;
    this.drawer = undefined;
    this.predictor = undefined;
    this.looker = undefined;
    this.askedBytes = 0;
    this.evaluation?.destroy();
    this.evaluation = undefined;
    for (const each of made) (await each?.catch(() => undefined))?.destroy();
  }

  async destroy(): Promise<void> {
    await this.rest();
    this.parts.weights.destroy();
    for (const buffer of Object.values(this.parts.buffers)) buffer.destroy();
  }

  private get device(): GPUDevice {
    return this.parts.kernels.device;
  }

  private async counted<T extends { readonly bytes: number }>(making: Promise<T>): Promise<T> {
    const made = await making;
    this.askedBytes += made.bytes;
    return made;
  }
}
