// Reference rotary positions (Su et al. 2021, arXiv 2104.09864), with optional QK-norm before the rotation.
// x [rows, 2·width] holds q then k, each with its heads side by side; row r is at position t = r mod context.
// Channels (a, b) = (2i, 2i+1) of a head turn by θ = t·10000^(−2i/headWidth) to (a·cos θ + b·sin θ, b·cos θ − a·sin θ).
// QK-norm divides each head's channels by their root mean square (norm.ts) first; with `rotate` off it is all there is.
// Backward: turn dy by −θ, then through the norm.

import { norm, normBackward } from './norm.ts';

export interface RopeShape {
  readonly rows: number;
  readonly context: number;
  readonly width: number;
  readonly heads: number;
  readonly qkNorm: boolean;
  readonly rotate: boolean;
}

export function rope(x: Float64Array, s: RopeShape): Float64Array {
  // Heads of q, then heads of k, are consecutive groups of headWidth: 2·heads of them per row.
  const normed = s.qkNorm ? norm(x, s.rows * 2 * s.heads, s.width / s.heads) : x;
  return turn(normed, s, 1);
}

export function ropeBackward(x: Float64Array, dy: Float64Array, s: RopeShape): Float64Array {
  const dnormed = turn(dy, s, -1);
  return s.qkNorm ? normBackward(x, dnormed, s.rows * 2 * s.heads, s.width / s.heads) : dnormed;
}

function turn(x: Float64Array, s: RopeShape, direction: 1 | -1): Float64Array {
  const y = x.slice();
  if (!s.rotate) return y;
  const headWidth = s.width / s.heads;
  for (let row = 0; row < s.rows; row++)
    for (let head = 0; head < 2 * s.heads; head++)
      for (let i = 0; 2 * i < headWidth; i++) {
        const angle = direction * (row % s.context) * 10000 ** ((-2 * i) / headWidth);
        const at = row * 2 * s.width + head * headWidth + 2 * i;
        const a = x[at]!;
        const b = x[at + 1]!;
        y[at] = a * Math.cos(angle) + b * Math.sin(angle);
        y[at + 1] = b * Math.cos(angle) - a * Math.sin(angle);
      }
  return y;
}
