// Training with activations stored as f16, on a device that has shader-f16: every kernel compiles, every variant takes a step,
// and one model learns for a while. Runs in Node and, bundled, in Deno, so it may use nothing but the web platform.

import { openSource } from '#src/data/source.ts';
import { baseArm, type ArmConfig, type ModelConfig } from '#src/experiment/settings.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { plainest, type Tuning } from '#src/gpu/tuning.ts';
import { planCohort } from '#src/train/cohort-plan.ts';
import { Cohort } from '#src/train/cohort.ts';
import { forCpu, forGpu } from '#src/tuning/defaults.ts';
import { usual } from '../gpu/usual.ts';
import { randomBatch, trainer, variants } from '../model/variants.ts';
import { randomParameters, type Values } from '../reference/initial.ts';
import { everyDispatch } from '../model/every-dispatch.ts';
import { rowsInHalf, type HalfRows } from './half-rows.ts';
import { compileAll } from './measure.ts';

export interface Half {
  /** Every entry point with the overrides it was compiled with. */
  readonly kernels: string[];
  /** Of these, those that Muon alone asks for: it works on weights, which stay f32. */
  readonly ofMuon: string[];
  readonly variants: Record<string, HalfStep[]>; // per replica
  readonly rows: HalfRows[]; // per replica
  /** A model whose logits are beyond the range of f16. */
  readonly overflown: HalfStep;
  readonly curve: Curve;
}

export interface HalfStep {
  readonly loss: number;
  readonly norm: number;
  readonly diverged: number;
  readonly gradients: Record<string, number[]>; // of the mean loss, with their padding
}

export interface Curve {
  readonly losses: number[];
  readonly norm: number; // of the gradient of the last step
  readonly captured: number; // the same, from what was captured inside
  readonly heldOut: number;
  readonly text: string;
}

export const halfFeatures = { needed: ['shader-f16'], welcome: ['subgroups'] } as const;
export const batch = 2;
export const replicas = [0, 1];

export async function measureHalf(device: GPUDevice): Promise<Half> {
  device.pushErrorScope('validation');
  const half = (tuning: Tuning): Kernels => new Kernels(device, { ...tuning, storage: 'f16' });
  const kernels = half(usual);
  const compiled = await compileAll(device, 'f16');
  const withoutMuon = everyDispatch('f16', device.features.has('subgroups'), ['adamw']);
  const steps: Record<string, HalfStep[]> = {};
  for (const [name, config] of Object.entries(variants)) steps[name] = await stepOf(kernels, config);
  const tunings = {
    'wide, plainest': plainest,
    'wide, for a GPU': forGpu('discrete'),
    'wide, for a CPU': forCpu(device.features.has('subgroups')),
  };
  for (const [name, tuning] of Object.entries(tunings)) steps[name] = await stepOf(half(tuning), models[name]!);
  const [overflown] = await stepOf(kernels, variants['residual']!, 1e5);
  const rows = await rowsInHalf(kernels, replicas);
  const curve = await trainCurve(kernels);
  const error = await device.popErrorScope();
  if (error) throw new Error(error.message);
  return {
    kernels: compiled,
    ofMuon: compiled.filter((name) => !withoutMuon.has(name)),
    variants: steps,
    rows,
    overflown: overflown!,
    curve,
  };
}

/** More than one tile of a product, and heads of more than one panel. */
const wide: ModelConfig = { ...variants['residual']!, width: 40, depth: 1, context: 37 };
/** The models of `Half.variants`. */
export const models: Record<string, ModelConfig> = {
  ...variants,
  'wide, plainest': wide,
  'wide, for a GPU': wide,
  'wide, for a CPU': wide,
};

/** `scale` multiplies the head. */
async function stepOf(kernels: Kernels, config: ModelConfig, scale = 1): Promise<HalfStep[]> {
  const scaled = (p: Values): Values => ({ ...p, ...(p['head'] && { head: p['head'].map((v) => v * scale) }) });
  const run = await trainer(
    kernels,
    config,
    batch,
    replicas.map((r) => scaled(randomParameters(config, r))),
    replicas.map((r) => randomBatch(config, batch, r)),
  );
  run.plan.run();
  const found: HalfStep[] = [];
  for (const r of replicas) {
    const scored = run.plan.inputs['scored']![r]!;
    const gradients: Record<string, number[]> = {};
    for (const { name } of run.weights.list)
      gradients[name] = Array.from(await run.weights.read(name, r, 'gradients'), (v) => v / scored);
    found.push({ ...(await run.metrics(r)), gradients });
  }
  run.destroy();
  return found;
}

/** Thirty steps of a small model; the storage is what differs between two of these. */
export async function trainCurve(kernels: Kernels): Promise<Curve> {
  const config: ArmConfig = {
    ...baseArm,
    source: 'markov',
    depth: 3,
    width: 32,
    heads: 2,
    context: 32,
    batch: 8,
    steps: 30,
    warmup: 5,
    learningRate: 1e-2,
    firstLayer: true,
    valueResidual: 'learned',
  };
  const source = await openSource(config, () => Promise.reject(new Error('There is no text here.')));
  const members = [{ arm: 0, run: 0, seed: 1, config, source }];
  const cohort = await Cohort.compile(kernels, planCohort('test', members, kernels.device.limits, kernels.tuning));
  await cohort.inspect(true);
  const training = cohort.train(config.steps);
  const [inside] = await cohort.capture();
  const metrics = await training;
  const [heldOut] = await cohort.model.evaluate([1]);
  const [text] = await cohort.model.generate('ab', 16, 0, 0, 1);
  await cohort.destroy();
  return {
    losses: metrics.map((m) => m.loss[0]!),
    norm: metrics.at(-1)!.norm[0]!,
    captured: Math.hypot(...inside!.flatMap(({ kind, value }) => (kind === 'gradient' ? [value] : []))),
    heldOut: heldOut![0]!,
    text: text!,
  };
}
