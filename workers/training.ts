// The worker's side of the protocol: owns the GPU and at most one session. What differs between a browser and a test comes in
// through the environment.

import { listSources } from '#src/data/source.ts';
import { countCharacters, readText } from '#src/data/text.ts';
import { tokenizerFor } from '#src/data/tokenizer.ts';
import { newId } from '#src/experiment/identity.ts';
import { largestWeights, longestName } from '#src/experiment/limits.ts';
import { checkArm } from '#src/experiment/options.ts';
import type { ExperimentRecord, DeviceRecord } from '#src/experiment/record.ts';
import { modelConfig, type ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { openDevice, type OpenedDevice } from '#src/gpu/device.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { describeTuning, forCpu, forGpu, tuningNamed, type Tuning } from '#src/gpu/tuning.ts';
import { unpack } from '#src/graph/weights.ts';
import { trainingGraph } from '#src/model/model.ts';
import { cohortsOf, openTrainings } from '#src/session/cohorts.ts';
import type { SessionListener } from '#src/session/events.ts';
import type { ProfileReport } from '#src/session/kernel-times.ts';
import type { Look, LookRequest } from '#src/session/look.ts';
import { withSeeds } from '#src/session/new-record.ts';
import { openSession, type SessionHost, type Beginning } from '#src/session/open.ts';
import type { Session } from '#src/session/session.ts';
import type { GenerateRequest } from '#src/session/session.ts';
import { loadCheckpoint, loadExperiment, saveCheckpoint, saveExperiment } from '#src/storage/experiments.ts';
import { readWeightsFile, weightsFile } from '#src/storage/files/weights-file.ts';
import { listTexts, loadText, saveText, type TextReport } from '#src/storage/texts.ts';
import { loadTuning, saveTuning } from '#src/tuning/kept.ts';
import { measureSpeed, sizeFor } from '#src/tuning/speed.ts';
import { tune } from '#src/tuning/tune.ts';
import { warm } from '#src/tuning/warm.ts';
import { Refusal, message, messageOf, refuse, type Message } from '#src/words/message.ts';
import type { DeviceReport, TrainingWorker } from './protocol.ts';

export interface Environment {
  readonly gpu: GPU | undefined;
  readonly secure: boolean;
  readonly where: string; // user agent
  /** Ids of the corpora that were fetched when the page was built. */
  readonly corpora: readonly string[];
  readonly loadCorpus: (id: string) => Promise<string>;
  /** Holds a name for as long as `work` runs; false at once if another tab holds it. */
  readonly alone: (name: string, work: () => Promise<void>) => Promise<boolean>;
}

type Opened = Extract<OpenedDevice, { ok: true }> & { readonly kernels: Kernels; lost: Message | undefined };

const ownPrefix = 'own:';
/** Long enough for a lost device to say so. */
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

export class Training implements TrainingWorker {
  private readonly environment: Environment;
  private opened: Promise<Opened | Extract<OpenedDevice, { ok: false }>> | undefined;
  private report: Promise<DeviceReport> | undefined;
  private asked: string | undefined; // kernels by name
  private session: Session | undefined;
  private running = false;
  private ended: Promise<unknown> = Promise.resolve();
  private stops = 0; // asked for, of which the first `olderStops` meant earlier sessions
  private olderStops = 0;
  private draws = 0;
  private inspectEvery = 0; // steps; kept for later sessions

  constructor(environment: Environment) {
    this.environment = environment;
  }

  device(kernels?: string): Promise<DeviceReport> {
    this.asked ??= kernels;
    return (this.report ??= this.measure());
  }

  /** Failures are left to `start`, which tells them. */
  async warm(arms: readonly ArmConfig[]): Promise<void> {
    const opened = await this.open();
    if (!opened.ok || arms.some((arm) => checkArm(arm).length > 0)) return;
    await Promise.all(arms.map((arm) => warm(opened.kernels, arm))).catch(() => undefined);
  }

  async sources(): ReturnType<TrainingWorker['sources']> {
    const texts = await listTexts();
    const own = texts.map(({ id, name, characters }) => ({ id: `${ownPrefix}${id}`, name, characters }));
    return listSources(this.environment.corpora, own);
  }

  async addText(name: string, file: Blob): Promise<TextReport> {
    const text = await readText(file);
    const id = await saveText(name.trim().slice(0, longestName) || 'Pasted text', text);
    return {
      source: `${ownPrefix}${id}`,
      name,
      characters: countCharacters(text),
      vocab: tokenizerFor('character', text).vocab,
    };
  }

  start(spec: ExperimentSpec, listener: SessionListener): Promise<void> {
    const id = newId();
    return this.train(id, listener, () => Promise.resolve(spec));
  }

  resume(id: string, listener: SessionListener): Promise<void> {
    return this.train(id, listener, async () => {
      const [record, checkpoint] = await Promise.all([loadExperiment(id), loadCheckpoint(id)]);
      if (!record) throw refuse('gone');
      // A run that was interrupted before its first checkpoint has no points yet and begins anew; an imported one has.
      const lost = [...cohortsOf(record.arms, openTrainings(record))].some(
        ([key, members]) =>
          !checkpoint?.plans.some((p) => p.key === key) &&
          members.some(({ arm, run }) => record.arms[arm]!.runs[run]!.train.length > 0),
      );
      if (lost) throw refuse('cannotContinue');
      return { record, plans: checkpoint?.plans ?? [] };
    });
  }

  extend(id: string, seeds: readonly number[], listener: SessionListener): Promise<void> {
    return this.train(id, listener, async (device) => {
      const [record, checkpoint] = await Promise.all([loadExperiment(id), loadCheckpoint(id)]);
      if (!record) throw refuse('gone');
      return { record: withSeeds(record, seeds, device), plans: checkpoint?.plans ?? [] };
    });
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
    this.stops++; // also while the session is being prepared
    this.session?.stop();
  }

  private get stopAsked(): boolean {
    return this.stops > this.olderStops;
  }

  async generate(request: GenerateRequest): Promise<string> {
    return (await this.loaded()).generate(request, ++this.draws);
  }

  async profile(arm: number): Promise<ProfileReport> {
    return (await this.loaded()).profile(arm);
  }

  async inspect(every: number): Promise<void> {
    if (!Number.isSafeInteger(every) || every < 0) throw refuse('wrongCadence');
    this.inspectEvery = every;
    this.session?.inspect(every);
  }

  async look(request: LookRequest): Promise<Look> {
    return (await this.loaded()).look(request);
  }

  async weights(id: string, arm: number, run: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.session?.record.id === id && !(await this.deviceIsLost())) {
      const tensors = await this.session.tensors(arm, run);
      if (tensors) return weightsFile(this.session.record, arm, run, tensors);
    }
    const [record, checkpoint] = await Promise.all([loadExperiment(id), loadCheckpoint(id)]);
    const chosen = record?.arms[arm];
    if (!record || !chosen?.runs[run]) throw refuse('gone');
    for (const [key, members] of cohortsOf(record.arms)) {
      const member = members.findIndex((m) => m.arm === arm && m.run === run);
      const plan = checkpoint?.plans.find((p) => p.key === key);
      if (member < 0 || !plan) continue;
      const { parameters } = trainingGraph(modelConfig(chosen.config, chosen.vocab), chosen.config.batch, chosen.config);
      return weightsFile(record, arm, run, unpack(parameters, members.length, plan.arena.parameters, member));
    }
    throw refuse('noWeights');
  }

  async importWeights(file: Blob): Promise<string> {
    if (file.size > largestWeights) throw refuse('weightsFileTooLarge', { most: largestWeights });
    const { record, plan } = readWeightsFile(new Uint8Array(await file.arrayBuffer()));
    const id = newId();
    const imported: ExperimentRecord = { ...record, id, status: plan.step ? 'finished' : 'stopped' };
    await saveCheckpoint(id, { version: 1, runId: id, savedAt: new Date().toISOString(), plans: [plan] });
    await saveExperiment(imported);
    return id;
  }

  /** One session at a time, and one tab per run. */
  private async train(id: string, listener: SessionListener, from: (device: DeviceRecord) => Promise<Beginning>): Promise<void> {
    const { stops } = this;
    if (this.stopAsked) await this.ended; // a session that was stopped is still being saved
    if (this.running) throw refuse('alreadyTraining');
    this.running = true;
    this.olderStops = stops;
    const training = this.trainAlone(id, listener, from).finally(() => (this.running = false));
    this.ended = training.catch(() => undefined);
    await training;
  }

  private async trainAlone(
    id: string,
    listener: SessionListener,
    from: (device: DeviceRecord) => Promise<Beginning>,
  ): Promise<void> {
    const free = await this.environment.alone(`plateau run ${id}`, async () => {
      const opened = await this.open();
      if (!opened.ok) throw refuse('noDevice', { reason: opened.reason, advice: opened.advice });
      await this.session?.destroy();
      this.session = undefined;
      await this.follow(opened, id, listener, await from(this.deviceRecord(opened)));
    });
    if (!free) throw refuse('openElsewhere');
  }

  private async follow(opened: Opened, id: string, listener: SessionListener, from: Beginning): Promise<void> {
    const { kernels } = opened;
    const host: SessionHost = {
      kernels,
      listener,
      device: this.deviceRecord(opened),
      load: (source) => this.loadSource(source),
      save: async (record, plans) => {
        if (plans) await saveCheckpoint(record.id, { version: 1, runId: record.id, savedAt: record.updatedAt, plans });
        await saveExperiment(record);
      },
    };
    try {
      this.session = await openSession(host, id, from);
      if (this.stopAsked) this.session.stop();
      this.session.inspect(this.inspectEvery);
      await this.session.run();
    } catch (error) {
      const { session } = this;
      if (!opened.lost) await Promise.race([opened.device.lost, soon()]); // the news of a loss may come after its errors
      const message = opened.lost ?? messageOf(error);
      if (!session) throw opened.lost ? new Refusal(opened.lost, { cause: error }) : error;
      await this.markStopped(session.record.id, message).catch(() => undefined); // it stays "training": resumable all the same
      listener.state({ phase: 'stopped', message, resumable: true });
    }
  }

  private deviceRecord({ adapter, software, kernels }: Opened): DeviceRecord {
    return { adapter, software, where: this.environment.where, kernels: describeTuning(kernels.tuning) };
  }

  /** The stored curves stay those of the last checkpoint, which is where the run continues. */
  private async markStopped(id: string, reason: Message): Promise<void> {
    const record = await loadExperiment(id);
    if (record) await saveExperiment({ ...record, status: 'stopped', reason });
  }

  /** The session whose models are in memory. */
  private async loaded(): Promise<Session> {
    if (!this.session) throw refuse('noModel');
    if (await this.deviceIsLost()) throw refuse('modelsLost');
    return this.session;
  }

  private async measure(): Promise<DeviceReport> {
    const opened = await this.open();
    if (!opened.ok) return opened;
    const { adapter, software, kernels, device } = opened;
    const speed = await measureSpeed(kernels, software);
    return {
      ok: true,
      adapter,
      software,
      speed,
      size: sizeFor(speed, software),
      kernels: describeTuning(kernels.tuning),
      timestamps: device.features.has('timestamp-query'),
    };
  }

  /** The device, opened again after a loss. */
  private async open(): Promise<Opened | Extract<OpenedDevice, { ok: false }>> {
    if (await this.deviceIsLost()) this.opened = undefined;
    return (this.opened ??= this.openAnew());
  }

  private async deviceIsLost(): Promise<boolean> {
    const opened = await this.opened;
    return opened !== undefined && (!opened.ok || opened.lost !== undefined);
  }

  private async openAnew(): Promise<Opened | Extract<OpenedDevice, { ok: false }>> {
    const { gpu, secure, where } = this.environment;
    const result = await openDevice(gpu, secure, where);
    if (!result.ok) return result;
    const kernels = new Kernels(result.device);
    try {
      kernels.tuning = await this.tuningFor(result, kernels);
    } catch (error) {
      return {
        ok: false,
        reason: messageOf(error),
        advice: message('reloadThen'),
      };
    }
    const opened: Opened = { ...result, kernels, lost: undefined };
    void this.noteLoss(opened);
    // After a validation error results are garbage: better no result than a wrong one.
    result.device.addEventListener('uncapturederror', ({ error }) => {
      opened.lost ??= message('gpuError', { why: error.message.split('\n')[0]! });
      this.session?.stop(opened.lost);
    });
    return opened;
  }

  /** What was asked for, or what was measured here before, or what is measured now. */
  private async tuningFor({ device, adapter, software }: Extract<OpenedDevice, { ok: true }>, kernels: Kernels): Promise<Tuning> {
    const subgroups = device.features.has('subgroups');
    if (this.asked !== undefined) return tuningNamed(this.asked, software ? forCpu(subgroups) : forGpu, subgroups);
    const { where } = this.environment;
    const kept = await loadTuning(adapter, where);
    if (kept) return kept;
    const tuning = await tune(kernels, software);
    await saveTuning(adapter, where, tuning);
    return tuning;
  }

  private async noteLoss(opened: Opened): Promise<void> {
    const lost = await opened.device.lost;
    opened.lost ??= message('gpuLost', { why: lost.message.replace(/\.$/, '') });
  }

  private async loadSource(source: string): Promise<string> {
    if (!source.startsWith(ownPrefix)) return this.environment.loadCorpus(source);
    const text = await loadText(source.slice(ownPrefix.length));
    if (text === undefined) throw refuse('textGone');
    return text;
  }
}
