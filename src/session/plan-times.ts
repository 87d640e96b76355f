// How fast a plan trains: the times of its bursts, gathered in the equal parts of its steps that the record keeps. What plans that
// train in turns took for the same part was measured under the same conditions.

import { partsOfTime, type ExperimentRecord, type PlanRecord } from '#src/experiment/record.ts';
import type { Member } from '#src/train/members.ts';
import type { Burst } from './clock.ts';

const neighbours = 9; // bursts that say how long the next one usually takes: a machine that has become slow is the usual after five

export class PlanTimes {
  private readonly plan: PlanRecord;
  private readonly steps: number; // in all
  private readonly before: number; // seconds of earlier sessions
  private readonly latest: number[] = []; // milliseconds per step
  private readonly all = { steps: 0, seconds: 0 };
  private readonly timed = { steps: 0, seconds: 0 };

  constructor(plan: PlanRecord, steps: number, before = 0) {
    this.plan = plan;
    this.steps = steps;
    this.before = before;
  }

  /** Milliseconds of a step, the median of the last bursts; NaN before the first. */
  get usual(): number {
    const sorted = [...this.latest].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? NaN;
  }

  /** Training time so far. Bursts that were not timed count as much per step as those that were. */
  get seconds(): number {
    const { all, timed, before } = this;
    return before + (timed.steps ? (timed.seconds / timed.steps) * all.steps : all.seconds);
  }

  /** A burst of so many steps after the first `done`. The first of a session warms up: its time is that of something else. */
  add(done: number, steps: number, { milliseconds, whole }: Burst): void {
    const seconds = milliseconds / 1000;
    const warm = this.latest.length > 0;
    if (this.latest.push(milliseconds / steps) > neighbours) this.latest.shift();
    this.all.steps += steps;
    this.all.seconds += seconds;
    if (!warm || !whole) return;
    this.timed.steps += steps;
    this.timed.seconds += seconds;
    const part = partOf(done, this.steps);
    const [sum, time] = this.plan.times[part]!;
    this.plan.times[part] = [sum + steps, Number((time + seconds).toFixed(6))];
  }
}

const partOf = (done: number, steps: number): number => Math.floor((done * partsOfTime) / steps);

const untimed = (): PlanRecord['times'] => Array.from({ length: partsOfTime }, () => [0, 0]);

/** The plan of these members in the record; a new one where they have none. What came after `done` steps is timed again. */
export function planOf(record: ExperimentRecord, members: readonly Member[], done: number, steps: number): PlanRecord {
  const runs = members.map(({ arm, run }) => record.arms[arm]!.runs[run]!);
  const training = record.trainings[runs[0]!.training]!;
  const known = training.plans?.[runs[0]!.plan ?? NaN];
  if (known) {
    known.times = known.times.map((time, part) => (part < partOf(done, steps) ? time : [0, 0]));
    return known;
  }
  const plan = { runs: members.length, times: untimed() };
  if (done >= steps) return plan; // nothing of it is left to time
  training.plans = [...(training.plans ?? []), plan];
  for (const run of runs) run.plan = training.plans.length - 1;
  return plan;
}
