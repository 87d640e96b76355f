// Magnitude pruning (Han et al. 2015, arXiv 1506.02626): the smallest weights of a matrix become zero. What is left takes four bytes each,
// and a bit for every weight says whether it is there.

import type { Lean, Matrix } from './matrix.ts';

/** Without this share of its weights, exactly; of equal ones the first go. Or without those that `like` lacks, of the same share. */
export function pruned({ data }: Matrix, share: number, like = data): Lean {
  const order = Array.from(data.keys()).sort((a, b) => Math.abs(like[a]!) - Math.abs(like[b]!) || a - b);
  const zeros = Math.round(share * data.length);
  const left = data.slice();
  for (const i of order.slice(0, zeros)) left[i] = 0;
  const weights = data.length - zeros;
  return { data: left, weights, bytes: 4 * weights + Math.ceil(data.length / 8) };
}
