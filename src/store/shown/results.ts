// The numbers of the result table: the mean over seeds of the last held-out loss, its spread and its n. No claims.

import { countedRuns } from '#src/experiment/arms.ts';
import { endOn, largestCommonSet } from '#src/experiment/ends.ts';
import { placeOf } from '#src/experiment/marks.ts';
import { flopsAfter, isEnded, type ArmRecord, type ExperimentRecord, type RunStatus } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { deviation, mean } from '#src/science/statistics/estimates.ts';
import type { ArmProgress, Progress } from '#src/session/events.ts';
import { entriesAtOnce, type Pieces } from '../in-pieces.ts';
import type { ArmCurves } from './curves.ts';
import { lastPoint } from '#src/science/series.ts';

export interface ResultRow {
  readonly name: string;
  readonly place: number; // in the palette
  readonly step: number;
  readonly n: number; // seeds that count
  readonly diverged: number;
  readonly ended: boolean; // no seed of it is left to train
  readonly mean: number; // held-out loss at the end, or so far; NaN before the first evaluation
  readonly scored?: number; // tokens that it is of, at the end; older records do not say
  readonly deviation: number; // over seeds; NaN below two
  readonly train: number;
  readonly parameters: number;
  readonly tokens: number; // of one seed
  readonly flops: number; // of one seed
  readonly seconds: number; // of all seeds
  readonly secondsShare: number; // of one seed, on average
}

export function* resultRows(
  record: ExperimentRecord,
  curves: readonly ArmCurves[],
  progress: Progress | undefined,
): Pieces<readonly ResultRow[]> {
  const common = largestCommonSet(record.arms.flatMap(countedRuns));
  const rows: ResultRow[] = [];
  let runs = 0;
  for (const [index, arm] of record.arms.entries()) {
    if ((runs += arm.runs.length) > entriesAtOnce) {
      yield;
      runs = 0;
    }
    const live = progress?.arms.find((p) => p.arm === index);
    const statuses: readonly RunStatus[] = live?.statuses ?? arm.runs.map((r) => r.status);
    const finals = live?.finals ?? arm.runs.map((r) => r.final);
    // While seeds are added, those that have ended are the result.
    const ended = statuses.includes('finished');
    const counted = arm.runs.map((_, r) => r).filter((r) => (ended ? statuses[r] === 'finished' : statuses[r] !== 'diverged'));
    const last = (kind: 'train' | 'validation', r: number): number | undefined => {
      const series = curves[index]?.runs[r]?.[kind];
      return series ? lastPoint(series)?.loss : arm.runs[r]![kind].at(-1)?.[1];
    };
    const losses = (of: (r: number) => number | undefined): number[] =>
      counted.map(of).filter((loss) => loss !== undefined && Number.isFinite(loss)) as number[];
    const held = losses((r) => endOn(arm.runs[r]!, common) ?? finals[r] ?? last('validation', r));
    const step = ended && arm.config.stopAfter === 0 ? totalSteps(arm.config) : (live?.step ?? stepsOf(arm));
    const tokens = step * arm.config.batch * arm.config.context;
    const trainings = trainingsOf(arm, live);
    const filtering = arm.filter?.seconds ?? 0;
    rows.push({
      name: arm.name,
      place: placeOf(record, index),
      step,
      n: held.length,
      diverged: statuses.filter((s) => s === 'diverged').length,
      ended: statuses.every((status) => isEnded({ status })),
      mean: mean(held),
      ...(common && { scored: common }),
      deviation: deviation(held),
      train: mean(losses((r) => last('train', r))),
      parameters: arm.parameters.total,
      tokens,
      flops: flopsAfter(arm, tokens),
      seconds: filtering + trainings.reduce((sum, b) => sum + b.seconds, 0),
      secondsShare: filtering + trainings.reduce((sum, b) => sum + b.count * b.share, 0) / arm.runs.length,
    });
  }
  return rows;
}

/** GPU time of all arms and seeds. */
export const secondsSpent = ({ arms }: ExperimentRecord, progress: Progress | undefined): number =>
  arms
    .flatMap((arm, index) =>
      trainingsOf(
        arm,
        progress?.arms.find((p) => p.arm === index),
      ),
    )
    .reduce((sum, { seconds }) => sum + seconds, 0);

/** How far the seeds of an arm are that were begun last. */
export function stepsOf({ config, runs }: ArmRecord): number {
  const newest = Math.max(...runs.map((r) => r.training));
  const tokens = runs.filter((r) => r.training === newest).map((r) => r.tokens);
  return Math.max(0, ...tokens) / (config.batch * config.context);
}

/** The GPU time of each training of an arm: what its plan took, and the share of one seed. */
function trainingsOf({ runs }: ArmRecord, live: ArmProgress | undefined): { seconds: number; share: number; count: number }[] {
  return [...new Set(runs.map((r) => r.training))].map((training) => {
    const own = runs.filter((r) => r.training === training);
    if (live?.training === training) return { seconds: live.seconds, share: live.secondsShare, count: own.length };
    return {
      seconds: Math.max(...own.map((r) => r.seconds)),
      share: Math.max(...own.map((r) => r.secondsShare)),
      count: own.length,
    };
  });
}
