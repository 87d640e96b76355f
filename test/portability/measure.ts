// What is compared between two WebGPU implementations: every kernel compiles, and every variant trains alike.
// Runs in Node and, bundled, in Deno, so it may use nothing but the web platform.

import { openSource, type Source } from '#src/data/source.ts';
import type { ArmConfig, ModelConfig } from '#src/experiment/settings.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { plainest, type Tuning } from '#src/gpu/tuning.ts';
import { planCohort } from '#src/train/cohort-plan.ts';
import { Cohort } from '#src/train/cohort.ts';
import { usual } from '../gpu/usual.ts';
import { everyDispatch } from '../model/every-dispatch.ts';
import { randomBatch, some, trainer, variants } from '../model/variants.ts';
import { randomParameters } from '../reference/initial.ts';
import { tiny } from '../tiny.ts';

export interface Measured {
  /** Every entry point with the overrides it was compiled with. */
  readonly kernels: string[];
  readonly variants: Record<string, VariantStep[]>; // per replica
  readonly cohort: {
    readonly losses: number[][];
    readonly norms: number[][];
    readonly heldOut: number[];
    readonly texts: string[];
    readonly captured: { kind: string; value: number }[][]; // what is inside each replica after a few steps, before roundings add up
    readonly attention: number[]; // of one head
    readonly likeliest: number[][]; // what each layer would answer
  };
}

export interface VariantStep {
  readonly loss: number;
  readonly norm: number;
  readonly gradients: Record<string, number>; // norm of each parameter's gradient
}

const batch = 2;

export async function measure(device: GPUDevice): Promise<Measured> {
  device.pushErrorScope('validation');
  const kernels = new Kernels(device, usual);
  const compiled = await compileAll(device, 'f32');
  const steps: Record<string, VariantStep[]> = {};
  for (const [name, config] of Object.entries(variants)) steps[name] = await oneStep(kernels, config);
  for (const [name, config] of some('residual', 'QK-norm', 'value residual, learned'))
    steps[`${name}, plain attention`] = await oneStep(kernels, config, plainest);
  const cohort = await trainCohort(kernels);
  const error = await device.popErrorScope();
  if (error) throw new Error(error.message);
  return { kernels: compiled, variants: steps, cohort };
}

/** All kernels, with every combination of overrides that a model asks for, in training and whatever is done beside it. */
export async function compileAll(device: GPUDevice, storage: Tuning['storage']): Promise<string[]> {
  const kernels = new Kernels(device);
  const all = everyDispatch(storage, device.features.has('subgroups'));
  for (const [name, { shader, entry, constants = {} }] of all) {
    const numbers = Object.fromEntries(Object.entries(constants).map(([key, value]) => [key, Number(value)]));
    await kernels.get({ ...shader, entry, constants: numbers }).catch((error: unknown) => {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    });
  }
  return [...all.keys()].sort();
}

async function oneStep(kernels: Kernels, config: ModelConfig, tuning = kernels.tuning): Promise<VariantStep[]> {
  const replicas = [0, 1];
  const values = replicas.map((r) => randomParameters(config, r));
  const run = await trainer(
    kernels,
    config,
    batch,
    values,
    replicas.map((r) => randomBatch(config, batch, r)),
    tuning,
  );
  run.plan.run();
  const found: VariantStep[] = [];
  for (const r of replicas) {
    const { loss, norm } = await run.metrics(r);
    const gradients: Record<string, number> = {};
    for (const { name } of run.weights.list) gradients[name] = Math.hypot(...(await run.weights.read(name, r, 'gradients')));
    found.push({ loss, norm, gradients });
  }
  run.destroy();
  return found;
}

async function trainCohort(kernels: Kernels): Promise<Measured['cohort']> {
  const config: ArmConfig = {
    ...tiny,
    source: 'markov', // made here: Deno has no text
    depth: 2,
    heads: 2,
    batch: 4,
    steps: 10,
    firstLayer: true,
    valueResidual: 'learned',
    dropout: 0.1,
  };
  const source: Source = await openSource(config, () => Promise.reject(new Error('There is no text here.')));
  const members = [1, 2].map((seed, run) => ({ arm: 0, run, seed, config, source }));
  const cohort = await Cohort.compile(kernels, planCohort('test', members, kernels.device.limits, kernels.tuning));
  await cohort.inspect(true);
  // At first all branches end in zeros, and the gradient of a shortcut's weight, which then only scales the stream, is rounding alone.
  const training = [cohort.train(3)];
  const inside = await cohort.capture();
  training.push(cohort.train(7));
  const metrics = (await Promise.all(training)).flat();
  const { attention, layers } = await cohort.model.look([1, 2, 3, 4, 5], { replica: 1, layer: 1, head: 0 });
  const heldOut = [...(await cohort.model.evaluate([1]))[0]!];
  const texts = await cohort.model.generate('ab', 16, 0, 0, 1);
  await cohort.destroy();
  return {
    losses: metrics.map((m) => [...m.loss]),
    norms: metrics.map((m) => [...m.norm]),
    heldOut,
    texts,
    captured: inside.map((values) => values.map(({ kind, value }) => ({ kind, value }))),
    attention: [...attention],
    likeliest: layers!.map(({ likeliest }) => [...likeliest]),
  };
}
