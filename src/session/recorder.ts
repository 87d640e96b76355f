// Writes a session's measurements into its record and passes them to the listener, at most 20 times a second.

import { hasStopped, keptStep } from '#src/experiment/ends.ts';
import type { InsideFrame } from '#src/experiment/inside.ts';
import { sixDecimals, type ArmRecord, type ExperimentRecord, type RunRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { LossSum } from '#src/storage/checkpoint.ts';
import type { StepMetrics } from '#src/train/cohort.ts';
import type { Member } from '#src/train/members.ts';
import { message } from '#src/words/message.ts';
import type { ArmProgress, CurvePoints, Sample, SessionListener } from './events.ts';
import { leftOf, type Lane } from './lane.ts';
import { secondsLeft, type PlanWork } from '#src/science/time-left.ts';

type Kind = CurvePoints['kind'];

const reportMilliseconds = 50;
const mostPoints = 1000; // of one training curve: longer runs report means over several steps
const mostPointsInSweep = 100;

export class Recorder {
  private readonly listener: SessionListener;
  private readonly record: ExperimentRecord;
  private readonly lanes: readonly Lane[];
  private readonly others: () => readonly PlanWork[];
  private readonly pending = new Map<string, { arm: number; run: number; kind: Kind; points: [number, number][] }>();
  private readonly sums = new Map<string, { sum: number; count: number }>();
  private readonly evaluations = new Map<Lane, number>();
  private samples: Sample[] = [];
  private frames: InsideFrame[] = [];
  private reported = 0;
  private began = 0; // moved on by what would not have been without the visitor, or is never again

  /** `lanes`: those that train, now and later. `others`: the work of those before and after. */
  constructor(
    listener: SessionListener,
    record: ExperimentRecord,
    lanes: readonly Lane[],
    others: () => readonly PlanWork[] = () => [],
  ) {
    this.listener = listener;
    this.record = record;
    this.lanes = lanes;
    this.others = others;
    this.enter();
  }

  /** There are other lanes than before. */
  enter(): void {
    this.evaluations.clear();
    this.sums.clear();
    for (const lane of this.lanes) {
      // Those that have ended were evaluated no more.
      const last = lane.cohort.members.map(({ arm, run }) => this.runOf(arm, run).validation.at(-1)?.[0] ?? 0);
      this.evaluations.set(lane, Math.max(...last));
      lane.good?.sums?.forEach((sum, i) => this.sums.set(keyOf(lane.cohort.members[i]!), { ...sum }));
    }
  }

  /** Training begins. */
  begin(): void {
    this.began = performance.now();
  }

  /** So many milliseconds went to something that says nothing about how long training takes. */
  away(milliseconds: number): void {
    this.began += milliseconds;
  }

  /** Of each member's training losses since the last point of its curve. */
  sumsOf({ cohort }: Lane): LossSum[] {
    return cohort.members.map((member) => ({ sum: 0, count: 0, ...this.sums.get(keyOf(member)) }));
  }

  /** The step of a lane's last evaluation. */
  lastEvaluation(lane: Lane): number {
    return this.evaluations.get(lane)!;
  }

  /** What the steps of a burst have measured. */
  trained(lane: Lane, metrics: readonly StepMetrics[]): void {
    const { cohort, seconds } = lane;
    const { members, steps, tokensPerStep } = cohort;
    for (const m of metrics)
      for (const [i, { arm, run: place }] of members.entries()) {
        const run = this.runOf(arm, place);
        if (this.hasEnded(members[i]!)) continue;
        if (m.diverged[i]) {
          run.status = 'diverged';
          run.reason = message('diverged', { step: m.step });
          lane.anyDiverged = true;
          continue;
        }
        run.status = m.step === steps ? 'finished' : 'training';
        run.tokens = m.step * tokensPerStep;
        run.seconds = seconds;
        run.secondsShare = seconds / members.length;
        this.addTraining(arm, place, m.step, m.loss[i]!, steps);
      }
    lane.allEnded = members.every((m) => this.hasEnded(m));
  }

  /** Held-out losses after the steps done so far. */
  evaluated(lane: Lane, losses: ArrayLike<number>): void {
    const { step, members } = lane.cohort;
    this.evaluations.set(lane, step);
    for (const [i, { arm, run: place, source, config }] of members.entries()) {
      const run = this.runOf(arm, place);
      if (this.hasEnded(members[i]!)) continue;
      const { text, scored } = source.heldOut;
      run.heldOut = { text, tokens: lane.budget.sets[0]! * scored, context: config.context };
      this.add(arm, place, 'validation', step, losses[i]!);
    }
  }

  /**
   * Losses on the text that decides, after the steps done so far: which runs are at their lowest, and which have ended, because they
   * stop early or with the last step.
   */
  decided(lane: Lane, losses: ArrayLike<number>): { readonly lowest: number[]; readonly ended: number[] } {
    const { step, steps, members } = lane.cohort;
    const [lowest, ended]: [number[], number[]] = [[], []];
    for (const [i, member] of members.entries()) {
      if (this.hasEnded(member)) continue;
      const run = this.runOf(member.arm, member.run);
      run.deciding ??= [];
      if (Number.isFinite(losses[i])) run.deciding.push([step, sixDecimals(losses[i]!)]);
      const kept = keptStep(run);
      if (kept === step) lowest.push(i);
      if (kept === undefined || (step < steps && !this.hasEnded(member))) continue;
      ended.push(i);
      run.status = 'finished';
      this.addMean(member, step);
    }
    lane.allEnded = members.every((m) => this.hasEnded(m));
    return { lowest, ended };
  }

  /** The losses at the end, on each set of the budget. */
  ended({ cohort, budget }: Lane, losses: readonly ArrayLike<number>[]): void {
    for (const [i, { arm, run: place, source }] of cohort.members.entries()) {
      const run = this.runOf(arm, place);
      if (run.status === 'diverged' || losses.some((of) => !Number.isFinite(of[i]))) continue;
      run.ends = budget.sets.map((passages, set) => [passages * source.heldOut.scored, sixDecimals(losses[set]![i]!)]);
      run.final = run.ends.at(-1)![1];
    }
  }

  /** The curves of these runs begin as those of others do. */
  copied(members: readonly Member[]): void {
    for (const { arm, run } of members)
      for (const kind of ['train', 'validation'] as const)
        this.pending.set(`${arm}.${run}.${kind}`, { arm, run, kind, points: [...this.runOf(arm, run)[kind]] });
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
    const points = [...this.pending.values()].map(({ arm, run, kind, points }): CurvePoints => ({
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
    const work = this.lanes.map((lane) => ({ ...lane, left: leftOf(lane, this.lastEvaluation(lane)) }));
    const left = secondsLeft([...work, ...this.others()], performance.now() - this.began);
    this.listener.progress({ arms, secondsLeft: left, bytes: this.lanes.reduce((sum, l) => sum + l.cohort.bytes, 0) });
  }

  /** Of the training that is furthest behind: where several are in memory, the others have ended. */
  private progressOf(arm: number): ArmProgress[] {
    const lanes = this.lanes.filter((l) => l.cohort.members.some((m) => m.arm === arm));
    if (!lanes.length) return this.record.sweep ? [asRecorded(this.record.arms[arm]!, arm)] : [];
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

  private runOf(arm: number, run: number): RunRecord {
    return this.record.arms[arm]!.runs[run]!;
  }

  /** Long runs have means over several steps as their points. */
  private addTraining(arm: number, run: number, step: number, loss: number, steps: number): void {
    const key = keyOf({ arm, run });
    const stride = Math.ceil(steps / (this.record.sweep ? mostPointsInSweep : mostPoints));
    const sum = this.sums.get(key) ?? { sum: 0, count: 0 };
    sum.sum += loss;
    sum.count++;
    this.sums.set(key, sum);
    if (step % stride === 0 || step === steps) this.addMean({ arm, run }, step);
  }

  /** Of the training losses since the point before, if there are any. */
  private addMean({ arm, run }: Place, step: number): void {
    const key = keyOf({ arm, run });
    const sum = this.sums.get(key);
    if (sum) this.add(arm, run, 'train', step, sum.sum / sum.count);
    this.sums.delete(key);
  }

  /** It has diverged, or stopped early: nothing of it changes any more. */
  private hasEnded({ arm, run, config }: Member): boolean {
    const record = this.runOf(arm, run);
    return record.status === 'diverged' || hasStopped(record, config.stopAfter);
  }

  private add(arm: number, run: number, kind: Kind, step: number, exact: number): void {
    const loss = sixDecimals(exact);
    this.runOf(arm, run)[kind].push([step, loss]);
    const key = `${arm}.${run}.${kind}`;
    const pending = this.pending.get(key) ?? { arm, run, kind, points: [] };
    pending.points.push([step, loss]);
    this.pending.set(key, pending);
  }
}

/** A point of a sweep that does not train now. */
function asRecorded({ config, runs, dispatchesPerStep }: ArmRecord, arm: number): ArmProgress {
  const newest = runs.reduce((a, b) => (b.training > a.training ? b : a));
  return {
    arm,
    training: newest.training,
    step: Math.round(newest.tokens / (config.batch * config.context)),
    steps: totalSteps(config),
    seconds: newest.seconds,
    secondsShare: newest.secondsShare,
    tokensPerSecond: 0,
    dispatchesPerStep,
    statuses: runs.map((r) => r.status),
    finals: runs.map((r) => r.final),
  };
}

type Place = Pick<Member, 'arm' | 'run'>;
const keyOf = ({ arm, run }: Place): string => `${arm}.${run}`;
