// Finds the kernels that are fastest on a GPU for the arms in question. Each candidate is first compared with float64: one that is
// wrong is out. What is usual on such a device stays unless another is faster beyond noise; what concerns whole steps must also
// train the same. On a CPU that plays GPU nothing is timed, since compiling would take longer than anything it could gain.

import { modelConfig, type ArmConfig } from '#src/experiment/settings.ts';
import type { DeviceKind } from '#src/gpu/device.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import type { MatmulVariant, Tuning } from '#src/gpu/tuning.ts';
import { trainingGraph } from '#src/model/model.ts';
import { OutOfMemory } from '#src/train/cohort.ts';
import { Refusal, refuse } from '#src/words/message.ts';
import { defaultFor } from './defaults.ts';
import { isFaster } from './faster.ts';
import { productError } from './product-error.ts';
import { Products, type Layer } from './product.ts';
import { foursShare } from './quads.ts';
import { openTrial, trainsAlike } from './trial.ts';

/** What will be trained: arms, and how many replicas of each. */
export interface Question {
  readonly arms: readonly ArmConfig[];
  readonly replicas: number;
}

/** On GPUs; what block16 and quads32 keep in registers spills on every one of them. */
const candidates: readonly MatmulVariant[] = ['tile32', 'tile64', 'block8', 'quads16'];
const tolerance = 1e-4; // sums of 37 terms in float32 err by 1e-6
const usualVocab = 80;
const mostLayers = 12;
const firstSteps = 4;

/** Stops between two measurements when `signal` says so, by its reason. */
export async function tune(kernels: Kernels, kind: DeviceKind, question: Question, signal?: AbortSignal): Promise<Tuning> {
  const subgroups = await foursShare(kernels);
  const usual = defaultFor(kind, subgroups);
  if (kind === 'software') return usual;
  const right: MatmulVariant[] = [];
  for (const variant of candidates) {
    signal?.throwIfAborted();
    if (variant.startsWith('quads') && !subgroups) continue;
    const alone: Tuning = { ...usual, small: variant, large: variant };
    if ((await productError(kernels.tuned(alone))) < tolerance) right.push(variant);
  }
  if (right.length === 0) throw refuse('wrongProducts');
  let best = usual;
  for (const size of ['small', 'large'] as const) best = await bestProducts(kernels, best, size, right, question, signal);
  const flavours: [Partial<Tuning>, possible: boolean, tolerance: number][] = [
    [{ attention: 'shared' }, subgroups, 1e-4],
    [{ storage: 'f16' }, kernels.device.features.has('shader-f16'), 0.01],
  ];
  for (const [flavour, possible, tolerance] of flavours)
    if (possible && (await isBetter(kernels, { ...best, ...flavour }, best, tolerance, question, signal)))
      best = { ...best, ...flavour };
  return best;
}

/** With the fastest of the right variants for its small or its large products. */
async function bestProducts(
  kernels: Kernels,
  usual: Tuning,
  size: 'small' | 'large',
  right: readonly MatmulVariant[],
  { arms, replicas }: Question,
  signal?: AbortSignal,
): Promise<Tuning> {
  const layers = layersOf(arms);
  const open = (tuning: Tuning): Promise<Products> => Products.compile(kernels.tuned(tuning), layers, Math.min(2, replicas));
  let best: Tuning = right.includes(usual[size]) ? usual : { ...usual, [size]: right[0]! };
  let products = await open(best);
  try {
    for (const variant of right) {
      signal?.throwIfAborted();
      if (variant === best[size]) continue;
      const tuning: Tuning = { ...best, [size]: variant };
      const others = await open(tuning);
      const places = differing(products, others);
      const timed = [others, products].map((p) => (times: number) => p.burst(times, places));
      const wins = await (places?.length !== 0 ? isFaster(timed[0]!, timed[1]!, signal) : Promise.resolve(false)).finally(() =>
        others.destroy(),
      );
      if (!wins) continue;
      products.destroy();
      [best, products] = [tuning, await open(tuning)];
    }
    return best;
  } finally {
    products.destroy();
  }
}

/** The distinct products of these arms, but for a tied head, which is the embedding. */
export function layersOf(arms: readonly ArmConfig[]): Layer[] {
  const layers = new Map<string, Layer>();
  for (const arm of arms) {
    const { parameters } = trainingGraph(modelConfig(arm, usualVocab), arm.batch, arm);
    for (const { name, shape, group } of parameters) {
      if (group !== 'matrix' && group !== 'head') continue;
      const [inner, outer] = shape as readonly [number, number];
      // What a block writes to the stream comes out of attention or an activation, all else out of a norm.
      const layer: Layer = { rows: arm.batch * arm.context, inner, outer, normed: !/\.(out|down)$/.test(name) };
      layers.set(JSON.stringify(layer), layer);
    }
  }
  return [...layers.values()].slice(0, mostLayers);
}

/** Where two lists of the same products use different kernels; everywhere, if one launches together what the other launches alone. */
const differing = (a: Products, b: Products): number[] | undefined =>
  a.dispatches.length !== b.dispatches.length
    ? undefined
    : a.dispatches.flatMap((d, i) => {
        const other = b.dispatches[i]!;
        const same = d.shader === other.shader && d.entry === other.entry;
        return same && JSON.stringify(d.constants) === JSON.stringify(other.constants) ? [] : [i];
      });

/** Whether steps of the first arm with the one tuning train as with the other, and faster. What does not fit is not. */
async function isBetter(
  kernels: Kernels,
  tuning: Tuning,
  usual: Tuning,
  tolerance: number,
  { arms, replicas }: Question,
  signal?: AbortSignal,
): Promise<boolean> {
  const trials = [];
  try {
    for (const t of [usual, tuning]) {
      signal?.throwIfAborted();
      trials.push(await openTrial(kernels.tuned(t), arms[0]!, replicas, firstSteps, signal));
    }
    const [a, b] = trials as [(typeof trials)[number], (typeof trials)[number]];
    return trainsAlike(b, a, tolerance) && (await isFaster(b.burst, a.burst, signal));
  } catch (error) {
    if (error instanceof OutOfMemory || error instanceof Refusal) return false;
    throw error;
  } finally {
    for (const t of trials) await t.destroy();
  }
}
