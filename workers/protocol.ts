// What the page and the training worker say to each other. Types only.

import type { SourceInfo } from '#src/data/source.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { StudyRecord, StudySpec } from '#src/experiment/study/study-record.ts';
import type { StudyListener } from '#src/lab/lab.ts';
import type { StepTime } from '#src/science/step-cost.ts';
import type { SessionListener } from '#src/session/events.ts';
import type { ProfileReport } from '#src/session/kernel-times.ts';
import type { Look, LookRequest } from '#src/session/look.ts';
import type { Answer, GenerateRequest } from '#src/session/session.ts';
import type { Storage } from '#src/storage/storage.ts';
import type { TextReport } from '#src/storage/texts.ts';
import type { Message } from '#src/words/message.ts';

export type DeviceReport =
  | {
      readonly ok: true;
      readonly adapter: string; // "nvidia hopper"
      readonly software: boolean; // a CPU pretends to be a GPU: slow
      readonly speed: number; // measured multiply-add GFLOP/s of one matmul of the recipe
      readonly size: 'nano' | 'standard' | 'large'; // the size that suits this speed
      readonly kernels: string; // which variants are on: "tile32, tile64 · attention shared · activations f16"
      readonly timestamps: boolean; // the GPU tells how long a kernel takes
    }
  | { readonly ok: false; readonly reason: Message; readonly advice: Message };

/** The worker's whole surface. A rejected promise carries a Refusal if a person should hear of it. */
export interface TrainingWorker {
  /** Where both keep things if the browser lets them store nothing: the same place, or they would not know of each other's. */
  readonly memory: Storage;
  /** `kernels`: variants to use instead of the fastest, by name (src/gpu/tuning.ts); counts at the first call. */
  device(kernels?: string): Promise<DeviceReport>;
  /** Compiles what these arms will need, in the background; resolves when it is done or cannot be done. */
  warm(arms: readonly ArmConfig[]): Promise<void>;
  /**
   * How long steps took on this machine. While nothing trains, these arms are timed with so many seeds unless they were before; who
   * starts something does not wait for it.
   */
  stepTimes(arms: readonly ArmConfig[], seeds: number): Promise<readonly StepTime[]>;
  /** How many seeds of these arms are worth their time here: 3 to 8; undefined where nobody can tell now. */
  seeds(arms: readonly ArmConfig[]): Promise<number | undefined>;
  sources(): Promise<SourceInfo[]>;
  /** Stores the visitor's own text on this machine; refuses empty, tiny, undecodable or oversized text in words. */
  addText(name: string, text: Blob): Promise<TextReport>;
  /** Deletes a text of the visitor's own; refuses one that is being trained on. */
  deleteText(source: string): Promise<void>;
  /** Brings back the text that was deleted last. */
  restoreText(source: string): Promise<void>;
  /**
   * Validates, plans bytes, compiles, trains. Resolves when training has ended for whatever reason, with all that was measured:
   * the disk may have refused to keep it.
   */
  start(spec: ExperimentSpec, listener: SessionListener): Promise<ExperimentRecord | undefined>;
  /** Continues an interrupted, paused or diverged experiment from its last good checkpoint. */
  resume(id: string, listener: SessionListener): Promise<ExperimentRecord | undefined>;
  /**
   * Trains further seeds of every arm of an experiment that has ended, in the same record; `separate`: each arm in a plan of its
   * own, so that their speeds compare.
   */
  extend(
    id: string,
    seeds: readonly number[],
    separate: boolean,
    listener: SessionListener,
  ): Promise<ExperimentRecord | undefined>;
  /**
   * Runs a study: a new one, or one that is kept, by its id, from where it was. Resolves when it has ended for whatever reason; `stop` ends
   * it as it ends a session.
   */
  study(what: StudySpec | string, listener: StudyListener): Promise<StudyRecord | undefined>;
  pause(): Promise<void>;
  continue(): Promise<void>;
  /** While paused: every arm takes one step. */
  step(): Promise<void>;
  /** Ends the session; what was trained is kept and can be resumed. */
  stop(): Promise<void>;
  /** Resolves when nothing of a session that was asked to stop is still on its way to the disk. */
  ended(): Promise<void>;
  /** Text from an arm of the running or just finished session. */
  generate(request: GenerateRequest): Promise<Answer>;
  /** Times the kernels of an arm of the running or just finished session, which changes nothing that is learned. */
  profile(arm: number): Promise<ProfileReport>;
  /**
   * From now on captures what is inside every `every` steps, at the next session too; 0 ends it. With `wires`, arms that learn weights
   * of wires are captured now and then all the same. Nothing waits for it.
   */
  inspect(every: number, wires?: boolean): Promise<void>;
  /** Looks into an arm of the running or just finished session. */
  look(request: LookRequest): Promise<Look>;
  /** The weights of one run as a safetensors file. */
  weights(id: string, arm: number, run: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Reads a safetensors file exported by this page back as a finished run of one run; returns its record id. */
  importWeights(file: Blob): Promise<string>;
}
