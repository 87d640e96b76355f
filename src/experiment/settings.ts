// Everything that defines one arm of an experiment, as one flat record: model, training and data.
// The table `options` in options.ts describes each field once for the editor, the command line and the range check.

import { baseWiring, type Wiring } from './shortcuts.ts';

export type Activation = 'relu2' | 'gelu' | 'swiglu';
export type Positions = 'rope' | 'learned';
export type Schedule = 'cosine' | 'linear' | 'wsd';
export type TextFrom = 'everywhere' | 'beginning';
export type Optimizer = 'adamw' | 'muon';
/** How rates follow the width: `none` as they are given; `width` and `mup` as below. */
export type RateRule = 'none' | 'width' | 'mup';
export type TokenizerName = 'character' | 'byte';

/** The shape of the transformer. `vocab` comes from the data, everything else from the arm. */
export interface ModelConfig extends Wiring {
  readonly vocab: number;
  readonly depth: number; // blocks
  readonly width: number; // channels of the residual stream
  readonly heads: number;
  readonly context: number; // tokens a prediction can see
  readonly activation: Activation;
  readonly positions: Positions;
  readonly qkNorm: boolean;
  readonly tiedHead: boolean;
  readonly dropout: number; // share of activations dropped; 0 leaves the operation out
  readonly rateRule: RateRule; // of the model only `mup` is part: its logits, its attention, the start of its head
}

export interface TrainingConfig {
  readonly optimizer: Optimizer; // of the matrices; AdamW trains the rest
  readonly batch: number; // sequences per step
  readonly budget: 'steps' | 'tokens';
  readonly steps: number; // used when budget is 'steps'
  readonly tokens: number; // used when budget is 'tokens': rounded up to whole steps
  readonly learningRate: number; // peak of AdamW, for matrices, embeddings and head
  readonly muonRate: number; // peak of Muon, for matrices
  readonly scalarRate: number; // peak, for the learned shortcut weights
  readonly schedule: Schedule; // after the warm-up
  readonly warmup: number; // steps
  readonly finalRate: number; // cosine and linear end at this share of the peak
  readonly decayShare: number; // wsd: share of the steps spent decaying to zero
  readonly weightDecay: number; // matrices only
  readonly beta1: number;
  readonly beta2: number;
  readonly clip: number; // global gradient norm; 0 is off
  readonly stopAfter: number; // evaluations without a new lowest loss, after which a run ends at its lowest; 0 is never
}

export interface DataConfig {
  readonly source: string; // a corpus, a synthetic source, or 'own:<id>' for the visitor's text
  readonly tokenizer: TokenizerName;
  readonly uniqueText: number; // characters of training text; 0 is all of it
  readonly textFrom: TextFrom; // where those are taken from
  readonly noise: number; // share of training tokens replaced by draws from the unigram distribution
  readonly duplicates: number; // share of its blocks replaced by copies of a hundredth of it
  readonly shuffled: number; // share of its blocks whose tokens are in random order
  readonly filterKeep: number; // share of its blocks that is kept: those a small model finds easiest; 1 is all
  readonly randomCase: number; // anew in each window: share of letters read in the other case,
  readonly characterDropout: number; // of characters read as random ones,
  readonly spanShuffle: number; // and of windows that are read in spans in random order
}

/** What decides which windows an arm reads. */
export type DataSettings = DataConfig & Pick<ModelConfig, 'context'>;

export interface ArmConfig extends Omit<ModelConfig, 'vocab'>, TrainingConfig, DataConfig {}

/** The model of an arm, completed by the vocabulary of its data. */
export const modelConfig = (c: ArmConfig, vocab: number): ModelConfig => ({ ...c, vocab });

/** Optimizer steps of a run: the budget in steps, or its tokens rounded up to whole steps. */
export function totalSteps(c: ArmConfig): number {
  return c.budget === 'steps' ? c.steps : Math.ceil(c.tokens / (c.batch * c.context));
}

/** Peak learning rate by width, 6.5e-3 · 64/width, at most 2e-2 (measured optimum of the base recipe). */
export const learningRateFor = (width: number): number => Math.min(0.02, (6.5e-3 * 64) / width);

/** The width at which all rules of rates say the same, and its head. */
export const rulesMeet = 64;
const base = { width: rulesMeet, head: 32 };

/** 1/m, with m = width/64. */
const narrower = ({ width }: Pick<ArmConfig, 'width'>): number => base.width / width;

/**
 * Peak rate of the matrices. AdamW moves every weight by about its rate, so that what a product adds up grows with its width: both rules
 * divide by m. Muon's update has a spectral norm that does not depend on the width (arXiv 2310.17813), and needs no rule.
 */
export function matrixRate(c: ArmConfig): number {
  if (c.optimizer === 'muon') return c.muonRate;
  return c.rateRule === 'none' ? c.learningRate : c.learningRate * narrower(c);
}

/**
 * What muP changes beside the rate (Tensor Programs V, arXiv 2203.03466, table 8, for Adam): logits are divided by m and their matrix
 * starts alike at every width; scores are divided by the head, not by its root. Matrices between start with 1/width in any case.
 */
export function widthScales(c: ModelConfig): { readonly logits: number; readonly scores: number; readonly head: number } {
  const head = c.width / c.heads;
  const [width, share] = c.rateRule === 'mup' ? [base.width, narrower(c)] : [c.width, 1];
  const scores = c.rateRule === 'mup' ? (base.head / head) ** 0.5 : 1;
  // A tied head starts near uniform with 1/width.
  return { logits: share, scores: scores * head ** -0.5, head: c.tiedHead ? 1 / width : width ** -0.5 };
}

/** The base recipe: pre-norm without gain, RoPE, ReLU², no biases, untied head, AdamW; `standard` size. */
export const baseArm: ArmConfig = {
  depth: 8,
  width: 64,
  heads: 2,
  context: 64,
  activation: 'relu2',
  positions: 'rope',
  qkNorm: false,
  tiedHead: false,
  ...baseWiring,
  dropout: 0,
  rateRule: 'none',
  batch: 16,
  budget: 'steps',
  steps: 400,
  tokens: 409_600,
  optimizer: 'adamw',
  learningRate: 2e-3,
  muonRate: 0.02,
  scalarRate: 0.02,
  schedule: 'cosine',
  warmup: 40,
  finalRate: 0.1,
  decayShare: 0.25,
  weightDecay: 0.1,
  beta1: 0.9,
  beta2: 0.95,
  clip: 1,
  stopAfter: 0,
  source: 'novel',
  tokenizer: 'character',
  uniqueText: 0,
  textFrom: 'everywhere',
  noise: 0,
  duplicates: 0,
  shuffled: 0,
  filterKeep: 1,
  randomCase: 0,
  characterDropout: 0,
  spanShuffle: 0,
};
