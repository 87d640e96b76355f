// What the page and the training worker say to each other. Types only.

import type { ArmConfig } from '#src/model/config.ts';
import type { ExperimentRecord, ReferenceLine, ReplicaStatus, TraceKind } from '#src/runs/record.ts';

/** What Start sends: arms with their settings, and the seeds every arm is trained with. */
export interface ExperimentSpec {
  readonly experiment: string;
  readonly title: string;
  readonly question: string;
  readonly size: string;
  readonly seeds: readonly number[];
  readonly arms: readonly { readonly name: string; readonly config: ArmConfig }[];
  readonly baseline?: number; // the arm that the others are compared with; 0 if it does not say
}

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
  | { readonly ok: false; readonly reason: string; readonly advice: string };

/** New points of one curve. Arrays are transferred, not copied. */
export interface Points {
  readonly arm: number;
  readonly replica: number;
  readonly kind: 'train' | 'validation';
  readonly steps: Float64Array;
  readonly losses: Float64Array;
}

export interface ArmProgress {
  readonly arm: number;
  readonly batch: number; // the seeds that train now; those of earlier batches have ended
  readonly step: number; // of this batch
  readonly steps: number;
  readonly seconds: number; // GPU time of the plan so far
  readonly secondsShare: number; // divided by its replicas
  readonly tokensPerSecond: number; // over all replicas of the arm
  readonly dispatchesPerStep: number;
  readonly statuses: readonly ReplicaStatus[]; // of all replicas
  readonly finals: readonly (number | undefined)[]; // of all replicas, when they have ended
}

export interface Progress {
  readonly arms: readonly ArmProgress[];
  readonly secondsLeft: number;
  readonly bytes: number; // GPU memory held
}

export interface Sample {
  readonly arm: number;
  readonly seed: number;
  readonly step: number;
  readonly text: string;
}

/** preparing → training ⇄ paused → finished; stopped carries a sentence and may be resumable. */
export interface SessionState {
  readonly phase: 'idle' | 'preparing' | 'training' | 'paused' | 'finished' | 'stopped';
  readonly message?: string; // one sentence: what is prepared, or why it stopped
  readonly resumable?: boolean;
}

/** Implemented by the page, called by the worker through a comlink proxy. Calls come at most 20 times a second. */
export interface SessionListener {
  /** The record the session writes to, with empty curves when new and full curves when resumed. Sent once, first. */
  begun(record: ExperimentRecord): void;
  state(state: SessionState): void;
  progress(progress: Progress): void;
  points(points: Points[]): void;
  samples(samples: Sample[]): void;
  /** Reference lines of the data, computed while training has begun. Sent once. */
  references(lines: ReferenceLine[]): void;
  /** New values inside the models; only while `inspect` has asked for them. */
  inside(frames: InsideFrame[]): void;
}

/** Numbers inside one arm after one step, mean over the seeds that train now. */
export interface InsideFrame {
  readonly arm: number;
  readonly step: number;
  readonly values: readonly {
    readonly kind: TraceKind;
    readonly group: string;
    readonly layer: number;
    readonly value: number;
  }[];
}

export interface LookRequest {
  readonly arm: number;
  readonly text: string; // its last `context` tokens are read
  readonly layer: number;
  readonly head: number;
}

/** What an arm's first seed does with a text now: where a head looks, and what each layer would already answer. */
export interface Look {
  readonly arm: number;
  readonly step: number;
  readonly tokens: readonly string[]; // T, as text
  readonly attention: Float32Array; // [T, T]: row t says how much position t takes from each position before it
  /** Layer by layer, the embedding first and the model's own answer last; or the sentence that says why there is none. */
  readonly lens: readonly LensLayer[] | string;
}

export interface LensLayer {
  readonly likeliest: readonly string[]; // T: the token that would be predicted to follow
  readonly probability: Float32Array; // T: of that token
  readonly loss: number; // mean over the text, nats per token; NaN for a text of one token
}

export interface TextReport {
  readonly source: string; // 'own:<id>', to be used as ArmConfig.source
  readonly name: string;
  readonly characters: number;
  readonly vocab: number;
}

export interface SourceInfo {
  readonly id: string; // ArmConfig.source
  readonly title: string;
  readonly kind: 'text' | 'synthetic' | 'own';
  readonly available: boolean; // false: the corpus was not fetched when the page was built
  readonly licence: string;
  readonly characters: number; // 0 for unlimited synthetic data
  readonly note: string; // one sentence
}

export interface GenerateRequest {
  readonly arm: number;
  readonly prompt: string;
  readonly length: number; // tokens
  readonly temperature: number; // 0 is greedy
  readonly topK: number; // 0 is all
}

/** One kernel of a training step, over all its launches and replicas. */
export interface KernelTime {
  readonly kernel: string; // "matmul.quads16 dx (norm)"
  readonly launches: number;
  readonly milliseconds: number;
  readonly share: number; // of all kernels
  readonly flops?: number; // where they are counted: products and attention
  readonly bytes: number; // of every tensor a launch binds, once
}

/** Where the time of an arm's training step goes. */
export interface ProfileReport {
  readonly arm: number;
  readonly replicas: number; // in the same launches: all seeds of all arms of this shape
  readonly step: number; // steps trained before
  readonly kernels: readonly KernelTime[]; // slowest first
  readonly milliseconds: number; // of all kernels
  readonly stepMilliseconds: number; // of a whole step, as in training
  /** By the GPU's clock, or by running each kernel many times in a row. */
  readonly method: 'timestamps' | 'repetition';
  readonly resolution: number; // milliseconds between two ticks of the clock
}

/** The worker's whole surface. A rejected promise carries an Error whose message is one sentence for the page. */
export interface TrainingWorker {
  /** `kernels`: variants to use instead of the fastest, by name (src/gpu/tuning.ts); counts at the first call. */
  device(kernels?: string): Promise<DeviceReport>;
  /** Compiles what these arms will need, in the background; resolves when it is done or cannot be done. */
  warm(arms: readonly ArmConfig[]): Promise<void>;
  sources(): Promise<SourceInfo[]>;
  /** Stores the visitor's own text on this machine; refuses empty, tiny, undecodable or oversized text in words. */
  addText(name: string, text: Blob): Promise<TextReport>;
  /** Validates, plans bytes, compiles, trains. Resolves when training has ended for whatever reason. */
  start(spec: ExperimentSpec, listener: SessionListener): Promise<void>;
  /** Continues an interrupted, paused or diverged experiment from its last good checkpoint. */
  resume(id: string, listener: SessionListener): Promise<void>;
  /** Trains further seeds of every arm of an experiment that has ended, in the same record. */
  extend(id: string, seeds: readonly number[], listener: SessionListener): Promise<void>;
  pause(): Promise<void>;
  continue(): Promise<void>;
  /** While paused: every arm takes one step. */
  step(): Promise<void>;
  /** Ends the session; what was trained is kept and can be resumed. */
  stop(): Promise<void>;
  /** Text from an arm of the running or just finished session. */
  generate(request: GenerateRequest): Promise<string>;
  /** Times the kernels of an arm of the running or just finished session, which changes nothing that is learned. */
  profile(arm: number): Promise<ProfileReport>;
  /** From now on captures what is inside every `every` steps, at the next session too; 0 ends it. Nothing waits for it. */
  inspect(every: number): Promise<void>;
  /** Looks into an arm of the running or just finished session. */
  look(request: LookRequest): Promise<Look>;
  /** The weights of one replica as a safetensors file. */
  weights(id: string, arm: number, replica: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Reads a safetensors file exported by this page back as a finished run of one replica; returns its record id. */
  importWeights(file: Blob): Promise<string>;
}
