// How fast this GPU is, from one matrix product of the recipe's shape: it chooses the size of the experiments.

import type { Kernels } from '#src/gpu/kernel.ts';
import { Products, type Layer } from './product.ts';

const shape: Layer = { rows: 1024, inner: 128, outer: 512, normed: false };
/** A CPU compiles what large products need for longer than it is worth here. */
const softwareShape: Layer = { rows: 256, inner: 64, outer: 96, normed: false };
const replicas = 2;
const [bursts, burstMilliseconds, mostTimes] = [3, 10, 256];

/** GFLOP/s of a matrix product, many in one pass, the best of a few. There is a device only when this is done, so it takes little. */
export async function measureSpeed(kernels: Kernels, software: boolean): Promise<number> {
  const layer = software ? softwareShape : shape;
  const products = await Products.compile(kernels, [layer], replicas, false);
  try {
    await products.burst(1); // compiles lazily on some drivers
    const once = await products.burst(1);
    const times = Math.max(1, Math.min(mostTimes, Math.round(burstMilliseconds / Math.max(once, 1e-3))));
    let best = once;
    for (let i = 0; i < bursts; i++) best = Math.min(best, (await products.burst(times)) / times);
    return (2 * replicas * layer.rows * layer.inner * layer.outer) / best / 1e6;
  } finally {
    products.destroy();
  }
}

/** The largest size whose Shortcuts experiment takes about a minute at this speed. */
export function sizeFor(speed: number, software: boolean): 'nano' | 'standard' | 'large' {
  if (software || speed < 50) return 'nano';
  return speed < 1500 ? 'standard' : 'large';
}
