// What the scale chart is made from: the losses of all arms against one size, and how the visitor wants to see them.

import { scaleOf, asKept, type ArmSoFar, type Scale } from '#src/science/scaling/scale-points.ts';
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
}

type Chosen = Pick<ScaleShown, 'logX' | 'logY' | 'law' | 'guess'> & { readonly axis: ScaleAxis };

export const scaleShown = (shown: Shown, view: Chosen): ScaleShown => ({
  ...shown,
  ...view,
  scale: scaleOf(shown.record, view.axis, soFar(shown)),
});

/** The record says what it was kept with; what trains now is told by its curves and its progress. */
export function soFar({ record, curves, progress }: Pick<Shown, 'record' | 'curves' | 'progress'>): ArmSoFar[] {
  return asKept(record).map((kept, arm) => {
    const live = progress?.arms.find((each) => each.arm === arm);
    const runs = kept.runs.map(({ status, loss }, run) => {
      const series = curves[arm]?.runs[run]?.validation;
      return { status: live?.statuses[run] ?? status, loss: series ? lastPoint(series)?.loss : loss };
    });
    return live ? { runs, steps: live.step, seconds: live.seconds } : { ...kept, runs };
  });
}
