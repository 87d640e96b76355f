// What the program of a study works with. A program is read like a page of a notebook: it makes learners, trains them, measures, and
// writes down what was said. It can be broken off at any turn and run again from its first line: learners go on from what was kept of them,
// and what was measured is not measured again. So a program draws all its numbers from seeds and steps, and keeps nothing to itself. Learners
// take a turn before each step; whoever measures for long without learning takes turns of his own, where all before is written down.

import { fallbackSource, openSource, type LoadText } from '#src/data/source.ts';
import type { Source } from '#src/data/windows.ts';
import { checkArm } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Attempts, StudyPoint, StudyRecord, Transcript } from '#src/experiment/study/study-record.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import type { Objective } from '#src/model/model.ts';
import { planCohort } from '#src/train/cohort-plan.ts';
import { Cohort } from '#src/train/cohort.ts';
import { Refusal, message, type Message } from '#src/words/message.ts';
import type { KeptLearner } from '#src/storage/kept-studies.ts';
import { Learner } from './learner.ts';

export type Program = (lab: Lab) => Promise<void>;

/** Where a program is, in the words of its lesson: a stage, and how much of it is done. */
export interface StudyProgress {
  readonly stage: string;
  readonly done: number;
  readonly of: number;
}

export interface StudyState {
  readonly phase: 'preparing' | 'training' | 'finished' | 'stopped';
  readonly message?: Message;
}

/** What the page hears of a study. */
export interface StudyListener {
  begun(record: StudyRecord): void;
  state(state: StudyState): void;
  progress(progress: StudyProgress): void;
  measured(point: StudyPoint): void;
  /** These replace what was written at the same stage. */
  wrote(transcripts: readonly Transcript[]): void;
  attempted(attempts: Attempts): void;
  policy(stage: string, policy: string): void;
}

export interface LabHost {
  readonly kernels: Kernels;
  readonly load: LoadText;
  readonly listener: StudyListener;
  /** Keeps the record and those learners that have changed. */
  readonly save: (record: StudyRecord, changed: ReadonlyMap<string, KeptLearner>) => Promise<void>;
  /** Why the device can no longer be trusted, once it cannot. */
  readonly lost?: () => Message | undefined;
}

/** What a learner is made of. */
export interface Making {
  readonly config: ArmConfig;
  readonly sources: Source | readonly Source[]; // of all seeds, or of each
  readonly objective?: Objective;
  readonly start?: Learner; // whose weights it begins with, of the same shape
}

const saveEvery = 8; // seconds

export class Lab {
  readonly record: StudyRecord;
  private readonly host: LabHost;
  private readonly signal: AbortSignal;
  private readonly learners = new Map<string, Learner>();
  private readonly kept: ReadonlyMap<string, KeptLearner>;
  private readonly began = performance.now();
  private readonly before: number; // seconds, in earlier sessions
  private saved = performance.now();
  private doing: StudyProgress = { stage: '', done: 0, of: 0 };

  constructor(host: LabHost, record: StudyRecord, kept: ReadonlyMap<string, KeptLearner>, signal: AbortSignal) {
    this.host = host;
    this.record = record;
    this.kept = kept;
    this.signal = signal;
    this.before = record.seconds;
  }

  get seeds(): readonly number[] {
    return this.record.seeds;
  }

  /** A setting of the lesson. */
  setting(name: string): number {
    const value = this.record.settings[name];
    if (value === undefined) throw new Error(`The lesson has no setting ${name}.`);
    return value;
  }

  /** All of a corpus. Refuses what the build does not have. */
  async text(id: string): Promise<string> {
    const loaded = await this.host.load(id).catch((error: unknown) => {
      throw new Refusal(message('studyNeedsText', { id }), { cause: error });
    });
    return typeof loaded === 'string' ? loaded : loaded.text;
  }

  /** A corpus; the made-up language, of which the build always has some, where it was not fetched. */
  async textSource(settings: ArmConfig): Promise<Source> {
    const { source } = settings;
    try {
      return await openSource(settings, this.host.load);
    } catch (error) {
      if (!(error instanceof Refusal) || source === fallbackSource) throw error;
      return openSource({ ...settings, source: fallbackSource }, this.host.load);
    }
  }

  /** Learners are known by name: made anew, or going on from what was kept. Its seeds are those of the study. */
  async learner(name: string, { config, sources, objective = 'text', start }: Making): Promise<Learner> {
    if (this.learners.has(name)) throw new Error(`There is a learner ${name} already.`);
    const [wrong] = checkArm(config);
    if (wrong) throw new Refusal(wrong.what);
    const members = this.seeds.map((seed, run) => ({
      arm: 0,
      run,
      seed,
      config,
      source: 'heldOut' in sources ? sources : sources[run]!,
    }));
    const { kernels } = this.host;
    const cohort = await Cohort.compile(kernels, planCohort(name, members, kernels.device.limits, kernels.tuning, { objective }));
    const learner = new Learner(name, cohort, (its) => this.proceed({ stage: its.name, done: its.step, of: its.steps }));
    this.learners.set(name, learner);
    const kept = this.kept.get(name);
    if (kept) await learner.restore(kept);
    else if (start) await learner.restore({ step: 0, ended: false, arenas: { parameters: await start.parameters() } });
    return learner;
  }

  /** Its memory is given back; what it was is kept, so that the program can be run again. */
  async discard(learner: Learner): Promise<void> {
    await learner.end();
    await this.save();
    this.learners.delete(learner.name);
    await learner.destroy();
  }

  /** By seed. `of`: each is a share of so many. Measured once. */
  async measure(
    line: string,
    x: number,
    work: () => Promise<readonly number[]> | readonly number[],
    of?: number,
  ): Promise<readonly number[]> {
    const known = this.record.points.find((point) => point.line === line && point.x === x);
    if (known) return known.values.map((value) => value ?? NaN);
    const found = await work();
    this.trust();
    const values = found.map((value) => (Number.isFinite(value) ? value : null));
    const point: StudyPoint = { line, x, values, ...(of !== undefined && { of }), at: this.seconds };
    this.record.points.push(point);
    this.host.listener.measured(point);
    return found;
  }

  wrote(stage: string, transcripts: readonly Omit<Transcript, 'stage'>[]): void {
    this.trust();
    const these = transcripts.map((transcript) => ({ stage, ...transcript }));
    const others = this.record.transcripts.filter((other) => other.stage !== stage);
    this.record.transcripts.splice(0, Infinity, ...others, ...these);
    this.host.listener.wrote(these);
  }

  attempted(attempts: Attempts): void {
    this.trust();
    const others = this.record.attempts.filter(({ stage }) => stage !== attempts.stage);
    this.record.attempts.splice(0, Infinity, ...others, attempts);
    this.host.listener.attempted(attempts);
  }

  policy(stage: string, policy: string): void {
    this.trust();
    this.record.policies[stage] = policy;
    this.host.listener.policy(stage, policy);
  }

  /** Others get theirs: whoever watches, a wish to stop, the disk. Tells how far the program is. */
  async turn(doing = this.doing): Promise<void> {
    await new Promise((resume) => setTimeout(resume)); // a wish is a message, which nobody reads while the program computes
    await this.proceed(doing);
  }

  /** Learners wait for the device, and meanwhile messages are read. */
  private async proceed(doing: StudyProgress): Promise<void> {
    this.doing = doing;
    this.host.listener.progress(doing);
    if (performance.now() - this.saved > 1000 * saveEvery) await this.save();
    this.signal.throwIfAborted();
  }

  /** Only where all that learners have learned is written down. */
  async save(): Promise<void> {
    const changed = new Map<string, KeptLearner>();
    for (const learner of this.learners.values()) {
      if (!learner.isNew) continue;
      changed.set(learner.name, await learner.kept());
      learner.isNew = false;
    }
    this.trust();
    this.record.seconds = this.seconds;
    this.record.updatedAt = new Date().toISOString();
    await this.host.save(this.record, changed);
    this.saved = performance.now();
  }

  async destroy(): Promise<void> {
    for (const learner of this.learners.values()) await learner.destroy();
    this.learners.clear();
  }

  /** Of a device that reported an error nothing is written down: better no result than a wrong one. */
  private trust(): void {
    const why = this.host.lost?.();
    if (why) throw new Refusal(why);
  }

  private get seconds(): number {
    return this.before + (performance.now() - this.began) / 1000;
  }
}
