// How fast this GPU is, from one matrix product of the recipe's shape: it chooses the size of the experiments.

import type { Kernels } from '#src/gpu/kernel.ts';
import { timeProduct } from './product.ts';

const shape = { rows: 1024, inner: 128, outer: 512 };
/** A CPU compiles what large products need for longer than it is worth here. */
const softwareShape = { rows: 256, inner: 64, outer: 96 };
const longest = 200; // milliseconds of measuring, about

/** GFLOP/s of a matrix product, best of a few. */
export async function measureSpeed(kernels: Kernels, software: boolean): Promise<number> {
  const s = software ? softwareShape : shape;
  const milliseconds = await timeProduct(kernels, kernels.tuning, s, software ? longest / 4 : longest);
  return (2 * 2 * s.rows * s.inner * s.outer) / milliseconds / 1e6; // two replicas
}

/** The largest size whose Shortcuts experiment takes about a minute at this speed. */
export function sizeFor(speed: number, software: boolean): 'nano' | 'standard' | 'large' {
  if (software || speed < 50) return 'nano';
  return speed < 1500 ? 'standard' : 'large';
}
