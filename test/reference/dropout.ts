// Reference inverted dropout (Srivastava et al. 2014): y = x·mask, mask = 1/(1 − rate) if draw(index) ≥ rate, else 0.
// `draw` gives the uniform number in [0, 1) of each element, such as (i) => uniform(seed, stream, i); dx = dy·mask.
// The rate is compared as f32, as the shader does: with rate 0.9 one draw in 2²⁴ falls between the f32 and the f64.

export type Draw = (index: number) => number;

export function dropoutMask(length: number, rate: number, draw: Draw): Float64Array {
  return Float64Array.from({ length }, (_, i) => (draw(i) >= Math.fround(rate) ? 1 / (1 - rate) : 0));
}

/** Forward on x, backward on dy: the same product. */
export function dropout(x: Float64Array, rate: number, draw: Draw): Float64Array {
  const mask = dropoutMask(x.length, rate, draw);
  return x.map((v, i) => v * mask[i]!);
}
