// What a contender's times mean: rates, shares of the adapter's limits, and how they compare with Plateau's.

import { modelConfig } from '../src/experiment/settings.ts';
import { flopsPerToken } from '../src/science/counts.ts';
import type { Limits } from './limits/limits.ts';
import { median, rounded, type Figures, type PeerFigures } from './report.ts';
import { armOf, type Workload } from './workloads.ts';

/** What a contender showed, as far as it got; the times of repeats, in milliseconds per step of all replicas. */
export interface Measured {
  readonly times: readonly number[];
  readonly stepsPerRepeat: number;
  readonly firstLossSeconds: number | null;
  readonly peakBytes: number | null;
  readonly dispatchesPerStep?: number | null;
  readonly dispatchesPerLayer?: number | null;
  readonly trafficPerStep?: number | null;
  readonly losses?: readonly number[];
  readonly how?: string | undefined;
  readonly reason?: string | undefined;
}

export function figuresOf(measured: Measured, workload: Workload, replicas: number, limits: Limits | null): Figures {
  const { dispatchesPerStep = null, dispatchesPerLayer = null, trafficPerStep = null, losses, how, reason } = measured;
  // Half of a measurement is none: a failed contender keeps no time.
  const times = reason === undefined ? [...measured.times].sort((a, b) => a - b) : [];
  const msPerStep = median(times);
  const tokens = workload.batch * workload.context * replicas;
  const operations = flopsPerToken(modelConfig(armOf(workload), workload.vocab)) * tokens;
  const { fmaGflops = null, copyGBs = null, dispatchMicroseconds = null } = limits ?? {};
  /** Milliseconds at the limit, as a share of a step. */
  const share = (atLimit: number | null): number | null =>
    atLimit === null || msPerStep === null ? null : rounded(atLimit / msPerStep);
  return {
    msPerStep: rounded(msPerStep),
    spread: times.length > 0 ? { min: rounded(times[0]!), max: rounded(times.at(-1)!) } : null,
    repeats: times.length,
    stepsPerRepeat: measured.stepsPerRepeat,
    tokensPerSecond: rounded(msPerStep && (1000 * tokens) / msPerStep),
    dispatchesPerStep,
    dispatchesPerLayer,
    firstLossSeconds: rounded(measured.firstLossSeconds),
    peakBytes: measured.peakBytes,
    fmaShare: share(fmaGflops && operations / fmaGflops / 1e6),
    copyShare: share(copyGBs && trafficPerStep && trafficPerStep / copyGBs / 1e6),
    dispatchShare: share(dispatchMicroseconds && dispatchesPerStep && (dispatchesPerStep * dispatchMicroseconds) / 1000),
    ...(losses && { losses: losses.map((loss) => Number(loss.toFixed(5))) }),
    ...(how !== undefined && { how }),
    ...(reason !== undefined && { reason }),
  };
}

const largestGap = 0.01; // nats: rounding does not go so far in ten steps, a wrong model does

/** A peer's figures beside Plateau's, whose losses say whether both trained the same model. */
export function comparedWith(
  plateau: Figures,
  measured: Measured,
  workload: Workload,
  limits: Limits | null,
): Omit<PeerFigures, 'adapter'> {
  const gaps = (measured.losses ?? []).flatMap((loss, step) => {
    const ours = plateau.losses?.[step];
    return ours === undefined ? [] : [Math.abs(loss - ours)];
  });
  const lossGap = gaps.length > 0 ? Math.max(...gaps) : null;
  const wrong =
    lossGap !== null && !(lossGap <= largestGap)
      ? `Its losses differ from Plateau’s by up to ${rounded(lossGap)}: it trains another model.`
      : undefined;
  const figures = figuresOf({ ...measured, reason: measured.reason ?? wrong }, workload, 1, limits);
  const [theirs, ours] = [figures.msPerStep, plateau.msPerStep];
  return { ...figures, timesPlateau: rounded(theirs && ours && theirs / ours), lossGap: rounded(lossGap) };
}
