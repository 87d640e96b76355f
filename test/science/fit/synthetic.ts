// Runs of a known law with known noise, the same every time.

import { normal, streamOf } from '#src/data/random.ts';
import { lossAt, type Law } from '#src/science/fit/laws/law.ts';
import type { FitPoint } from '#src/science/fit/points.ts';

/** Besiroglu et al. 2024: what Chinchilla's runs say when they are fitted to the end. */
export const large: Law = { E: 1.8172, A: 482.01, alpha: 0.3478, B: 2085.43, beta: 0.3658 };
/** As tiny models on one book (measured at widths 16 to 96). */
export const small: Law = { E: 1.03, A: 18.9, alpha: 0.42, B: 18, beta: 0.24 };

export interface Grid {
  readonly law: Law;
  readonly parameters: readonly [from: number, to: number, values: number];
  readonly tokens: readonly [from: number, to: number, values: number];
  readonly seeds: number;
}

export const spaced = ([from, to, values]: readonly [number, number, number]): number[] =>
  Array.from({ length: values }, (_, i) => from * (to / from) ** (values === 1 ? 0 : i / (values - 1)));

/** Standard deviation of ln L where a run lies `u` along the sizes and `v` along the lengths, both from 0 to 1. */
export type Noise = (u: number, v: number) => number;

export const noises = {
  even: () => 0.005,
  smallModels: (u) => 0.005 * 3 ** (0.5 - u),
  longRuns: (_, v) => 0.005 * 3 ** (v - 0.5),
  corner: (u, v) => (u + v < 0.5 ? 0.012 : 0.004),
} satisfies Record<string, Noise>;

export function gridPoints({ law, parameters, tokens, seeds }: Grid): FitPoint[] {
  return spaced(parameters).flatMap((N) =>
    spaced(tokens).flatMap((D) =>
      Array.from({ length: seeds }, (_, seed) => ({
        parameters: N,
        tokens: D,
        seed,
        loss: lossAt(law, { parameters: N, tokens: D }),
      })),
    ),
  );
}

/** `shared` is the standard deviation of what all runs of one seed have in common. */
export function noisy(grid: Grid, noise: Noise, draw: number, shared = 0): FitPoint[] {
  const place = ([from, to]: readonly [number, number, number], value: number): number =>
    Math.log(value / from) / Math.log(to / from);
  const stream = streamOf(`draw ${draw}`);
  return gridPoints(grid).map((point, i) => {
    const own = noise(place(grid.parameters, point.parameters), place(grid.tokens, point.tokens)) * normal(1, stream, i);
    const common = shared * normal(2, stream, Number(point.seed));
    return { ...point, loss: point.loss * Math.exp(own + common) };
  });
}
