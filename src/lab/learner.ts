// A model of a study while it learns, one replica for each seed: a cohort, its turns with whoever waits, and what is kept of it.

import { stepsPerBurst, piecesOfStep } from '#src/train/pace.ts';
import { longestBurst, type Cohort, type Fill, type StepMetrics } from '#src/train/cohort.ts';
import type { TrainedModel } from '#src/train/trained-model.ts';
import type { KeptLearner } from '#src/storage/kept-studies.ts';
import type { NamedTensor } from '#src/graph/packing.ts';

export class Learner {
  readonly name: string;
  private readonly cohort: Cohort;
  private readonly turn: (learner: Learner) => Promise<void>;
  private msPerStep = 0;
  ended = false;
  /** It has learned since it was kept. */
  isNew = false;

  /**
   * `turn` is taken before every burst: it may wait, save, and end the study by throwing. Not after it: what a step gave is written down
   * first, or a program that goes on from there would never do it.
   */
  constructor(name: string, cohort: Cohort, turn: (learner: Learner) => Promise<void>) {
    this.name = name;
    this.cohort = cohort;
    this.turn = turn;
  }

  /** Done. */
  get step(): number {
    return this.cohort.step;
  }

  /** In all. */
  get steps(): number {
    return this.cohort.steps;
  }

  /** What it has learned so far, to be asked. */
  get model(): TrainedModel {
    return this.cohort.model;
  }

  /** Up to this step, of what its sources hold. */
  async train(to = this.steps): Promise<void> {
    while (this.step < to && !this.ended) {
      const count = Math.min(stepsPerBurst(this.msPerStep), to - this.step, longestBurst);
      await this.burst(count);
    }
  }

  /** One step, of what is filled in: for those whose data follow from what was learned. */
  async learn(fill: Fill): Promise<StepMetrics> {
    const [metrics] = await this.burst(1, fill);
    return metrics!;
  }

  /**
   * One step of what its sources hold, computed where `constrain` takes its weights: what is learned there is added to the weights
   * themselves, which need not obey (straight through, Bengio et al. 2013, arXiv 1308.3432).
   */
  async trainThrough(constrain: (tensors: readonly NamedTensor[], seed: number) => readonly NamedTensor[]): Promise<void> {
    await this.turn(this);
    const { model, cohort } = this;
    const weights = (): Promise<NamedTensor[][]> => Promise.all(cohort.members.map((_, seed) => model.tensors(seed)));
    const own = await weights();
    const there = own.map(constrain);
    for (const [seed, tensors] of there.entries()) model.rewrite(seed, tensors);
    await cohort.train(1, piecesOfStep(this.msPerStep));
    for (const [seed, tensors] of (await weights()).entries()) model.rewrite(seed, moved(own[seed]!, there[seed]!, tensors));
    this.isNew = true;
  }

  /** Learns no more: gives back all memory but that of its weights. */
  async end(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.isNew = true;
    await this.cohort.rest();
  }

  async kept(): Promise<KeptLearner> {
    const { step, ended } = this;
    return { step, ended, arenas: ended ? { parameters: await this.parameters() } : await this.cohort.snapshot() };
  }

  parameters(): Promise<Float32Array> {
    return this.cohort.parameters();
  }

  /** Goes on from what was kept. */
  async restore({ step, ended, arenas }: KeptLearner): Promise<void> {
    this.cohort.restore(arenas, step);
    if (!ended) return;
    await this.end();
    this.isNew = false;
  }

  /** The weights of one seed become those that another one has now; it has the same shape. */
  async adopt(seed: number, from: Learner): Promise<void> {
    this.model.rewrite(seed, await from.model.tensors(seed));
    this.isNew = true;
  }

  destroy(): Promise<void> {
    return this.cohort.destroy();
  }

  private async burst(count: number, fill?: Fill): Promise<StepMetrics[]> {
    await this.turn(this);
    const began = performance.now();
    const metrics = await this.cohort.train(count, piecesOfStep(this.msPerStep), fill);
    this.msPerStep = (performance.now() - began) / count;
    this.isNew = true;
    return metrics;
  }
}

/** By what leads from one to the other. */
const moved = (own: readonly NamedTensor[], from: readonly NamedTensor[], to: readonly NamedTensor[]): NamedTensor[] =>
  own.map((tensor, i) => ({
    ...tensor,
    data: tensor.data.map((value, j) => value + (to[i]!.data[j]! - from[i]!.data[j]!)),
  }));
