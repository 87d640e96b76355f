// What is chosen for a device: of the kernels that are right, the fastest, by a clock that the test turns.

import { describe, expect, test, vi } from 'vitest';
import { Kernels } from '#src/gpu/kernel.ts';
import { matmulVariants, plainest, type MatmulVariant, type Tuning } from '#src/gpu/tuning.ts';
import { forCpu, forGpu } from '#src/tuning/defaults.ts';
import { productError } from '#src/tuning/product-error.ts';
import { trainsAlike } from '#src/tuning/trial.ts';
import { layersOf, tune, type Question } from '#src/tuning/tune.ts';
import { featuredDevice, gpuDevice } from '../gpu/device.ts';
import { onDispatch } from '../gpu/dispatches.ts';
import { tiny } from '../tiny.ts';

let shared: Promise<Kernels> | undefined;
/** Kept, as what nobody holds is compiled again. */
const sharedKernels = (): Promise<Kernels> => (shared ??= featuredDevice().then((device) => new Kernels(device)));
/** Without features no flavour of whole steps is possible, so only products are timed. */
let plain: Promise<Kernels> | undefined;
const plainKernels = (): Promise<Kernels> => (plain ??= gpuDevice().then((device) => new Kernels(device)));
const usual = forGpu('discrete');

/** Of one block: the products of the first fill no tile, those of the second so many that larger tiles are worth it. */
const arms = [
  { ...tiny, width: 16, context: 16 },
  { ...tiny, width: 16, context: 64, batch: 128 },
];
const question = { arms, replicas: 1 };
/** Workgroups from which on a product of these is large, by who computes it. */
const many: Readonly<Record<string, number>> = { tile32: 256, tile64: 128, block8: 32, quads16: 32 };

test('on a CPU nothing is timed', async () => {
  const kernels = await sharedKernels();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => expect.unreachable());
  const tuning = await tune(kernels, 'software', question).finally(() => clock.mockRestore());
  expect(tuning).toEqual(forCpu(kernels.device.features.has('subgroups')));
});

test('every variant that runs here agrees with float64', async () => {
  const kernels = await sharedKernels();
  const { features } = kernels.device;
  for (const small of matmulVariants.filter((v) => features.has('subgroups') || !v.startsWith('quads')))
    expect(await productError(kernels.tuned({ ...plainest, small })), small).toBeLessThan(1e-5);
});

test('products are timed at the shapes of the arms, each once', () => {
  const layer = (inner: number, outer: number, normed: boolean) => ({ rows: 32, inner, outer, normed });
  expect(layersOf([arms[0]!, { ...arms[0]!, depth: 3, learningRate: 1 }])).toEqual([
    layer(16, 48, true),
    layer(16, 16, false),
    layer(16, 64, true),
    layer(64, 16, false),
    layer(16, 80, true),
  ]);
  expect(layersOf(arms)).toHaveLength(10);
});

describe('a GPU gets', () => {
  test.for<[small: MatmulVariant, large: MatmulVariant]>([
    ['tile32', 'tile64'],
    ['block8', 'tile32'],
    ['tile64', 'block8'],
  ])('%s for small products and %s for large ones, if those are the fastest', async ([small, large]) => {
    const times = (kernel: string, isLarge: boolean): number => (kernel === (isLarge ? large : small) ? 10 : 20);
    expect(await tuned(times)).toEqual({ ...usual, small, large });
  });

  test.for(['alone', 'shared'] as const)('attention %s, if that is faster', async (attention, { skip }) => {
    skip(!(await sharedKernels()).device.features.has('subgroups'), 'this adapter has no subgroups');
    const fast = { alone: 'attention_panels', shared: 'attention_shared' }[attention];
    const times = (kernel: string): number => (kernel === fast ? 500 : kernel.startsWith('attention') ? 1000 : 10);
    const kernels = await sharedKernels();
    expect(await tuned(times, { kernels, question: { arms: arms.slice(0, 1), replicas: 1 } })).toEqual({ ...usual, attention });
  });

  test('what is usual, if all take as long', async () => {
    expect(await tuned(() => 10)).toEqual(usual);
  });

  test('nothing that is wrong, however fast it is', async () => {
    const times = (kernel: string): number => ({ tile32: 10, block8: 20 })[kernel] ?? 30;
    expect(await tuned(times)).toMatchObject({ small: 'tile32', large: 'tile32' });
    expect(await tuned(times, { wrong: 'tile32' })).toMatchObject({ small: 'block8', large: 'block8' });
  });

  test('no block16 and no quads32, which no GPU has registers for', async () => {
    const seen = new Set<string>();
    const times = (kernel: string): number => (seen.add(kernel), 10);
    await tuned(times);
    expect(seen).toContain('block8');
    expect(['block16', 'quads32'].filter((variant) => seen.has(variant))).toEqual([]);
  });
});

test('stops when something else is to be done, and gives back what it held', async () => {
  const { device } = await plainKernels();
  const interruption = new AbortController();
  let bursts = 0;
  const restore = onDispatch(device, (_, size) => {
    if (++bursts === 40) interruption.abort(new Error('Something trains.'));
    return size;
  });
  const ending = tune(await plainKernels(), 'discrete', { arms: [arms[0]!], replicas: 1 }, interruption.signal);
  await expect(ending.finally(restore)).rejects.toThrow('Something trains.');
  expect(bursts).toBeLessThan(2000);
});

/** Tunes while kernels take the milliseconds that `times` says: matrix products by variant, all others by shader. */
async function tuned(
  times: (kernel: string, isLarge: boolean) => number,
  { wrong, kernels: given, question: asked = question }: { wrong?: MatmulVariant; kernels?: Kernels; question?: Question } = {},
): Promise<Tuning> {
  const kernels = given ?? (await plainKernels());
  const { get } = kernels;
  const names = new Map<GPUComputePipeline, string>();
  const pairs = new Set<GPUComputePipeline>();
  kernels.get = async (source) => {
    const { name, entry, constants } = source;
    const variant = entry === 'tile' ? (constants['WIDE'] ? 'tile64' : 'tile32') : entry;
    // Every flag is a pipeline more to compile: without some of them models learn something else, but all tunings the same.
    const { NORM: _, PULL: __, SCALE: ___, SPLIT: ____, ...few } = constants;
    const chosen = name.startsWith('matmul') ? { ...few, ...(variant === wrong && { RELU2: 1 }) } : constants;
    const kernel = await get.call(kernels, { ...source, constants: chosen });
    names.set(kernel.pipeline, name.startsWith('matmul') ? variant : name);
    if (constants['PAIR']) pairs.add(kernel.pipeline);
    return kernel;
  };
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  const restore = onDispatch(kernels.device, (pipeline, size) => {
    const name = names.get(pipeline)!;
    const isLarge = size[0] >= (many[name] ?? Infinity);
    now += (pairs.has(pipeline) ? 2 : 1) * times(name, isLarge);
    return name in many && size[0] > 8 ? [1, 1, 1] : size; // nobody reads what the products of the second arm find
  });
  try {
    return await tune(kernels, 'discrete', asked);
  } finally {
    restore();
    clock.mockRestore();
    kernels.get = get;
  }
}

test('a flavour is on only if it trains the same', () => {
  const usual = { loss: 4, norm: 1 };
  expect(trainsAlike({ loss: 4.01, norm: 1.01 }, usual, 0.01)).toBe(true);
  expect(trainsAlike({ loss: 4.1, norm: 1 }, usual, 0.01), 'another loss').toBe(false);
  expect(trainsAlike({ loss: 4, norm: 1.1 }, usual, 0.01), 'another gradient').toBe(false);
  expect(trainsAlike({ loss: NaN, norm: NaN }, usual, 0.01), 'no number').toBe(false);
});
