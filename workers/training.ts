// The worker's side of the protocol: at most one session at a time. What differs between a browser and a test comes in through
// the environment.

import { releaseProxy } from 'comlink';
import { listSources, type NamedText } from '#src/data/source.ts';
import { readText } from '#src/data/text.ts';
import { tokenizerFor } from '#src/data/tokenizer.ts';
import { newId } from '#src/experiment/identity.ts';
import { longestName, mostSeeds } from '#src/experiment/limits.ts';
import { checkArm } from '#src/experiment/options.ts';
import { ownPrefix } from '#src/experiment/own-text.ts';
import { hasEnded, type DeviceRecord, type ExperimentRecord } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import type { StudyRecord, StudySpec } from '#src/experiment/study/study-record.ts';
import type { StudyListener } from '#src/lab/lab.ts';
import type { StepTime } from '#src/science/step-cost.ts';
import { cohortsOf, openTrainings } from '#src/session/cohorts.ts';
import type { SessionListener } from '#src/session/events.ts';
import type { ProfileReport } from '#src/session/kernel-times.ts';
import type { Look, LookRequest } from '#src/session/look.ts';
import { leftFor, withSeeds } from '#src/session/new-record.ts';
import { openSession, unlessAborted, type Beginning, type SessionHost } from '#src/session/open.ts';
import type { Save } from '#src/session/saver.ts';
import type { Answer, GenerateRequest, Session } from '#src/session/session.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { keepProgress, loadCheckpoint, loadExperiment, storageKind } from '#src/storage/experiments.ts';
import { trainingLock } from '#src/storage/lock.ts';
import { memoryStorage } from '#src/storage/storage.ts';
import { deleteText, listTexts, loadText, restoreText, saveText, type DeletedText, type TextReport } from '#src/storage/texts.ts';
import { tuningDescribed } from '#src/tuning/defaults.ts';
import type { tune } from '#src/tuning/tune.ts';
import { countCharacters, firstCharacters } from '#src/words/characters.ts';
import { Refusal, refuse } from '#src/words/message.ts';
import { Gpu, type Opened } from './gpu.ts';
import type { DeviceReport, TrainingWorker } from './protocol.ts';
import { Idle } from './idle.ts';

export interface Environment {
  readonly gpu: GPU | undefined;
  readonly secure: boolean;
  readonly where: string; // user agent
  /** Ids of the corpora that were fetched when the page was built. */
  readonly corpora: readonly string[];
  readonly loadCorpus: (id: string, signal?: AbortSignal) => Promise<string>;
  /** Looks for the fastest kernels, when nothing trains. */
  readonly tune: typeof tune;
  /** Milliseconds before it does so, in which a visitor may press Start. */
  readonly patience: number;
  /** Holds a name for as long as `work` runs; false at once if another tab holds it. */
  readonly alone: (name: string, work: () => Promise<void>) => Promise<boolean>;
}

/** What was started last, from the moment it was asked for. */
interface Underway {
  readonly stop: AbortController;
  ended: Promise<void>; // also where it failed, or was stopped before it began
  over: boolean;
}

/** Of the experiment that is trained, or was last: what was saved of it, and whether the disk has that. */
interface Held {
  readonly id: string;
  record?: () => ExperimentRecord;
  plans?: readonly PlanCheckpoint[];
  curvesKept: boolean;
  weightsKept: boolean;
}

export class Training implements TrainingWorker {
  readonly memory = memoryStorage();
  private readonly environment: Environment;
  private readonly gpu: Gpu;
  private readonly idle: Idle;
  private report: Promise<DeviceReport> | undefined;
  private session: Session | undefined;
  private sessionOn: Opened | undefined; // the device of the session; another may be open by now
  private underway: Underway | undefined;
  private deletedText: DeletedText | undefined; // what was deleted last
  private held: Held | undefined;
  private draws = 0;
  private inspected: readonly [every: number, wires: boolean] = [0, false]; // kept for later sessions

  constructor(environment: Environment) {
    const { gpu, secure, where, tune, patience } = environment;
    this.environment = environment;
    this.gpu = new Gpu(gpu, secure, where, (why) => this.session?.stop(why));
    this.idle = new Idle(this.gpu, tune, patience);
  }

  device(kernels?: string): Promise<DeviceReport> {
    this.gpu.asked ??= kernels;
    return (this.report ??= this.gpu.report());
  }

  /** Failures are left to `start`, which tells them. */
  async warm(arms: readonly ArmConfig[]): Promise<void> {
    if (arms.every((arm) => checkArm(arm).length === 0)) await this.idle.warm(arms);
  }

  async stepTimes(arms: readonly ArmConfig[], seeds: number): Promise<readonly StepTime[]> {
    const sound = seeds >= 1 && seeds <= mostSeeds ? arms.filter((arm) => checkArm(arm).length === 0) : [];
    return this.idle.stepTimes(sound, seeds);
  }

  async seeds(arms: readonly ArmConfig[]): Promise<number | undefined> {
    return arms.every((arm) => checkArm(arm).length === 0) ? this.idle.seeds(arms) : undefined;
  }

  async sources(): ReturnType<TrainingWorker['sources']> {
    const texts = await listTexts();
    const own = texts.map(({ id, ...about }) => ({ ...about, id: `${ownPrefix}${id}` }));
    return listSources(this.environment.corpora, own);
  }

  async addText(name: string, file: Blob): Promise<TextReport> {
    const text = await readText(file);
    const { vocab, note: lost } = tokenizerFor('character', text);
    const id = await saveText(firstCharacters(name.trim(), longestName) || 'Pasted text', text, lost);
    const different = lost ? Number(lost.values['different']) : vocab;
    const kept = (await listTexts()).find((about) => about.id === id)!;
    return { source: `${ownPrefix}${id}`, name: kept.name, characters: countCharacters(text), different };
  }

  async deleteText(source: string): Promise<void> {
    if (this.underway?.over === false && this.session?.record.arms.some(({ config }) => config.source === source))
      throw refuse('textInUse');
    this.deletedText = await deleteText(source.slice(ownPrefix.length));
  }

  async restoreText(source: string): Promise<void> {
    const deleted = this.deletedText;
    if (deleted === undefined || source !== `${ownPrefix}${deleted.id}`) throw refuse('textGone');
    await restoreText(deleted);
    this.deletedText = undefined;
  }

  start(spec: ExperimentSpec, listener: SessionListener): Promise<ExperimentRecord | undefined> {
    return this.train(newId(), listener, () => Promise.resolve(spec));
  }

  resume(id: string, listener: SessionListener): Promise<ExperimentRecord | undefined> {
    return this.train(id, listener, async (device) => {
      const { record, plans, begunHere } = await this.kept(id);
      if (record.sweep && !hasEnded(record)) return { record: begunHere ? record : leftFor(record, device), plans };
      // Without its weights a run that was begun here begins anew, and ends the same; one that was imported, or has ended, has
      // curves that would be lost.
      const lost = [...cohortsOf(record, openTrainings(record))].some(
        ([key, members]) =>
          !plans.some((p) => p.key === key) &&
          members
            .map(({ arm, run }) => record.arms[arm]!.runs[run]!)
            .some(({ train, status }) => train.length > 0 && (!begunHere || status === 'finished')),
      );
      if (lost) throw refuse('cannotContinue');
      return { record, plans };
    });
  }

  extend(
    id: string,
    seeds: readonly number[],
    separate: boolean,
    listener: SessionListener,
  ): Promise<ExperimentRecord | undefined> {
    return this.train(id, listener, async (device) => {
      const { record, plans } = await this.kept(id);
      return { record: withSeeds(record, seeds, device, separate), plans };
    });
  }

  async study(what: StudySpec | string, listener: StudyListener): Promise<StudyRecord | undefined> {
    let record: StudyRecord | undefined;
    try {
      await this.inTurn(
        async (signal) => {
          const { beginningOf, study } = await unlessAborted(signal, import('./studying.ts'));
          const beginning = beginningOf(what);
          await this.onGpu(beginning.id, signal, async (opened) => {
            const host = {
              on: (began: DeviceRecord | undefined) => {
                const tuning = tuningAs(opened, began);
                return { kernels: opened.kernels.tuned(tuning), device: this.gpu.recordOf(opened, tuning) };
              },
              listener,
              load: (source: string) => this.loadSource(source, signal),
              lost: () => opened.lost,
              reasonFor: (error: unknown) => this.gpu.reasonFor(error, opened),
            };
            record = await study(host, beginning, signal);
          });
        },
        () => listener.state({ phase: 'stopped' }),
      );
      return record;
    } finally {
      release(listener);
    }
  }

  async pause(): Promise<void> {
    this.session?.pause();
  }

  async continue(): Promise<void> {
    this.session?.continue();
  }

  async step(): Promise<void> {
    this.session?.step();
  }

  async stop(): Promise<void> {
    this.underway?.stop.abort(); // also while the session is being prepared
    this.session?.stop();
  }

  async ended(): Promise<void> {
    if (this.underway?.stop.signal.aborted) await this.underway.ended;
  }

  async generate(request: GenerateRequest): Promise<Answer> {
    return (await this.loaded()).generate(request, ++this.draws);
  }

  async profile(arm: number): Promise<ProfileReport> {
    return (await this.loaded()).profile(arm);
  }

  async inspect(every: number, wires = false): Promise<void> {
    if (!Number.isSafeInteger(every) || every < 0) throw refuse('wrongCadence');
    this.inspected = [every, wires];
    this.session?.inspect(every, wires);
  }

  async look(request: LookRequest): Promise<Look> {
    return (await this.loaded()).look(request);
  }

  async weights(id: string, arm: number, run: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.session?.record.id === id && !this.sessionOn?.lost) {
      const tensors = await this.session.tensors(arm, run);
      if (tensors) return (await weightsAsFiles()).weightsFile(this.session.record, arm, run, tensors);
    }
    return (await weightsAsFiles()).keptWeights(id, arm, run);
  }

  async importWeights(file: Blob): Promise<string> {
    return (await weightsAsFiles()).importWeights(file);
  }

  private async train(id: string, listener: SessionListener, beginning: BeginningOf): Promise<ExperimentRecord | undefined> {
    try {
      await this.trainNext(id, listener, beginning);
      return this.session?.record.id === id ? this.session.record : undefined;
    } finally {
      release(listener);
    }
  }

  private trainNext(id: string, listener: SessionListener, beginning: BeginningOf): Promise<void> {
    return this.inTurn(
      (signal) => this.trainAlone(id, listener, beginning, signal),
      () => listener.state({ phase: 'stopped' }),
    );
  }

  /** One session or study at a time: what was stopped is saved first, unless it had not begun yet; then that is told. */
  private async inTurn(work: (signal: AbortSignal) => Promise<void>, givenUp: () => void): Promise<void> {
    const before = this.underway;
    if (before && !before.over && !before.stop.signal.aborted) throw refuse('alreadyTraining');
    const mine: Underway = { stop: new AbortController(), ended: Promise.resolve(), over: false };
    const { signal } = mine.stop;
    this.idle.interrupt();
    const train = async (): Promise<void> => {
      await before?.ended;
      this.idle.interrupt(); // the one before has let it go on
      try {
        signal.throwIfAborted();
        await work(signal);
      } catch (error) {
        if (error !== signal.reason) throw error;
        givenUp(); // before it began, so there is nothing to resume that was not there before
      } finally {
        mine.over = true;
        this.idle.resume();
      }
    };
    const training = train();
    mine.ended = training.catch(() => undefined);
    this.underway = mine;
    await training;
  }

  /** One tab per experiment. Rejects with the signal's reason if it is given up before there is a session. */
  private async trainAlone(id: string, listener: SessionListener, beginning: BeginningOf, signal: AbortSignal): Promise<void> {
    await this.onGpu(id, signal, async (opened) => {
      const from = await unlessAborted(signal, beginning(this.gpu.recordOf(opened, opened.found.tuning)));
      await this.runSession(opened, id, listener, from, signal);
    });
  }

  /** In one tab alone, on an open device, with nothing else on it. */
  private async onGpu(id: string, signal: AbortSignal, work: (opened: Opened) => Promise<void>): Promise<void> {
    const alone = await this.environment.alone(trainingLock(id), async () => {
      const opened = await unlessAborted(signal, this.gpu.open());
      if (!opened.ok) throw refuse('noDevice', { reason: opened.reason, advice: opened.advice });
      await this.session?.destroy();
      this.session = undefined;
      await work(opened);
    });
    if (!alone) throw refuse('openElsewhere');
  }

  /** Once there is a session, whatever ends it is told to the listener. */
  private async runSession(
    opened: Opened,
    id: string,
    listener: SessionListener,
    from: Beginning,
    signal: AbortSignal,
  ): Promise<void> {
    const tuning = tuningFor(opened, from);
    const host: SessionHost = {
      kernels: opened.kernels.tuned(tuning),
      listener,
      device: this.gpu.recordOf(opened, tuning),
      times: await this.idle.known(opened),
      load: (source) => this.loadSource(source, signal),
      save: this.saving(id, !('record' in from)),
    };
    this.sessionOn = opened;
    try {
      this.session = await openSession(host, id, from, signal);
      this.session.inspect(...this.inspected);
      await this.session.run();
      await this.idle.learn(opened, this.session.stepTimes);
    } catch (error) {
      if (!this.session && signal.aborted) throw signal.reason;
      const reason = await this.gpu.reasonFor(error, opened);
      if (!this.session) throw opened.lost ? new Refusal(opened.lost, { cause: error }) : error;
      await this.session.breakOff(reason);
    }
  }

  /** What a session saves with. It is held here as well, so that what the disk refuses can be resumed all the same. */
  private saving(id: string, isNew: boolean): Save {
    if (this.held?.id !== id) this.held = { id, curvesKept: true, weightsKept: true };
    const { held } = this;
    let first = isNew;
    return async (record, plans) => {
      held.record = record;
      held.curvesKept = false;
      if (plans) Object.assign(held, { plans, weightsKept: false });
      await keepProgress(id, record, plans, first);
      first = false;
      if (storageKind() === 'memory') throw refuse('storageInMemory');
      held.curvesKept = true;
      if (plans) held.weightsKept = true;
    };
  }

  /** What is known of an experiment. `begunHere`: it was trained on this machine, not imported. */
  private async kept(id: string): Promise<{ record: ExperimentRecord; plans: readonly PlanCheckpoint[]; begunHere: boolean }> {
    const held = this.held?.id === id ? this.held : undefined;
    const fromHere = held?.record && { record: structuredClone(held.record()), plans: held.plans ?? [], begunHere: true };
    try {
      const [record, checkpoint] = await Promise.all([loadExperiment(id), loadCheckpoint(id)]);
      const now = fromHere && !held?.curvesKept ? fromHere.record : record;
      if (!now) throw refuse('gone');
      const plans = fromHere && !held?.weightsKept ? fromHere.plans : (checkpoint?.plans ?? []);
      return { record: now, plans, begunHere: fromHere !== undefined || checkpoint !== undefined };
    } catch (error) {
      const isGone = error instanceof Refusal && error.code === 'gone';
      if (fromHere && !isGone) return fromHere; // the disk cannot be read any more
      throw error;
    }
  }

  /** The session whose models are in memory. */
  private async loaded(): Promise<Session> {
    if (!this.session) throw refuse('noModel');
    if (this.sessionOn?.lost) throw refuse('modelsLost');
    return this.session;
  }

  private async loadSource(source: string, signal: AbortSignal): Promise<string | NamedText> {
    if (!source.startsWith(ownPrefix)) return this.environment.loadCorpus(source, signal);
    const text = await loadText(source.slice(ownPrefix.length));
    if (text === undefined) throw refuse('textGone');
    return text;
  }
}

/** Loaded when somebody wants weights as a file: few do. */
const weightsAsFiles = () => import('./weights.ts');

type BeginningOf = (device: DeviceRecord) => Promise<Beginning>;

/** A page's listener is a channel of messages, which stays open until it is released. */
function release(listener: SessionListener | StudyListener): void {
  (listener as { [releaseProxy]?: () => void })[releaseProxy]?.();
}

/** What goes on does so with the kernels that it began with, if it did so here: bit for bit. */
function tuningFor(opened: Opened, from: Beginning): Tuning {
  if (!('record' in from)) return opened.found.tuning;
  const { record } = from;
  return tuningAs(opened, [...openTrainings(record)].map((index) => record.trainings[index]?.device).at(-1));
}

function tuningAs({ adapter, device, found }: Opened, began: DeviceRecord | undefined): Tuning {
  if (began?.kernels === undefined || began.adapter !== adapter) return found.tuning;
  return tuningDescribed(began.kernels, found.tuning, device.features.has('subgroups')) ?? found.tuning;
}
