// Lines of equal work, 6·N·D FLOP with the weights that multiply something, N (all but the embedding), and D tokens.

import { modelConfig, type ArmConfig } from '#src/experiment/settings.ts';
import type { Axis } from '#src/experiment/sweep/sweep.ts';
import { parameterCounts } from '#src/science/counts.ts';
import { rateFor, type Size } from '../lesson.ts';

/** Symbols of the text that the sizes read. */
const symbols: Readonly<Record<Size, number>> = { test: 12, nano: 83, standard: 83, large: 83 };

/** Those that multiply something: all but the embedding. */
export function weightsOf(config: ArmConfig, width: number, size: Size): number {
  const { core, head } = parameterCounts(modelConfig({ ...config, width }, symbols[size]));
  return core + head;
}

export interface Point {
  readonly width: number;
  readonly steps: number;
}

/** All widths for each budget, that of the widest at so many steps. */
export function pointsOfBudgets(config: ArmConfig, size: Size, widths: readonly number[], ofWidest: readonly number[]): Point[] {
  const weights = (width: number): number => weightsOf(config, width, size);
  return ofWidest.flatMap((fewest) =>
    widths.map((width) => ({ width, steps: Math.round((fewest * weights(widths.at(-1)!)) / weights(width)) })),
  );
}

/** What a width takes with it. */
export const axisOf = (points: readonly Point[], warmup: (point: Point) => number): Axis => ({
  width: points.map(({ width }) => width),
  heads: points.map(({ width }) => Math.max(1, Math.floor(width / 16))),
  steps: points.map(({ steps }) => steps),
  learningRate: points.map(({ width }) => rateFor(width)),
  warmup: points.map(warmup),
});
