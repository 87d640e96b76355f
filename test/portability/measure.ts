// What is compared between two WebGPU implementations: every kernel compiles, and every variant trains alike.
// Runs in Node and, bundled, in Deno, so it may use nothing but the web platform.

import type { Source } from '#src/data/source.ts';
import { openSource } from '#src/data/source.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import type { Dispatch } from '#src/graph/graph.ts';
import { baseArm, type ArmConfig, type ModelConfig } from '#src/model/config.ts';
import { evaluationGraph, samplingGraph, trainingGraph } from '#src/model/model.ts';
import { Cohort, cohortKey } from '#src/train/cohort.ts';
import { randomParameters } from '../reference/initial.ts';
import { randomBatch, trainer, variants } from '../model/variants.ts';

export interface Measured {
  /** Every entry point with the overrides it was compiled with. */
  readonly kernels: string[];
  readonly variants: Record<string, VariantStep[]>; // per replica
  readonly cohort: {
    readonly losses: number[][];
    readonly norms: number[][];
    readonly heldOut: number[];
    readonly texts: string[];
  };
}

export interface VariantStep {
  readonly loss: number;
  readonly norm: number;
  readonly gradients: Record<string, number>; // norm of each parameter's gradient
}

const batch = 2;
const optimizer = { beta1: 0.9, beta2: 0.95, clip: 1 };

export async function measure(device: GPUDevice): Promise<Measured> {
  device.pushErrorScope('validation');
  const kernels = new Kernels(device);
  const compiled = await compileAll(kernels);
  const steps: Record<string, VariantStep[]> = {};
  for (const [name, config] of Object.entries(variants)) steps[name] = await oneStep(kernels, config);
  const cohort = await trainCohort(kernels);
  const error = await device.popErrorScope();
  if (error) throw new Error(error.message);
  return { kernels: compiled, variants: steps, cohort };
}

const nameOf = ({ shader, entry, constants = {} }: Dispatch): string =>
  `${shader.name}.${entry} ${JSON.stringify(Object.entries(constants).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

/** All kernels of all variants, with dropout too, in training, evaluation and sampling; heads of every width the panels know. */
async function compileAll(kernels: Kernels): Promise<string[]> {
  const all = new Map<string, Dispatch>();
  const shapes: ModelConfig[] = Object.values(variants).flatMap((c) => [c, { ...c, dropout: 0.1 }]);
  const wide = [16, 20, 128].map((head): ModelConfig => ({ ...variants['residual']!, width: 2 * head }));
  for (const c of [...shapes, ...wide]) {
    const graphs = [trainingGraph(c, batch, optimizer), evaluationGraph(c, batch), samplingGraph(c, 4).graph];
    for (const d of graphs.flatMap((g) => g.dispatches)) all.set(nameOf(d), d);
  }
  for (const [name, { shader, entry, constants = {} }] of all) {
    const numbers = Object.fromEntries(Object.entries(constants).map(([key, value]) => [key, Number(value)]));
    await kernels.get({ ...shader, entry, constants: numbers }).catch((error: unknown) => {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    });
  }
  return [...all.keys()].sort();
}

async function oneStep(kernels: Kernels, config: ModelConfig): Promise<VariantStep[]> {
  const replicas = [0, 1];
  const values = replicas.map((r) => randomParameters(config, r));
  const run = await trainer(
    kernels,
    config,
    batch,
    values,
    replicas.map((r) => randomBatch(config, batch, r)),
  );
  run.plan.run();
  const found: VariantStep[] = [];
  for (const r of replicas) {
    const { loss, norm } = await run.metrics(r);
    const gradients: Record<string, number> = {};
    for (const { name } of run.weights.list)
      gradients[name] = Math.hypot(...(await run.weights.read(name, r, 'gradients')));
    found.push({ loss, norm, gradients });
  }
  run.destroy();
  return found;
}

async function trainCohort(kernels: Kernels): Promise<Measured['cohort']> {
  const config: ArmConfig = {
    ...baseArm, source: 'markov', depth: 2, width: 8, heads: 2, context: 8, batch: 4, steps: 10, warmup: 2, learningRate: 1e-2,
    firstLayer: true, valueResidual: 'learned', dropout: 0.1,
  }; // prettier-ignore
  const source: Source = await openSource(config, () => Promise.reject(new Error('There is no text here.')));
  const members = [1, 2].map((seed, replica) => ({ arm: 0, replica, seed, config, source }));
  const cohort = await Cohort.compile(kernels, cohortKey(config, source.vocab), members);
  const metrics = await cohort.train(10);
  const heldOut = [...(await cohort.evaluate(20))];
  const texts = await cohort.generate('ab', 16, 0, 0, 1);
  await cohort.destroy();
  return { losses: metrics.map((m) => [...m.loss]), norms: metrics.map((m) => [...m.norm]), heldOut, texts };
}
