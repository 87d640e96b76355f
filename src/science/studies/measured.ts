// What a study measured, with how sure that is. Two things make it uncertain: another seed would have learned otherwise, and other
// questions would have been answered otherwise. The first is Student's t over seeds; the second, for shares, Wilson's interval over all
// questions together (for differences Newcombe's, of independent shares: on the safe side where both answered the same questions). The
// wider of the two is told, so that three seeds that all reach 100 % are not taken to be certain.

import type { StudyPoint, StudyRecord } from '#src/experiment/study/study-record.ts';
import { lineOf } from '#src/experiment/study/study-record.ts';
import { intervalOf, mean, pairedEstimate, type Interval } from '../statistics/estimates.ts';
import { wilson } from '../statistics/proportion.ts';

export interface Measured {
  readonly mean: number;
  readonly interval: Interval | undefined; // fewer than three seeds of what is no share: none
}

const level = 0.95;

/** A point over its seeds; those without a number are left out. */
export function measuredAt({ values, of }: StudyPoint): Measured {
  const known = values.filter((value) => value !== null);
  const overSeeds = intervalOf(pairedEstimate(known), level);
  const middle = mean(known);
  if (of === undefined) return { mean: middle, interval: overSeeds };
  const { low, high } = wider(overSeeds, overQuestions(middle, of * known.length));
  return { mean: middle, interval: { low: Math.max(0, low), high: Math.min(1, high), level } };
}

/** `a` less `b`, seed by seed. */
export function differenceOf(a: StudyPoint, b: StudyPoint): Measured {
  const pairs = a.values.flatMap((value, i) => {
    const other = b.values[i] ?? null;
    return value === null || other === null ? [] : [[value, other] as const];
  });
  const overSeeds = intervalOf(pairedEstimate(pairs.map(([x, y]) => x - y)), level);
  const middle = mean(pairs.map(([x, y]) => x - y));
  if (a.of === undefined || b.of === undefined) return { mean: middle, interval: overSeeds };
  const [p, q] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  const [ofA, ofB] = [overQuestions(p, a.of * pairs.length), overQuestions(q, b.of * pairs.length)];
  const low = middle - Math.hypot(p - ofA.low, ofB.high - q);
  const high = middle + Math.hypot(ofA.high - p, q - ofB.low);
  return { mean: middle, interval: wider(overSeeds, { low, high, level }) };
}

/** A difference, seen from the other side. */
export const reversed = ({ mean: middle, interval }: Measured): Measured => ({
  mean: -middle,
  interval: interval && { low: -interval.high, high: -interval.low, level: interval.level },
});

/** The last point of a line, or that at x; none if no seed has a number there. */
export function pointOf(record: Pick<StudyRecord, 'points'>, line: string, x?: number): StudyPoint | undefined {
  const points = lineOf(record, line);
  const point = x === undefined ? points.at(-1) : points.find((each) => each.x === x);
  return point?.values.some((value) => value !== null) ? point : undefined;
}

const overQuestions = (share: number, n: number): Interval => wilson(Math.round(share * n), n, level);

const wider = (a: Interval | undefined, b: Interval): Interval => (a && a.high - a.low > b.high - b.low ? a : b);

/** What an interval allows to say of a difference: `shown`, `small` if it certainly does not matter, else `unclear`. */
export type Register = 'shown' | 'small' | 'unclear';

export function registerOf({ interval }: Measured, margin: number): Register {
  if (!interval) return 'unclear';
  if (interval.low > -margin && interval.high < margin) return 'small';
  return interval.low > 0 || interval.high < 0 ? 'shown' : 'unclear';
}
