// The learning rate over a run: a linear warm-up, then cosine, linear or constant with a final decay.

import type { TrainingConfig } from '#src/experiment/settings.ts';

type ScheduleConfig = Pick<TrainingConfig, 'schedule' | 'warmup' | 'finalRate' | 'decayShare'>;

/** The last steps of a wsd run, over which the rate falls. */
export const decaySteps = (total: number, { decayShare }: Pick<TrainingConfig, 'decayShare'>): number =>
  Math.max(1, Math.floor(total * decayShare));

/** What the peak rate is multiplied by at `step`, counted from 0, of a run of `total` steps. */
export function rateAt(step: number, total: number, c: ScheduleConfig): number {
  const rise = (step + 1) / c.warmup; // infinite without a warm-up
  if (c.schedule === 'wsd') {
    // Reaches 1/decay at the last step: zero would be a step that trains nothing.
    return Math.max(0, Math.min(1, rise, (total - step) / decaySteps(total, c)));
  }
  if (step < c.warmup) return Math.min(1, rise);
  const done = Math.min(1, (step - c.warmup) / Math.max(1, total - c.warmup));
  const left = c.schedule === 'cosine' ? 0.5 * (1 + Math.cos(Math.PI * done)) : 1 - done;
  return c.finalRate + (1 - c.finalRate) * left;
}
