// How a verdict writes arms, numbers, intervals and lists: always with toFixed, so that no language setting changes a digit.

import { letterOf } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Interval } from '../statistics/estimates.ts';
import type { Difference } from './comparisons.ts';
import type { Ratio } from './time-to-loss.ts';

/** "B (no residual + first layer)": the letter it has on the page, and the name that somebody typed, on one line. */
export const armName = (record: ExperimentRecord, arm: number): string => `${letterOf(arm)} (${oneLine(record.arms[arm]!.name)})`;

export const oneLine = (typed: string): string => typed.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** "nats per character". */
export const unitOf = (record: ExperimentRecord, arm: number): string => `nats per ${record.arms[arm]!.config.tokenizer}`;

export const seeds = (n: number): string => `${n} ${n === 1 ? 'seed' : 'seeds'}`;

/** "A", "A and B", "A, B and C". */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** As many decimals, 2 to `most`, as show the first digit of an interval's half-width; and of its ends, if 0 lies outside. */
export function decimalsFor({ low, high }: Interval, most = 6): number {
  const half = (high - low) / 2;
  const shown = (low > 0 || high < 0 ? [half, Math.abs(low), Math.abs(high)] : [half]).filter((value) => value > 0);
  let [decimals, scale] = [2, 100];
  while (decimals < most && shown.some((value) => value * scale < 1)) [decimals, scale] = [decimals + 1, scale * 10];
  return decimals;
}

export const side = (difference: number): string => (difference < 0 ? 'lower' : 'higher');

/** The size of a difference without its sign: "0.83". */
export const size = (difference: number, interval: Interval): string => Math.abs(difference).toFixed(decimalsFor(interval));

/** "0.80 to 0.86" where the direction is certain and has been said, else "0.003 lower to 0.012 higher". */
export function range(interval: Interval): string {
  const [low, high] = [interval.low, interval.high].map((end) => size(end, interval)) as [string, string];
  if (interval.low > 0) return `${low} to ${high}`;
  if (interval.high < 0) return `${high} to ${low}`;
  return `${low} ${side(interval.low)} to ${high} ${side(interval.high)}`;
}

/** "0.42" and "0.40 to 0.44": a ratio has two decimals, or three. */
export function ratioWords({ ratio, interval }: Ratio): readonly [ratio: string, range: string] | undefined {
  if (!interval) return undefined;
  const [middle, low, high] = [ratio, interval.low, interval.high].map((v) => v.toFixed(decimalsFor(interval, 3)));
  return [middle!, `${low} to ${high}`];
}

/** How many seeds more would show half a difference, and how far that is known: "164", "42 to over 1,000". */
export function moreSeedsWords({ seedsNeeded, seedsRange }: Difference): readonly [number: string, range: string | undefined] {
  const number = (seeds: number | undefined): string => (seeds === undefined ? 'over 1,000' : String(seeds));
  const range = seedsRange && seedsRange.few !== seedsRange.many ? `${seedsRange.few} to ${number(seedsRange.many)}` : undefined;
  return [number(seedsNeeded), range];
}
