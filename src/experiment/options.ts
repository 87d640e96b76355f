// Each setting of an arm described once: the editor draws it, the command line parses it, `checkArm` refuses by it, and plans are
// shared by it. What it is called stands in src/words.

import { message, type Message } from '#src/words/message.ts';
import { mostSteps, span } from './limits.ts';
import { totalSteps, type ArmConfig, type DataSettings } from './settings.ts';
import { isUsed, shortcuts } from './shortcuts.ts';

interface Common {
  readonly key: keyof ArmConfig;
  readonly section: 'model' | 'shortcuts' | 'training' | 'data';
  /** When it means anything; always if it does not say. */
  readonly when?: (c: ArmConfig) => boolean;
  /**
   * What of it decides the shape of a plan: all of it if it does not say, or nothing, so that runs may differ in it and train together. What
   * is undefined is left out.
   */
  readonly shape?: 'free' | ((c: ArmConfig) => unknown);
}
/** What a key press changes: the last of two digits, a factor, the distance from 1, or by so much. */
export type Stepping = 'size' | 'factors' | 'towardsOne' | number;
export interface NumberOption extends Common {
  readonly kind: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
  /** By size if it does not say. */
  readonly by?: Stepping | ((c: ArmConfig) => number);
}
export interface ChoiceOption extends Common {
  readonly kind: 'choice';
  readonly choices: readonly string[];
}
export interface SwitchOption extends Common {
  readonly kind: 'switch';
}
/** Free text with its own check elsewhere: the data source. */
export interface TextOption extends Common {
  readonly kind: 'text';
}
export type Option = NumberOption | ChoiceOption | SwitchOption | TextOption;

const model = 'model';
const training = 'training';
const data = 'data';
const free = 'free';
/** Budgets in steps and in tokens are one in the shape of a plan. */
const nothing = (value: unknown) => () => value;
const budgetIn = (unit: ArmConfig['budget']) => (c: ArmConfig) => c.budget === unit;
/** A share of what is trained on. */
const share = (key: keyof ArmConfig): Option => ({ key, section: data, kind: 'number', min: 0, max: 1, by: 0.01, shape: free });
/** What is younger than checkpoints and timed steps that are kept is no part of their shapes, as long as it is not used. */
const usesMuon = ({ optimizer }: ArmConfig): boolean => optimizer === 'muon';
const ifMuon = (c: ArmConfig) => usesMuon(c) || undefined;
/** Rates are free; muP also changes what is computed. */
const ifMup = ({ rateRule }: ArmConfig) => rateRule === 'mup' || undefined;
const decaysApart = ({ schedule }: ArmConfig): boolean => schedule === 'wsd';

export const options: readonly Option[] = [
  { key: 'depth', section: model, kind: 'integer', min: 1, max: 48 },
  { key: 'width', section: model, kind: 'integer', min: 4, max: 1024, by: ({ heads }) => 4 * heads },
  { key: 'heads', section: model, kind: 'integer', min: 1, max: 64 },
  { key: 'context', section: model, kind: 'integer', min: 2, max: 1024 },
  { key: 'activation', section: model, kind: 'choice', choices: ['relu2', 'gelu', 'swiglu'] },
  { key: 'positions', section: model, kind: 'choice', choices: ['rope', 'learned'] },
  { key: 'qkNorm', section: model, kind: 'switch' },
  { key: 'tiedHead', section: model, kind: 'switch' },
  { key: 'dropout', section: model, kind: 'number', min: 0, max: 0.9, by: 0.01, shape: (c) => c.dropout > 0 },
  ...shortcuts.map(({ key, choices }): Option => {
    const section = 'shortcuts';
    return choices ? { key, section, kind: 'choice', choices } : { key, section, kind: 'switch' };
  }),
  { key: 'batch', section: training, kind: 'integer', min: 1, max: 512 },
  { key: 'budget', section: training, kind: 'choice', choices: ['steps', 'tokens'], shape: nothing('') },
  { key: 'steps', section: training, kind: 'integer', min: 1, max: mostSteps, when: budgetIn('steps'), shape: totalSteps },
  { key: 'tokens', section: training, kind: 'integer', min: 1, max: 1e10, when: budgetIn('tokens'), shape: nothing(0) },
  { key: 'optimizer', section: training, kind: 'choice', choices: ['adamw', 'muon'], shape: ifMuon },
  { key: 'learningRate', section: training, kind: 'number', min: 1e-6, max: 1, by: 'factors', shape: free },
  { key: 'muonRate', section: training, kind: 'number', min: 1e-6, max: 1, by: 'factors', when: usesMuon, shape: free },
  { key: 'rateRule', section: training, kind: 'choice', choices: ['none', 'width', 'mup'], shape: ifMup },
  { key: 'scalarRate', section: training, kind: 'number', min: 0, max: 1, by: 'factors', shape: free },
  { key: 'schedule', section: training, kind: 'choice', choices: ['cosine', 'linear', 'wsd'] },
  { key: 'warmup', section: training, kind: 'integer', min: 0, max: 100_000 },
  { key: 'finalRate', section: training, kind: 'number', min: 0, max: 1, by: 0.01, when: (c) => !decaysApart(c) },
  { key: 'decayShare', section: training, kind: 'number', min: 0, max: 1, by: 0.01, when: decaysApart },
  { key: 'weightDecay', section: training, kind: 'number', min: 0, max: 10, by: 'factors', shape: free },
  { key: 'beta1', section: training, kind: 'number', min: 0, max: 0.9999, by: 'towardsOne' },
  { key: 'beta2', section: training, kind: 'number', min: 0, max: 0.99999, by: 'towardsOne' },
  { key: 'clip', section: training, kind: 'number', min: 0, max: 1000, by: 'factors' },
  { key: 'stopAfter', section: training, kind: 'integer', min: 0, max: 16, shape: (c) => c.stopAfter > 0 || undefined },
  { key: 'source', section: data, kind: 'text' },
  { key: 'tokenizer', section: data, kind: 'choice', choices: ['character', 'byte'] },
  { key: 'uniqueText', section: data, kind: 'integer', min: 0, max: 1e9, shape: free },
  { key: 'textFrom', section: data, kind: 'choice', choices: ['everywhere', 'beginning'], shape: free },
  ...(['noise', 'duplicates', 'shuffled'] as const).map(share),
  { key: 'filterKeep', section: data, kind: 'number', min: 0.01, max: 1, by: 0.01, shape: free },
  ...(['randomCase', 'characterDropout', 'spanShuffle'] as const).map(share),
];

/** A setting that none of these arms uses makes no difference between them. */
export const matters = ({ when }: Option, ...arms: readonly ArmConfig[]): boolean => !when || arms.some(when);

const read: readonly (keyof ArmConfig)[] = ['context', ...options.filter((o) => o.section === data).map((o) => o.key)];
/** In one order, whatever that of the arm. */
export const dataSettings = (c: ArmConfig): DataSettings =>
  Object.fromEntries(read.map((key) => [key, c[key]])) as unknown as DataSettings;

/** Arms with the same shape can share a plan. Sorted: a record that was stored lists its settings in another order. */
export function shapeOf(c: ArmConfig, vocab: number): string {
  const parts = options.flatMap(({ key, shape }): (readonly [string, unknown])[] => {
    if (shape === 'free') return [];
    const part = shape ? shape(c) : c[key];
    return part === undefined ? [] : [[key, part]];
  });
  return JSON.stringify([...parts, ['vocab', vocab] as const].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with an arm, and at which setting. */
export interface Problem {
  readonly at?: keyof ArmConfig;
  readonly what: Message;
}

/** Why settings cannot be combined, or one cannot work; empty if the arm is fine. */
export function checkArm(c: ArmConfig): Problem[] {
  const wrong = options.flatMap((option) => wrongValue(option, c[option.key]).map((what) => ({ at: option.key, what })));
  if (wrong.length) return wrong;
  const { width, heads, warmup, context, spanShuffle } = c;
  const steps = totalSteps(c);
  return [
    ...(width % (4 * heads) ? [{ at: 'width', what: message('widthOfHeads', { heads, near: nearest(width, 4 * heads) }) }] : []),
    ...(width / heads > widestHead ? [{ at: 'heads', what: message('headTooWide', { most: widestHead }) }] : []),
    ...(steps > mostSteps
      ? [{ at: 'tokens', what: message('tooManySteps', { most: mostSteps, tokens: mostSteps * c.batch * c.context }) }]
      : []),
    ...(spanShuffle > 0 && context < 2 * span ? [{ at: 'spanShuffle', what: message('oneSpan', { fewest: 2 * span }) }] : []),
    ...(warmup >= steps && steps > 1 ? [{ at: 'warmup', what: message('warmupTooLong', { steps }) }] : []),
    ...shortcuts.flatMap(({ key, refused }) => (refused && isUsed(c, key) ? refused(c).map((what) => ({ at: key, what })) : [])),
  ] as Problem[];
}

const widestHead = 128; // channels
const longestSource = 200;

/** Why a setting cannot have this value, on its own; empty if it can. */
export function wrongValue(option: Option, value: unknown): Message[] {
  const { key } = option;
  switch (option.kind) {
    case 'integer':
    case 'number': {
      const { min, max } = option;
      const whole = option.kind === 'integer';
      const fits = whole ? Number.isInteger(value) : Number.isFinite(value);
      if (fits && (value as number) >= min && (value as number) <= max) return [];
      return [message('notInRange', { option: key, whole, min, max })];
    }
    case 'choice':
      if (option.choices.includes(value as string)) return [];
      return [message('notAChoice', { option: key, choices: option.choices.join(', ') })];
    case 'switch':
      return typeof value === 'boolean' ? [] : [message('notASwitch', { option: key })];
    case 'text':
      if (typeof value === 'string' && value.length > 0 && value.length <= longestSource) return [];
      return [message('notAName', { option: key, most: longestSource })];
  }
}

const nearest = (value: number, of: number): number => Math.max(of, Math.round(value / of) * of);
