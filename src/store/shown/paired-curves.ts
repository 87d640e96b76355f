// How far each arm's held-out loss lies from the baseline's along the way: arm − baseline, seed by seed.

import type { ArmRecord, ExperimentRecord } from '#src/experiment/record.ts';
import type { ArmCurves } from './curves.ts';
import { append, newSeries, type Series } from './series.ts';
import { newSummary, summarise, type Summary } from './summary.ts';

export interface ArmDifference {
  readonly arm: number;
  readonly seeds: readonly { readonly replica: number; readonly series: Series }[]; // at steps of the arm
  readonly summary: Summary;
}

/** Fewer pairs than this say nothing about how far chance alone moves a difference. */
const fewestPairs = 2;

export const baselineOf = ({ baseline, arms }: ExperimentRecord): number => (arms[baseline] ? baseline : 0);

/** `sizes` is how much of the x axis one step of each arm is: what lies at the same place on that axis is compared. */
export function differencesOf(record: ExperimentRecord, curves: readonly ArmCurves[], sizes: readonly number[]): ArmDifference[] {
  const baseline = baselineOf(record);
  return [...record.arms.keys()]
    .filter((arm) => arm !== baseline && curves[arm] && curves[baseline] && whyUnpaired(record, arm) === undefined)
    .map((arm) => {
      const ratio = sizes[arm]! / sizes[baseline]!;
      const versions = [curves[arm]!, curves[baseline]!].flatMap((c) => c.replicas.map((r) => r.validation.version));
      const key = [arm, baseline, ratio, ...versions].join();
      const kept = known.get(curves[arm]!);
      if (kept?.key === key && kept.record === record) return kept.difference;
      const difference = differenceOf(record, curves, arm, ratio);
      known.set(curves[arm]!, { key, record, difference });
      return difference;
    });
}

const known = new WeakMap<ArmCurves, { key: string; record: ExperimentRecord; difference: ArmDifference }>();

function differenceOf(record: ExperimentRecord, curves: readonly ArmCurves[], arm: number, ratio: number): ArmDifference {
  const baseline = baselineOf(record);
  const summary = newSummary();
  const seeds = pairs(record, arm, baseline).map(([replica, other]) => ({
    replica,
    series: subtract(curves[arm]!.replicas[replica]!.validation, curves[baseline]!.replicas[other]!.validation, ratio),
  }));
  summarise(
    summary,
    seeds.map((seed) => seed.series),
    -Infinity,
  );
  return { arm, seeds, summary };
}

/** Replicas of both arms that have the same seed. */
function pairs({ arms }: ExperimentRecord, arm: number, baseline: number): [replica: number, other: number][] {
  const others = arms[baseline]!.replicas;
  return arms[arm]!.replicas.flatMap(({ seed }, replica): [number, number][] => {
    const other = others.findIndex((o) => o.seed === seed);
    return other < 0 ? [] : [[replica, other]];
  });
}

/**
 * Loss of one curve minus that of the other at the same place of the axis, where step s of the one is step s·ratio of the
 * other. In between two looks the other is taken to be straight; beyond its ends there is no difference.
 */
export function subtract(curve: Series, from: Series, ratio: number): Series {
  const steps: number[] = [];
  const losses: number[] = [];
  let next = 0; // the first point of the other that is not before here
  for (let i = 0; i < curve.length; i++) {
    const here = curve.steps[i]! * ratio;
    // A ratio of seconds is measured: the same end may be a rounding error away.
    const near = 1e-9 * here;
    while (next < from.length && from.steps[next]! < here - near) next++;
    if (next === from.length) break;
    const after = from.steps[next]!;
    const isThere = Math.abs(after - here) <= near;
    if (!isThere && next === 0) continue;
    const before = from.steps[next - 1]!;
    const share = isThere ? 1 : (here - before) / (after - before);
    const other = share === 1 ? from.losses[next]! : (1 - share) * from.losses[next - 1]! + share * from.losses[next]!;
    steps.push(curve.steps[i]!);
    losses.push(curve.losses[i]! - other);
  }
  const series = newSeries(Math.max(1, steps.length));
  append(series, steps, losses);
  return series;
}

/** Why an arm has no paired difference. In experiments all arms share seeds, text and GPU; in a comparison of kept runs they need not. */
export function whyUnpaired(record: ExperimentRecord, arm: number): string | undefined {
  const baseline = baselineOf(record);
  if (arm === baseline) return undefined;
  const [one, other] = [record.arms[arm]!, record.arms[baseline]!];
  const text = ({ origin, config }: ArmRecord): string => {
    const { name, characters } = origin?.data ?? record.data;
    return JSON.stringify([name, characters, config.source, config.tokenizer]);
  };
  if (text(one) !== text(other)) return 'they were trained on different text, so their losses do not measure the same thing.';
  if ((one.origin?.device ?? record.device).adapter !== (other.origin?.device ?? record.device).adapter)
    return 'they were trained on different GPUs.';
  const shared = pairs(record, arm, baseline).length;
  if (shared >= fewestPairs) return undefined;
  return shared === 0
    ? 'they have no seed in common.'
    : `they have only one seed in common, and a difference needs at least ${fewestPairs}.`;
}
