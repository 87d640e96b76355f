// What each idea of an experiment is worth in compute: families that share sizes with that of the baseline, read between the losses that
// both measured.

import { baselineOf } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { computeGain, type Gain, type SeededPoint } from '../fit/measured/gain.ts';
import { scalesBetter, type ScalesBetter } from '../fit/measured/scales-better.ts';
import { familiesOf, isSameSize, type Family } from './model-families.ts';
import { sizeOf } from './scale-axis.ts';
import { asKept, type ArmSoFar } from './as-kept.ts';
import { scaleOf } from './scale-points.ts';

export interface IdeaGain {
  readonly baseline: Family;
  readonly family: Family;
  readonly gain: Gain;
  readonly scales: ScalesBetter;
}

/** None where nothing was varied but size, or an idea was tried at one size alone. */
export function gainsOf(record: ExperimentRecord, soFar: readonly ArmSoFar[] = asKept(record)): IdeaGain[] {
  const configs = record.arms.map(({ config }) => config);
  const families = familiesOf(configs);
  const baseline = families.find(({ arms }) => arms.includes(baselineOf(record)))!;
  const twins = ({ arms }: Family): [number, number][] =>
    arms.flatMap((arm): [number, number][] => {
      const twin = baseline.arms.find((other) => isSameSize(configs[other]!, configs[arm]!));
      return twin === undefined ? [] : [[arm, twin]];
    });
  const others = families.filter((family) => family !== baseline && twins(family).length > 1);
  if (others.length === 0) return [];
  const { points } = scaleOf(record, 'flops', soFar);
  /** At its own compute, or at that of another: of the same size in the other family. */
  const measured = (arm: number, at = arm): SeededPoint[] => {
    const { config } = record.arms[at]!;
    const compute = sizeOf(record, record.arms[at]!, 'flops', { steps: totalSteps(config), seconds: 0 });
    return points
      .filter((point) => point.arm === arm && compute !== undefined)
      .flatMap(({ seeds }) =>
        seeds.map(({ run, loss }) => ({ compute: compute!, loss, seed: record.arms[arm]!.runs[run]!.seed })),
      );
  };
  const base = baseline.arms.flatMap((arm) => measured(arm));
  return others.map((family) => ({
    baseline,
    family,
    gain: computeGain(
      base,
      family.arms.flatMap((arm) => measured(arm)),
    ),
    scales: scalesBetter(
      base,
      twins(family).flatMap(([arm, twin]) => measured(arm, twin)),
    ),
  }));
}
