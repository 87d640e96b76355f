// A record on its way to the page: without its long lists, and these in pieces, none of which takes long to unpack.

import type {
  ArmRecord,
  Curve,
  ExperimentRecord,
  InsideRecord,
  RunMark,
  RunRecord,
  TrainingRecord,
} from '#src/experiment/record.ts';
import { pointsOf } from '#src/experiment/thinned.ts';
import type { Summary } from '#src/science/summary.ts';
import type { Verdict } from '#src/science/verdict/verdict.ts';

/** How the seeds of an arm did together: of a crowded record, which is drawn without its single runs. */
export type SeedSummaries = Readonly<Record<'train' | 'validation', Summary>>;

/** Entries of one list that follow each other. */
export type Piece =
  | { readonly list: 'trainings'; readonly items: readonly TrainingRecord[] }
  | { readonly list: 'marks'; readonly items: readonly RunMark[] }
  | { readonly list: 'arms'; readonly items: readonly ArmRecord[] } // without their own lists
  | { readonly list: 'runs'; readonly arm: number; readonly items: readonly RunRecord[] }
  | { readonly list: 'train' | 'validation'; readonly arm: number; readonly run: number; readonly items: Curve }
  | { readonly list: 'samples'; readonly arm: number; readonly items: ArmRecord['samples'] }
  | { readonly list: 'traces'; readonly arm: number; readonly items: InsideRecord['traces'] }
  | { readonly list: 'summaries'; readonly items: readonly SeedSummaries[] }
  | { readonly list: 'verdict'; readonly items: readonly Verdict[] };

/** Numbers, texts and objects of a piece: a millisecond or two to unpack. An entry is never divided. */
export const mostAtOnce = 10_000;

/** How much of a message a value makes: its numbers and objects, and its texts by their length. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / 40;
  if (ArrayBuffer.isView(value)) return 1 + value.byteLength / 800; // copied as it is
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 1;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) weight += weightOf(inner);
  return weight;
}

/** The record without what `piecesOf` has. */
export function skeletonOf(record: ExperimentRecord): ExperimentRecord {
  return { ...record, arms: [], trainings: [], ...(record.marks?.runs && { marks: { ...record.marks, runs: [] } }) };
}

export function* piecesOf(record: ExperimentRecord): Generator<Piece> {
  const { arms } = record;
  for (const items of divided(record.trainings)) yield { list: 'trainings', items };
  for (const items of divided(record.marks?.runs ?? [])) yield { list: 'marks', items };
  for (const items of divided(arms.map(bare))) yield { list: 'arms', items };
  for (const [arm, { runs, samples, inside }] of arms.entries()) {
    const isLong = (run: RunRecord): boolean => 3 * pointsOf(run) > mostAtOnce;
    for (const items of divided(runs.map((run) => (isLong(run) ? { ...run, train: [], validation: [] } : run))))
      yield { list: 'runs', arm, items };
    for (const [run, record] of runs.entries())
      for (const list of isLong(record) ? (['train', 'validation'] as const) : [])
        for (const items of divided(record[list])) yield { list, arm, run, items };
    for (const items of divided(samples)) yield { list: 'samples', arm, items };
    for (const items of divided(inside?.traces ?? [])) yield { list: 'traces', arm, items };
  }
}

const bare = (arm: ArmRecord): ArmRecord => ({
  ...arm,
  runs: [],
  samples: [],
  ...(arm.inside && { inside: { ...arm.inside, traces: [] } }),
});

export function* divided<T>(list: readonly T[]): Generator<T[]> {
  let piece: T[] = [];
  let weight = 0;
  for (const entry of list) {
    const own = weightOf(entry);
    if (piece.length > 0 && weight + own > mostAtOnce) {
      yield piece;
      [piece, weight] = [[], 0];
    }
    piece.push(entry);
    weight += own;
  }
  if (piece.length > 0) yield piece;
}
