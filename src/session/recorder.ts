// Writes a session's measurements into its record and passes them to the listener, at most 20 times a second.

import type { Cohort } from '#src/train/cohort.ts';
import type { ArmProgress, Points, Sample, SessionListener } from './events.ts';
import type { InsideFrame } from '#src/experiment/inside.ts';
import { sixDecimals, type ExperimentRecord } from '#src/experiment/record.ts';

interface LaneState {
  readonly cohort: Cohort;
  readonly seconds: number;
  readonly msPerStep: number;
  readonly dead: boolean;
}

type Kind = Points['kind'];

const reportMilliseconds = 50;
const mostPoints = 1000; // of one training curve: longer runs report means over several steps

export class Progressing {
  private readonly listener: SessionListener;
  private readonly record: ExperimentRecord;
  private readonly lanes: readonly LaneState[];
  private readonly pending = new Map<string, { arm: number; run: number; kind: Kind; points: [number, number][] }>();
  private readonly sums = new Map<string, { sum: number; count: number }>();
  private readonly looks = new Map<LaneState, number>();
  private samples: Sample[] = [];
  private frames: InsideFrame[] = [];
  private reported = 0;

  constructor(listener: SessionListener, record: ExperimentRecord, lanes: readonly LaneState[]) {
    this.listener = listener;
    this.record = record;
    this.lanes = lanes;
    for (const lane of lanes) {
      const { arm, run } = lane.cohort.members[0]!;
      this.looks.set(lane, record.arms[arm]!.runs[run]!.validation.at(-1)?.[0] ?? 0);
    }
  }

  /** The step of a lane's last evaluation. */
  lastLook(lane: LaneState): number {
    return this.looks.get(lane)!;
  }

  trained(arm: number, run: number, step: number, loss: number, steps: number): void {
    const key = `${arm}.${run}`;
    const stride = Math.ceil(steps / mostPoints);
    const sum = this.sums.get(key) ?? { sum: 0, count: 0 };
    sum.sum += loss;
    sum.count++;
    this.sums.set(key, sum);
    if (step % stride && step !== steps) return;
    this.sums.delete(key);
    this.add(arm, run, 'train', step, sum.sum / sum.count);
  }

  validated(lane: LaneState, arm: number, run: number, step: number, loss: number): void {
    this.looks.set(lane, step);
    if (this.record.arms[arm]!.runs[run]!.status !== 'diverged') this.add(arm, run, 'validation', step, loss);
  }

  /** The loss at the end, on all its windows. */
  ended(arm: number, run: number, loss: number): void {
    const record = this.record.arms[arm]!.runs[run]!;
    if (record.status !== 'diverged' && Number.isFinite(loss)) record.final = sixDecimals(loss);
  }

  sampled(sample: Sample): void {
    const { arm, ...kept } = sample;
    this.record.arms[arm]!.samples.push(kept);
    this.samples.push(sample);
  }

  captured(frames: readonly InsideFrame[]): void {
    this.frames.push(...frames);
  }

  /** Sends what has gathered, if it is time or `now`. */
  flush(now: boolean): void {
    if (!now && performance.now() - this.reported < reportMilliseconds) return;
    this.reported = performance.now();
    const points = [...this.pending.values()].map(({ arm, run, kind, points }): Points => ({
      arm,
      run,
      kind,
      steps: Float64Array.from(points, ([step]) => step),
      losses: Float64Array.from(points, ([, loss]) => loss),
    }));
    this.pending.clear();
    if (points.length) this.listener.points(points);
    if (this.samples.length) this.listener.samples(this.samples.splice(0));
    if (this.frames.length) this.listener.inside(this.frames.splice(0));
    const arms = this.record.arms.flatMap((_, arm) => this.progressOf(arm));
    const secondsLeft = this.lanes.reduce(
      (sum, l) => sum + (l.dead ? 0 : ((l.cohort.steps - l.cohort.step) * l.msPerStep) / 1000),
      0,
    );
    this.listener.progress({ arms, secondsLeft, bytes: this.lanes.reduce((sum, l) => sum + l.cohort.bytes, 0) });
  }

  /** Of the batch that is furthest behind: where several are in memory, the others have ended. */
  private progressOf(arm: number): ArmProgress[] {
    const lanes = this.lanes.filter((l) => l.cohort.members.some((m) => m.arm === arm));
    if (!lanes.length) return [];
    const { cohort, seconds, msPerStep } = lanes.reduce((a, b) => (b.cohort.step < a.cohort.step ? b : a));
    const { runs } = this.record.arms[arm]!;
    const own = cohort.members.filter((m) => m.arm === arm).map((m) => runs[m.run]!);
    return [
      {
        arm,
        training: own[0]!.training,
        step: Math.round(Math.max(...own.map((r) => r.tokens)) / cohort.tokensPerStep),
        steps: cohort.steps,
        seconds,
        secondsShare: seconds / cohort.members.length,
        tokensPerSecond: msPerStep ? (1000 * cohort.tokensPerStep * own.length) / msPerStep : 0,
        dispatchesPerStep: cohort.dispatches,
        statuses: runs.map((r) => r.status),
        finals: runs.map((r) => r.final),
      },
    ];
  }

  private add(arm: number, run: number, kind: Kind, step: number, exact: number): void {
    const loss = sixDecimals(exact);
    this.record.arms[arm]!.runs[run]![kind].push([step, loss]);
    const key = `${arm}.${run}.${kind}`;
    const pending = this.pending.get(key) ?? { arm, run, kind, points: [] };
    pending.points.push([step, loss]);
    this.pending.set(key, pending);
  }
}
