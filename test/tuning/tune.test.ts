// What is chosen for a device: of the kernels that are right, the fastest, by a clock that the test turns.

import { describe, expect, test, vi } from 'vitest';
import { Kernels } from '#src/gpu/kernel.ts';
import { matmulVariants, plainest, type MatmulVariant, type Tuning } from '#src/gpu/tuning.ts';
import { forCpu, forGpu } from '#src/tuning/defaults.ts';
import { productError } from '#src/tuning/product.ts';
import { better } from '#src/tuning/trial.ts';
import { tune } from '#src/tuning/tune.ts';
import { featuredDevice } from '../gpu/device.ts';
import { onDispatch } from '../gpu/dispatches.ts';

let shared: Promise<Kernels> | undefined;
/** Kept, as what nobody holds is compiled again. */
const sharedKernels = (): Promise<Kernels> => (shared ??= featuredDevice().then((device) => new Kernels(device)));

test('on a CPU nothing is timed', async () => {
  const kernels = await sharedKernels();
  expect(await tune(kernels, true)).toEqual(forCpu(kernels.device.features.has('subgroups')));
});

test('every variant that runs here agrees with float64', async () => {
  const kernels = await sharedKernels();
  const { features } = kernels.device;
  for (const small of matmulVariants.filter((v) => features.has('subgroups') || !v.startsWith('quads')))
    expect(await productError(kernels, { ...plainest, small }), small).toBeLessThan(1e-5);
});

describe('a GPU gets', () => {
  // A layer on either side of `smallLayer`, of one workgroup and of several.
  const probes = {
    small: { rows: 32, inner: 16, outer: 24 },
    large: { rows: 256, inner: 64, outer: 128 },
    model: { depth: 1, width: 16, heads: 1, context: 16, batch: 2 },
  };

  test.for<[small: MatmulVariant, large: MatmulVariant]>([
    ['block8', 'block16'],
    ['tile32', 'tile64'],
    ['quads16', 'quads32'],
  ])('%s for small layers and %s for large ones, if those are the fastest', async ([small, large], { skip }) => {
    const { features } = (await sharedKernels()).device;
    skip(small === 'quads16' && !features.has('subgroups'), 'this adapter has no subgroups');
    const times = (kernel: string, groups: number): number => (kernel === (groups > 1 ? large : small) ? 10 : 20);
    expect(await tuned(times)).toEqual({ ...forGpu, small, large });
  });

  test.for(['alone', 'shared'] as const)('attention %s, if that is faster', async (attention, { skip }) => {
    skip(!(await sharedKernels()).device.features.has('subgroups'), 'this adapter has no subgroups');
    const fast = { alone: 'attention_panels', shared: 'attention_shared' }[attention];
    const times = (kernel: string): number => (kernel === fast ? 500 : kernel.startsWith('attention') ? 1000 : 10);
    expect(await tuned(times)).toMatchObject({ attention });
  });

  test('nothing that is wrong, however fast it is', async () => {
    const times = (kernel: string): number => ({ tile32: 10, block8: 20 })[kernel] ?? 30;
    expect(await tuned(times)).toMatchObject({ small: 'tile32', large: 'tile32' });
    expect(await tuned(times, 'tile32')).toMatchObject({ small: 'block8', large: 'block8' });
  });

  /** Tunes while kernels take the milliseconds that `times` says: matrix products by variant, all others by shader. */
  async function tuned(times: (kernel: string, groups: number) => number, wrong?: MatmulVariant): Promise<Tuning> {
    const kernels = await sharedKernels();
    const { get } = kernels;
    const names = new Map<GPUComputePipeline, string>();
    kernels.get = async (source) => {
      const { name, entry, constants } = source;
      const variant = entry === 'tile' ? (constants['WIDE'] ? 'tile64' : 'tile32') : entry;
      const given = variant === wrong ? { ...source, constants: { ...constants, RELU2: 1 } } : source;
      const kernel = await get.call(kernels, given);
      names.set(kernel.pipeline, name.startsWith('matmul') ? variant : name);
      return kernel;
    };
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const restore = onDispatch(kernels.device, (pipeline, size) => {
      now += times(names.get(pipeline)!, size[0]);
      return size;
    });
    try {
      return await tune(kernels, false, probes);
    } finally {
      restore();
      clock.mockRestore();
      kernels.get = get;
    }
  }
});

test('a flavour is on only if it trains the same, and faster', () => {
  const usual = { loss: 4, norm: 1, milliseconds: 10 };
  expect(better({ loss: 4.01, norm: 1.01, milliseconds: 9 }, usual, 0.01)).toBe(true);
  expect(better({ loss: 4.01, norm: 1.01, milliseconds: 9.9 }, usual, 0.01), 'hardly faster').toBe(false);
  expect(better({ loss: 4.1, norm: 1, milliseconds: 5 }, usual, 0.01), 'another loss').toBe(false);
  expect(better({ loss: 4, norm: 1.1, milliseconds: 5 }, usual, 0.01), 'another gradient').toBe(false);
  expect(better({ loss: NaN, norm: NaN, milliseconds: 5 }, usual, 0.01), 'no number').toBe(false);
});
