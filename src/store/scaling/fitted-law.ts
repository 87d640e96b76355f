// The law behind the points of a sweep, fitted beside the page as they come.

import { signal } from '@lit-labs/signals';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Band } from '#src/science/fit/bands.ts';
import type { FitReport } from '#src/science/fit/fit-points.ts';
import type { Size } from '#src/science/fit/laws/law.ts';
import { asksForLaw, dearest, lawPoints, sizeInLaw, tokensOf, type LawPoint } from '#src/science/scaling/law-points.ts';
import type { ArmSoFar } from '#src/science/scaling/as-kept.ts';
import { mean } from '#src/science/statistics/estimates.ts';
import { fits } from '#src/words/english/fits.ts';
import { learn } from '#src/words/language.ts';
import { services } from '../services.ts';

export interface FoundLaw {
  readonly points: readonly LawPoint[];
  readonly report: FitReport;
  readonly next: Foretold | undefined;
}

/** The arm with the most compute, what the law of all others says of it, and where it ended, if it has. */
export interface Foretold {
  readonly arm: number;
  readonly said: Band;
  readonly others: number; // runs that this was found from
  readonly ended: number | undefined;
}

/** Of which arms, as they are so far. */
interface Asked {
  readonly record: ExperimentRecord;
  readonly arms: readonly ArmSoFar[];
}

const found = signal<{ readonly of: string; readonly key: string; readonly law: FoundLaw } | undefined>(undefined);
let last: Asked | undefined;
let wanted: Asked | undefined; // the newest, while another is answered
let answering = false;

/** As found for these points, or for those of before while the answer is awaited; undefined before the first. */
export function lawOf(record: ExperimentRecord, soFar: readonly ArmSoFar[]): FoundLaw | undefined {
  const newest = found.get();
  // Progress comes many times a second, points seldom: what is as it was has been asked about.
  if (last?.record !== record || last.arms !== soFar) {
    last = { record, arms: soFar };
    wanted = last;
    if (!answering) void answer();
  }
  return newest?.of === record.id ? newest.law : undefined;
}

/** One after the other: points may come faster than laws, and then only the newest are asked about. */
async function answer(): Promise<void> {
  answering = true;
  while (wanted) {
    const { record, arms } = wanted;
    wanted = undefined;
    try {
      const points = asksForLaw(record) ? lawPoints(record, arms) : [];
      const key = JSON.stringify([record.id, points.map(({ arm, run, loss }) => [arm, run, loss])]);
      if (points.length > 0 && found.get()?.key !== key) found.set({ of: record.id, key, law: await find(record, points) });
    } catch {
      // Without a worker there is no law; the points stand as they are.
    }
  }
  answering = false;
}

async function find(record: ExperimentRecord, points: readonly LawPoint[]): Promise<FoundLaw> {
  const { experiments } = services();
  const next = dearest(record);
  const arm = next === undefined ? undefined : record.arms[next]!;
  const at = arm ? [{ parameters: sizeInLaw(arm), tokens: tokensOf(arm) }] : [];
  const ends = points.filter((point) => point.arm === next && !point.diverged).map(({ loss }) => loss);
  // While the largest is still to come, the law of all is that of all others.
  const others = ends.length ? points.filter((point) => point.arm !== next) : undefined;
  const [report, heldOut] = await Promise.all([
    experiments.fit(points, { at: [...sizesToDraw(points), ...at] }),
    others && experiments.fit(others, { at }),
  ]);
  learn(fits);
  const before = heldOut ?? report;
  const said = before.bands.at(-1);
  const ended = ends.length ? mean(ends) : undefined;
  return { points, report, next: next === undefined || !said ? undefined : { arm: next, said, others: before.n, ended } };
}

const along = 24; // places of each drawn curve
const beyond = 4; // times the largest: further out nothing is told

/** For each length the sizes, and for each size the lengths, along which the law is drawn. */
function sizesToDraw(points: readonly LawPoint[]): Size[] {
  const range = (values: readonly number[]): number[] => {
    const [low, high] = [Math.min(...values), beyond * Math.max(...values)];
    return Array.from({ length: along }, (_, i) => low * (high / low) ** (i / (along - 1)));
  };
  const [sizes, lengths] = [points.map(({ parameters }) => parameters), points.map(({ tokens }) => tokens)];
  return [
    ...[...new Set(lengths)].flatMap((tokens) => range(sizes).map((parameters) => ({ parameters, tokens }))),
    ...[...new Set(sizes)].flatMap((parameters) => range(lengths).map((tokens) => ({ parameters, tokens }))),
  ];
}
