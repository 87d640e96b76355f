// A session trains one experiment: it interleaves the cohorts fairly, keeps two bursts of steps in flight, evaluates, samples,
// saves, and tells its listener. The worker and the command line run the same session; only its host differs.

import type { Kernels } from '#src/gpu/kernel.ts';
import { byKernel } from '#src/graph/profile.ts';
import type { NamedTensor } from '#src/graph/weights.ts';
import { samplingSteps, type EvaluationBudget } from '#src/train/budget.ts';
import { Cohort, longestBurst, OutOfMemory, type StepMetrics } from '#src/train/cohort.ts';
import { piecesOfStep, stepsPerBurst } from '#src/train/pace.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { refuse, type Message, message } from '#src/words/message.ts';
import { checkExperiment } from './check.ts';
import { type Look, type LookRequest, lookInto } from './look.ts';
import type { ProfileReport } from './kernel-times.ts';
import type { SessionListener, SessionState } from './events.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { Inspecting } from './captures.ts';
import { armsOf, budgetsOf, openTrainings, prepare } from './cohorts.ts';
import { newRecord, rewind } from './new-record.ts';
import { Progressing } from './recorder.ts';
import type { DeviceRecord, ExperimentRecord } from '#src/experiment/record.ts';
import { Saving, type Savable, type Save } from './saving.ts';

export interface GenerateRequest {
  readonly arm: number;
  readonly prompt: string;
  readonly length: number; // tokens
  readonly temperature: number; // 0 is greedy
  readonly topK: number; // 0 is all
}

export interface SessionHost {
  readonly kernels: Kernels;
  readonly device: DeviceRecord;
  readonly listener: SessionListener;
  readonly load: (source: string) => Promise<string>;
  readonly save: Save;
  /** Evaluate on all held-out windows at the end, whatever it costs. */
  readonly allWindows?: boolean;
}

/** A cohort and where its run stands. */
interface Lane extends Savable {
  readonly budget: EvaluationBudget;
  seconds: number; // GPU time of its training steps
  msPerStep: number; // recent
  diverged: boolean;
  dead: boolean; // all runs died
}

const inFlight = 2;
const sampleTokens = 48;

export class Session {
  readonly record: ExperimentRecord;
  private readonly host: SessionHost;
  private readonly lanes: readonly Lane[];
  private readonly report: Progressing;
  private readonly saving: Saving;
  private readonly inspecting: Inspecting;
  private readonly floors: () => ExperimentRecord['floors'];
  private wish: 'train' | 'pause' | 'stop' = 'train';
  private stopReason: Message | undefined;
  private wake: () => void = () => {};
  private singleStep = false; // paused, and every cohort shall reach stepGoal
  private stepGoal = 0;
  private lastDone = 0;
  private beside: Promise<unknown> = Promise.resolve(); // the latest use of a cohort that is not training
  private asides: (() => Promise<void>)[] = []; // to be done while no burst is in flight
  private over = false;

  /** Validates, plans bytes, opens data, compiles. `resumed` continues a record from a checkpoint (or from the start). */
  static async open(
    host: SessionHost,
    id: string,
    from: ExperimentSpec | { record: ExperimentRecord; plans: readonly PlanCheckpoint[] },
  ): Promise<Session> {
    const { kernels, listener } = host;
    listener.state({ phase: 'preparing', message: message('readingData') });
    const resumed = 'record' in from ? from : undefined;
    checkExperiment('record' in from ? from.record.arms : armsOf(from));
    const prepared = await ('record' in from
      ? prepare(from.record.arms, host.load, openTrainings(from.record))
      : prepare(armsOf(from), host.load));
    for (const members of prepared.cohorts.values()) Cohort.planned(members, kernels.device.limits, kernels.tuning);
    const record = 'record' in from ? from.record : newRecord(id, from, prepared, host.device, host.allWindows);
    if (!resumed) listener.begun(record);
    listener.state({ phase: 'preparing', message: message('compiling') });
    const budgets = budgetsOf(prepared, host.allWindows);
    const compile = (recompute: boolean): Promise<Cohort[]> =>
      allOrNone(
        [...prepared.cohorts].map(([key, members]) =>
          Cohort.compile(kernels, key, members, recompute, budgets.get(key)!.windows),
        ),
      );
    const cohorts = await compile(false).catch((error: unknown) => {
      if (!(error instanceof OutOfMemory)) throw error;
      return compile(true);
    });
    const lanes = cohorts.map((cohort): Lane => {
      const { members } = cohort;
      const budget = budgets.get(cohort.key)!;
      const saved = resumed?.plans.find((p) => p.key === cohort.key);
      if (saved) cohort.restore(saved.arena, saved.step);
      for (const m of members)
        Object.assign(record.arms[m.arm]!, { dispatchesPerStep: cohort.dispatches, recomputed: cohort.recomputes });
      return {
        cohort,
        budget,
        seconds: saved?.seconds ?? 0,
        msPerStep: 0,
        good: saved,
        diverged: false,
        dead: false,
      };
    });
    if (resumed) {
      for (const { cohort } of lanes) rewind(record, cohort.members, cohort.step);
      listener.begun(record);
    }
    const elsewhere = resumed?.plans.filter((p) => !prepared.cohorts.has(p.key)) ?? [];
    return new Session(host, record, lanes, elsewhere, () => prepared.source.floors());
  }

  private constructor(
    host: SessionHost,
    record: ExperimentRecord,
    lanes: readonly Lane[],
    elsewhere: readonly PlanCheckpoint[], // of batches that this session does not train: they are kept
    floors: () => ExperimentRecord['floors'],
  ) {
    this.host = host;
    this.record = record;
    this.lanes = lanes;
    this.floors = floors;
    this.report = new Progressing(host.listener, record, lanes);
    const warn = (problem: Message): void => {
      if (record.status === 'training') host.listener.state({ phase: 'training', message: problem });
    };
    this.saving = new Saving(host.save, elsewhere, warn);
    this.inspecting = new Inspecting(record, {
      captured: (frames) => {
        this.report.captured(frames);
        this.lastDone = performance.now(); // what comes behind a capture begins when that is done
      },
      refused: warn,
    });
  }

  /** Trains until everything is done, or `stop`. Throws only if the GPU failed. */
  async run(): Promise<void> {
    try {
      await this.train();
    } finally {
      this.over = true;
      void this.attend();
    }
  }

  private async train(): Promise<void> {
    await this.saving.begin(this.record);
    if (this.wish === 'train') this.host.listener.state(this.training);
    const bursts: Promise<void>[] = [];
    const settle = async (): Promise<void> => {
      await Promise.all(bursts.splice(0));
      await this.inspecting.settled();
    };
    let turn = 0;
    while (this.wish !== 'stop') {
      if (this.asides.length > 0) {
        await settle();
        await this.attend();
      }
      if (this.wish === 'pause' && !this.singleStep) {
        await settle();
        await this.rest();
        continue;
      }
      const lane = this.next(turn++);
      if (!lane) break;
      await this.inspecting.prepare(lane.cohort);
      const burst = this.burst(lane);
      burst.catch(() => {}); // awaited below, but perhaps after another one has failed
      bursts.push(burst);
      while (bursts.length >= inFlight || (bursts.length > 0 && this.dueFor(lane))) await bursts.shift();
      this.report.flush(false);
      if (this.dueFor(lane)) await this.look(lane);
      if (this.record.floors.length === 0) this.addFloors();
      if (this.saving.due) {
        await settle();
        await this.saving.checkpoint(this.record, this.lanes);
      }
      if (this.lanes.every((l) => l.cohort.step >= this.stepGoal || this.isDone(l))) this.singleStep = false;
      this.report.flush(false);
    }
    await settle();
    await Promise.all(this.lanes.map((l) => l.cohort.inspect(false))); // no step comes that could be captured
    await this.end();
  }

  pause(): void {
    if (this.wish === 'train') this.wish = 'pause';
  }

  continue(): void {
    if (this.wish === 'pause') this.wish = 'train';
    this.wake();
  }

  /** Ends after what is in flight. `reason`: if it is not the visitor who stops. */
  stop(reason?: Message): void {
    this.wish = 'stop';
    this.stopReason ??= reason;
    this.wake();
  }

  /** While paused: every cohort takes one step. */
  step(): void {
    if (this.wish !== 'pause') return;
    this.stepGoal = Math.min(...this.lanes.filter((l) => !this.isDone(l)).map((l) => l.cohort.step)) + 1;
    this.singleStep = true;
    this.wake();
  }

  /** Text from an arm's first run. */
  async generate({ arm, prompt, length, temperature, topK }: GenerateRequest, seed: number): Promise<string> {
    const { cohort } = this.laneOf(arm);
    const texts = await this.alone(() => cohort.generate(prompt, length, temperature, topK, seed));
    return texts[cohort.members.findIndex((m) => m.arm === arm)]!;
  }

  /** From now on captures what is inside every so many steps; 0 ends it. */
  inspect(every: number): void {
    this.inspecting.every = every;
  }

  /** Looks into an arm's first run with a text. */
  async lookInside(request: LookRequest): Promise<Look> {
    const { cohort } = this.laneOf(request.arm);
    return this.alone(() => lookInto(cohort, request));
  }

  /** Where the time of an arm's step goes; between two bursts, or at once if nothing trains. */
  async profile(arm: number): Promise<ProfileReport> {
    const { cohort } = this.laneOf(arm);
    const measure = async (): Promise<ProfileReport> => {
      const { dispatches, whole, method, resolution } = await this.alone(() => cohort.profile());
      return {
        arm,
        replicas: cohort.members.length,
        step: cohort.step,
        kernels: byKernel(dispatches),
        milliseconds: dispatches.reduce((sum, d) => sum + d.milliseconds, 0),
        stepMilliseconds: whole,
        method,
        resolution,
      };
    };
    if (this.over) return measure();
    return new Promise((resolve, reject) => {
      this.asides.push(() => measure().then(resolve, reject));
      this.wake();
    });
  }

  /** The weights of one run, by name; undefined if its batch is not in memory. */
  async tensors(arm: number, run: number): Promise<NamedTensor[] | undefined> {
    for (const { cohort } of this.lanes) {
      const member = cohort.members.findIndex((m) => m.arm === arm && m.run === run);
      if (member >= 0) return this.alone(() => cohort.tensors(member));
    }
    return undefined;
  }

  async destroy(): Promise<void> {
    await this.beside;
    await Promise.all(this.lanes.map((l) => l.cohort.destroy()));
  }

  private laneOf(arm: number): Lane {
    const lane = this.lanes.find((l) => l.cohort.members.some((m) => m.arm === arm));
    if (!lane) throw refuse('notInSession');
    return lane;
  }

  /** One after the other: a cohort has one sampler, and while it is profiled its weights are not what they are. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.beside.then(work);
    this.beside = done.catch(() => undefined);
    return done;
  }

  private async attend(): Promise<void> {
    for (const aside of this.asides.splice(0)) await aside();
    this.lastDone = performance.now(); // not training time
  }

  private get training(): SessionState {
    const recomputes = this.lanes.some((l) => l.cohort.recomputes);
    return { phase: 'training', ...(recomputes && { message: message('recomputed') }) };
  }

  private isDone(lane: Lane): boolean {
    return lane.dead || lane.cohort.step >= lane.cohort.steps;
  }

  /** Equal progress: the lane that is furthest behind; among equals the order alternates. */
  private next(turn: number): Lane | undefined {
    const open = this.lanes.filter((l) => !this.isDone(l) && (!this.singleStep || l.cohort.step < this.stepGoal));
    const behind = Math.min(...open.map((l) => l.cohort.step / l.cohort.steps));
    const equal = open.filter((l) => l.cohort.step / l.cohort.steps === behind);
    return Math.floor(turn / this.lanes.length) % 2 ? equal.at(-1) : equal[0];
  }

  private async burst(lane: Lane): Promise<void> {
    const { cohort, budget } = lane;
    const wanted = this.singleStep ? 1 : stepsPerBurst(lane.msPerStep);
    const untilLook = budget.looks.find((step) => step > cohort.step)! - cohort.step;
    const count = Math.min(wanted, untilLook, this.inspecting.untilCapture(cohort), longestBurst);
    const submitted = performance.now();
    const metrics = await this.inspecting.train(cohort, count, piecesOfStep(lane.msPerStep));
    const done = performance.now();
    // The queue is serial: this burst began when it was submitted or when the one before it ended.
    const spent = done - Math.max(submitted, this.lastDone);
    this.lastDone = done;
    lane.seconds += spent / 1000;
    lane.msPerStep = spent / metrics.length;
    this.collect(lane, metrics);
  }

  private collect(lane: Lane, metrics: readonly StepMetrics[]): void {
    const { members } = lane.cohort;
    for (const m of metrics)
      members.forEach(({ arm, run }, r) => {
        const record = this.record.arms[arm]!.runs[run]!;
        if (record.status === 'diverged') return;
        if (m.dead[r]) {
          record.status = 'diverged';
          record.reason = message('diverged', { step: m.step });
          lane.diverged = true;
          return;
        }
        record.status = m.step === lane.cohort.steps ? 'finished' : 'training';
        record.tokens = m.step * lane.cohort.tokensPerStep;
        record.seconds = lane.seconds;
        record.secondsShare = lane.seconds / members.length;
        this.report.trained(arm, run, m.step, m.loss[r]!, lane.cohort.steps);
      });
    lane.dead = members.every(({ arm, run }) => this.record.arms[arm]!.runs[run]!.status === 'diverged');
  }

  /** Whether an evaluation is due after the steps submitted so far. */
  private dueFor(lane: Lane): boolean {
    const { step } = lane.cohort;
    return !lane.dead && this.report.lastLook(lane) < step && lane.budget.looks.includes(step);
  }

  private async look(lane: Lane): Promise<void> {
    const { cohort, budget } = lane;
    const { step, steps, members } = cohort;
    const losses = await cohort.evaluate(budget.windows, piecesOfStep(lane.msPerStep));
    members.forEach(({ arm, run }, r) => this.report.validated(lane, arm, run, step, losses[r]!));
    if (step === steps) {
      // The end counts, so it is measured on many more windows than the points of the curve.
      const { windows, windowsAtEnd } = budget;
      const ends = windowsAtEnd > windows ? await cohort.evaluate(windowsAtEnd, piecesOfStep(lane.msPerStep)) : losses;
      members.forEach(({ arm, run }, r) => this.report.ended(arm, run, ends[r]!));
    }
    if (members.some((m) => m.run === 0) && samplingSteps(budget.looks).includes(step)) {
      const { prompt } = members[0]!.source;
      const texts = await this.alone(() => cohort.generate(prompt, sampleTokens, 0.8, 0, step));
      for (const [m, member] of members.entries())
        if (member.run === 0) this.report.sampled({ arm: member.arm, seed: member.seed, step, text: prompt + texts[m]! });
    }
    this.lastDone = performance.now(); // looking is not training time
  }

  private addFloors(): void {
    this.record.floors = this.floors();
    this.host.listener.floors(this.record.floors);
    this.lastDone = performance.now();
  }

  /** Paused: saves, then waits for a wish. */
  private async rest(): Promise<void> {
    await this.saving.checkpoint(this.record, this.lanes);
    await this.saving.settled();
    this.record.status = 'paused';
    this.report.flush(true);
    this.host.listener.state({ phase: 'paused', resumable: true });
    // A wish may have come while the checkpoint was saved.
    while (this.wish === 'pause' && !this.singleStep)
      await (this.asides.length > 0 ? this.attend() : new Promise<void>((wake) => (this.wake = wake)));
    this.wake = () => {};
    this.lastDone = performance.now();
    if (this.wish !== 'train') return;
    this.record.status = 'training';
    this.host.listener.state(this.training);
  }

  private async end(): Promise<void> {
    const finished = this.lanes.every((l) => this.isDone(l));
    const diverged = this.record.arms.flatMap((arm) =>
      arm.runs.flatMap((r) => (r.reason && r.status === 'diverged' ? [message('ofArm', { arm: arm.name, what: r.reason })] : [])),
    );
    const reason = this.stopReason ?? diverged[0];
    this.record.status = finished && !reason ? 'finished' : 'stopped';
    if (reason) this.record.reason = reason;
    else delete this.record.reason;
    for (const run of this.record.arms.flatMap((arm) => arm.runs))
      if (run.status === 'training' || run.status === 'waiting') run.status = 'stopped';
    this.report.flush(true);
    await this.saving.checkpoint(this.record, this.lanes);
    await this.saving.settled();
    const told = reason ?? this.saving.problem;
    const state =
      this.record.status === 'finished' ? ({ phase: 'finished' } as const) : ({ phase: 'stopped', resumable: true } as const);
    this.host.listener.state({ ...state, ...(told && { message: told }) });
  }
}

/** If one cannot be compiled, the memory of the others is given back. */
async function allOrNone(compiling: readonly Promise<Cohort>[]): Promise<Cohort[]> {
  const compiled = await Promise.allSettled(compiling);
  const failed = compiled.find((c) => c.status === 'rejected');
  const done = compiled.flatMap((c) => (c.status === 'fulfilled' ? [c.value] : []));
  if (!failed) return done;
  await Promise.all(done.map((cohort) => cohort.destroy()));
  throw failed.reason;
}
