// What the scale chart is made from: the losses of all arms against one size, and how the visitor wants to see them.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { asKept, isPlaced, scaleOf, type ArmSoFar, type Scale } from '#src/science/scaling/scale-points.ts';
import { equalWorkOf } from '#src/science/scaling/equal-work.ts';
import { gainsOf, type IdeaGain } from '#src/science/scaling/gains.ts';
import { repeatedTextOf, type RepeatedText } from '#src/science/scaling/repeated-text.ts';
import type { IsoFlops } from '#src/science/fit/measured/iso-flop.ts';
import type { ScaleAxis } from '#src/science/scaling/scale-axis.ts';
import { lastPoint } from '#src/science/series.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';
import type { Shown } from '../curve-axis.ts';

export interface ScaleShown extends Shown {
  readonly scale: Scale;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly law?: FoundLaw | undefined; // of its points
  readonly guess?: number | undefined; // where somebody thinks that the dearest point will end
  readonly gains: readonly IdeaGain[];
  readonly work: IsoFlops | undefined; // where it is a question of budgets
  readonly repeated: readonly RepeatedText[];
}

type Chosen = Pick<ScaleShown, 'logX' | 'logY' | 'law' | 'guess'> & { readonly axis: ScaleAxis };

export function scaleShown(shown: Shown, view: Chosen): ScaleShown {
  const { record } = shown;
  const arms = soFar(shown);
  return {
    ...shown,
    ...view,
    scale: scalesOf(record, arms)(view.axis),
    gains: gains(record, arms),
    work: work(record, arms),
    repeated: view.law ? repeatedTextOf(view.law.points, view.law.report) : [],
  };
}

/** What is found in arms as they are so far is found once. */
function once<T>(find: (record: ExperimentRecord, arms: readonly ArmSoFar[]) => T): typeof find {
  const found = new WeakMap<readonly ArmSoFar[], { readonly record: ExperimentRecord; readonly result: T }>();
  return (record, arms) => {
    const kept = found.get(arms);
    if (kept?.record === record) return kept.result;
    const result = find(record, arms);
    found.set(arms, { record, result });
    return result;
  };
}
export const gains = once(gainsOf);
export const work = once(equalWorkOf);
const scalesOf = once((record, arms) => {
  const scales = new Map<ScaleAxis, Scale>();
  return (axis: ScaleAxis): Scale => {
    const scale = scales.get(axis) ?? scaleOf(record, axis, arms);
    scales.set(axis, scale);
    return scale;
  };
});

type Told = Pick<Shown, 'record' | 'curves' | 'progress'>;

let before: { readonly record: ExperimentRecord; readonly arms: readonly ArmSoFar[] } | undefined;

/**
 * The record says what it was kept with; what trains now is told by its curves and its progress. Progress comes many times a second, and
 * points of a sweep only when they have ended: as long as nothing moved that has a place, it is the same object as before.
 */
export function soFar({ record, curves, progress }: Told): readonly ArmSoFar[] {
  const live = new Map(progress?.arms.map((each) => [each.arm, each]));
  const arms = asKept(record).map((kept, arm) => {
    const now = live.get(arm);
    const runs = kept.runs.map(({ status, loss }, run) => {
      const series = curves[arm]?.runs[run]?.validation;
      return { status: now?.statuses[run] ?? status, loss: series ? lastPoint(series)?.loss : loss };
    });
    return now ? { runs, steps: now.step, seconds: now.seconds } : { ...kept, runs };
  });
  if (before?.record === record && arms.every((arm, i) => isPlacedAlike(record, before!.arms[i]!, arm))) return before.arms;
  before = { record, arms };
  return arms;
}

function isPlacedAlike(record: ExperimentRecord, a: ArmSoFar, b: ArmSoFar): boolean {
  const placed = ({ runs }: ArmSoFar): boolean => runs.some(({ status }) => isPlaced(record, status));
  if ((placed(a) || placed(b)) && (a.steps !== b.steps || a.seconds !== b.seconds)) return false;
  return b.runs.every(({ status, loss }, i) => {
    const old = a.runs[i]!;
    return old.status === status && (old.loss === loss || !isPlaced(record, status));
  });
}
