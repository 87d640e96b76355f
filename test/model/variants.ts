// The models of the tests: every option alone and compositions, tiny; and a plan for one training step of them.

import { integer } from '#src/data/random.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights } from '#src/graph/weights.ts';
import { trainingGraph, type Objective } from '#src/model/model.ts';
import type { Values } from '../reference/initial.ts';
import { tinyModel } from '../tiny.ts';

const options = {
  residual: {},
  'no residual': { residual: false },
  'first layer': { firstLayer: true },
  'first layer, no residual': { firstLayer: true, residual: false },
  'value residual, learned': { valueResidual: 'learned' },
  'value residual, fixed': { valueResidual: 'fixed' },
  'U-net': { uNet: true },
  'U-net, even depth': { uNet: true, depth: 4 },
  'value embeddings': { valueEmbeddings: true },
  DenseFormer: { denseFormer: true },
  'hyper-connections': { hyperConnections: true },
  ReZero: { reZero: true },
  LayerScale: { layerScale: true },
  GELU: { activation: 'gelu' },
  SwiGLU: { activation: 'swiglu' },
  'learned positions': { positions: 'learned' },
  'QK-norm': { qkNorm: true },
  'QK-norm, learned positions': { qkNorm: true, positions: 'learned' },
  'tied head': { tiedHead: true },
  muP: { rateRule: 'mup' },
  'muP, tied head': { rateRule: 'mup', tiedHead: true },
  'one head, depth 1': { heads: 1, depth: 1 },
  'all but hyper-connections': {
    firstLayer: true,
    valueResidual: 'learned',
    uNet: true,
    denseFormer: true,
    reZero: true,
    layerScale: true,
    qkNorm: true,
    tiedHead: true,
    positions: 'learned',
    activation: 'gelu',
  },
  'hyper-connections and the rest': {
    hyperConnections: true,
    firstLayer: true,
    valueEmbeddings: true,
    layerScale: true,
    qkNorm: true,
    activation: 'swiglu',
  },
  'no residual, first layer, value residual': { residual: false, firstLayer: true, valueResidual: 'learned' },
  'no residual, DenseFormer, U-net': { residual: false, denseFormer: true, uNet: true },
  'record 11': { uNet: true, firstLayer: true, valueResidual: 'learned' },
} satisfies Record<string, Partial<ModelConfig>>;

export const variants: Record<string, ModelConfig> = Object.fromEntries(
  Object.entries(options).map(([name, option]) => [name, { ...tinyModel, ...option }]),
);

export interface TestBatch {
  readonly tokens: Uint32Array;
  readonly targets: Uint32Array;
}

/** Random tokens; one target is not scored. */
export function randomBatch(c: ModelConfig, batch: number, seed: number): TestBatch {
  const draw = (stream: number) => Uint32Array.from({ length: batch * c.context }, (_, i) => integer(seed, stream, i, c.vocab));
  const targets = draw(2);
  targets[seed % targets.length] = 0xffffffff;
  return { tokens: draw(1), targets };
}

export interface StepRun {
  readonly plan: Plan;
  readonly weights: Weights;
  readonly provided: Readonly<Record<'step' | 'control' | 'metrics' | 'replicas', GPUBuffer>>;
  readonly metrics: (replica: number) => Promise<{ loss: number; norm: number; diverged: number }>;
  readonly setStep: (values: { step: number; rate: number; correction1: number; correction2: number; slot: number }) => void;
  readonly destroy: () => void;
}

/** A plan whose inputs are filled with one batch per replica, if it is given; run it to train one step at rate 0. */
export async function trainer(
  kernels: Kernels,
  c: ModelConfig,
  batch: number,
  values: readonly Values[],
  data: readonly TestBatch[],
  tuning = kernels.tuning,
  objective: Objective = 'text',
): Promise<StepRun> {
  const { device } = kernels;
  const graph = trainingGraph(c, batch, { beta1: 0.9, beta2: 0.95, clip: 1 }, { tuning, objective });
  const replicas = values.length;
  const weights = new Weights(device, graph, replicas);
  for (const p of graph.parameters) values.forEach((v, r) => weights.write(p.name, r, pad(v[p.name]!, p.shape, p.trueShape)));
  const buffer = (bytes: number, usage = 0): GPUBuffer =>
    device.createBuffer({
      size: bytes,
      usage: usage | GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
  const [step, metrics] = [structOf(graph, 'step'), structOf(graph, 'metrics')];
  const provided = {
    step: buffer(step.uniformSize, GPUBufferUsage.UNIFORM),
    control: buffer(structOf(graph, 'control').bytes * replicas),
    metrics: buffer(metrics.bytes * replicas),
    replicas: buffer(structOf(graph, 'replicas').bytes * replicas),
  };
  const plan = await Plan.compile(kernels, graph, weights, provided);
  fill(plan, c, batch, data);
  plan.upload();
  return {
    plan,
    weights,
    provided,
    metrics: async (replica) => {
      const line = await readBuffer(device, provided.metrics);
      const of = (field: string): number => metrics.column(line, field)(replica);
      return { loss: of('loss'), norm: of('norm'), diverged: of('diverged') };
    },
    setStep: (values) => device.queue.writeBuffer(provided.step, 0, step.write(values)),
    destroy: () => {
      plan.destroy();
      weights.destroy();
      Object.values(provided).forEach((b) => b.destroy());
    },
  };
}

/** Only some of the variants, where all of them would take long. */
export const some = (...names: string[]): [string, ModelConfig][] => names.map((name) => [name, variants[name]!]);

/** Zeros in the columns and rows that round the vocabulary up. */
export function pad(values: Float64Array, shape: readonly number[], trueShape: readonly number[]): Float32Array<ArrayBuffer> {
  const padded = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const [stride, columns] = [shape.at(-1)!, trueShape.at(-1)!];
  values.forEach((v, i) => (padded[Math.floor(i / columns) * stride + (i % columns)] = v));
  return padded;
}

function fill(plan: Plan, c: ModelConfig, batch: number, data: readonly TestBatch[]): void {
  const rows = batch * c.context;
  const { tokens, targets, order, starts, scored } = plan.inputs;
  data.forEach((d, r) => {
    tokens!.set(d.tokens, r * rows);
    targets!.set(d.targets, r * rows);
    const sorted = Array.from(d.tokens.keys()).sort((a, b) => d.tokens[a]! - d.tokens[b]! || a - b);
    order!.set(sorted, r * rows);
    for (let v = 0; v <= c.vocab; v++) starts![r * (c.vocab + 1) + v] = d.tokens.filter((t) => t < v).length;
    scored![r] = d.targets.filter((t) => t !== 0xffffffff).length;
  });
}
