// Plans that take turns on a simulated machine: bursts scatter log-normally, the machine gets slower and faster over the minutes, and
// now and then something else keeps it busy for a while.

import { normal, uniform } from '#src/data/random.ts';
import { partsOfTime, type PlanRecord } from '#src/experiment/record.ts';
import { PlanTimes } from '#src/session/plan-times.ts';

export interface Machine {
  readonly seed: number;
  readonly steps: number;
  readonly stepsPerBurst?: number;
  /** Milliseconds per step of each plan, when nothing disturbs. */
  readonly speeds: readonly number[];
  readonly scatter?: number; // of a burst, as a standard deviation of its logarithm
}

export function noisyTimes({ seed, steps, stepsPerBurst = 1, speeds, scatter = 0.12 }: Machine): PlanRecord['times'][] {
  const plans = speeds.map((): PlanRecord => ({ runs: 3, times: Array.from({ length: partsOfTime }, () => [0, 0]) }));
  const timers = plans.map((plan) => new PlanTimes(plan, steps));
  let [draw, now, busyUntil, drift] = [0, 0, 0, 0];
  for (let done = 0, turn = 0; done < steps; done += stepsPerBurst, turn++) {
    const count = Math.min(stepsPerBurst, steps - done);
    // The order alternates, as in a session.
    const order = [...speeds.keys()].map((i) => (turn % 2 ? speeds.length - 1 - i : i));
    for (const plan of order) {
      draw++;
      drift = 0.99 * drift + 0.02 * normal(seed, 1, draw); // a standard deviation of 14 %
      if (uniform(seed, 2, draw) < 0.02) busyUntil = now - 200 * Math.log(1 - uniform(seed, 3, draw));
      const busy = now < busyUntil ? 2 : 1;
      const milliseconds = count * speeds[plan]! * busy * Math.exp(drift + scatter * normal(seed, 4, draw));
      now += milliseconds;
      timers[plan]!.add(done, count, { milliseconds, whole: true });
    }
  }
  return plans.map(({ times }) => times);
}
