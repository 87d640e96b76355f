// What the scale chart is made from: the losses of all arms against one size, and how the visitor wants to see them.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ArmSoFar } from '#src/science/scaling/as-kept.ts';
import { scaleOf, type Scale } from '#src/science/scaling/scale-points.ts';
import { equalWorkOf } from '#src/science/scaling/equal-budgets.ts';
import { gainsOf, type IdeaGain } from '#src/science/scaling/gains.ts';
import { repeatedTextOf, type RepeatedText } from '#src/science/scaling/repeated-text.ts';
import type { IsoFlops } from '#src/science/fit/measured/iso-flop.ts';
import type { ScaleAxis } from '#src/science/scaling/scale-axis.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';
import type { Shown } from '../curve-axis.ts';
import { soFar } from './arms-so-far.ts';

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
