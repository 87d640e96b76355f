// The law behind the points of a sweep, fitted beside the page as they come.

import { signal } from '@lit-labs/signals';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Band } from '#src/science/fit/bands.ts';
import type { FitReport } from '#src/science/fit/fit-points.ts';
import { computeOf, type Size } from '#src/science/fit/laws/law.ts';
import { lawPoints, sizeInLaw, tokensOf, type LawPoint } from '#src/science/scaling/law-points.ts';
import type { ArmSoFar } from '#src/science/scaling/scale-points.ts';
import { mean } from '#src/science/statistics/estimates.ts';
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

const found = signal<{ readonly of: string; readonly key: string; readonly law: FoundLaw } | undefined>(undefined);
let asked = '';

/** As found for these points, or for those of before while the answer is awaited; undefined before the first. */
export function lawOf(record: ExperimentRecord, soFar?: readonly ArmSoFar[]): FoundLaw | undefined {
  const points = lawPoints(record, soFar);
  const next = dearest(record);
  const key = JSON.stringify([record.id, points.map(({ arm, run, loss }) => [arm, run, loss])]);
  const newest = found.get();
  if (points.length > 0 && newest?.key !== key && asked !== key) void ask(record, key, points, next);
  return newest?.of === record.id ? newest.law : undefined;
}

async function ask({ id, arms }: ExperimentRecord, key: string, points: readonly LawPoint[], next: number): Promise<void> {
  asked = key;
  const { experiments } = services();
  const size = { parameters: sizeInLaw(arms[next]!), tokens: tokensOf(arms[next]!) };
  const ends = points.filter(({ arm, diverged }) => arm === next && !diverged).map(({ loss }) => loss);
  try {
    // While the largest is still to come, the law of all is that of all others.
    const others = ends.length ? points.filter(({ arm }) => arm !== next) : undefined;
    const [report, heldOut, { fits }] = await Promise.all([
      experiments.fit(points, { at: [...sizesToDraw(points), size] }),
      others && experiments.fit(others, { at: [size] }),
      import('#src/words/english/fits.ts'),
    ]);
    learn(fits);
    if (asked !== key) return;
    const before = heldOut ?? report;
    const said = before.bands.at(-1);
    const ended = ends.length ? mean(ends) : undefined;
    found.set({ of: id, key, law: { points, report, next: said && { arm: next, said, others: before.n, ended } } });
  } catch {
    // Without a worker there is no law; the points stand as they are.
  }
}

/** What costs the most to train: it comes last. */
const dearest = ({ arms }: ExperimentRecord): number => {
  const costs = arms.map((arm) => computeOf({ parameters: sizeInLaw(arm), tokens: tokensOf(arm) }));
  return costs.indexOf(Math.max(...costs));
};

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
