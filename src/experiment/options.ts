// Each field of an arm described once: the editor draws it, the command line parses it, `checkArm` refuses by it.

import { totalSteps, type ArmConfig } from './settings.ts';

interface Common {
  readonly key: keyof ArmConfig;
  readonly label: string;
  readonly help: string; // one plain sentence
  readonly section: 'model' | 'shortcuts' | 'training' | 'data';
}
export interface NumberOption extends Common {
  readonly kind: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
}
export interface ChoiceOption extends Common {
  readonly kind: 'choice';
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}
export interface SwitchOption extends Common {
  readonly kind: 'switch';
}
/** Free text with its own check elsewhere: the data source. */
export interface TextOption extends Common {
  readonly kind: 'text';
}
export type Option = NumberOption | ChoiceOption | SwitchOption | TextOption;

const model = 'model',
  shortcuts = 'shortcuts',
  training = 'training',
  data = 'data';

export const options: readonly Option[] = [
  { key: 'depth', section: model, kind: 'integer', min: 1, max: 48, label: 'Depth', help: 'Blocks, each an attention and an MLP layer.' },
  { key: 'width', section: model, kind: 'integer', min: 4, max: 1024, label: 'Width', help: 'Channels of the stream between blocks.' },
  { key: 'heads', section: model, kind: 'integer', min: 1, max: 64, label: 'Heads', help: 'Attention heads; width must be a multiple of 4 × heads.' },
  { key: 'context', section: model, kind: 'integer', min: 2, max: 1024, label: 'Context', help: 'Tokens a prediction can look back on.' },
  { key: 'activation', section: model, kind: 'choice', label: 'Activation', help: 'The non-linearity of the MLP.', choices: [{ value: 'relu2', label: 'ReLU²' }, { value: 'gelu', label: 'GELU' }, { value: 'swiglu', label: 'SwiGLU' }] },
  { key: 'positions', section: model, kind: 'choice', label: 'Positions', help: 'How the model knows the order of tokens.', choices: [{ value: 'rope', label: 'RoPE' }, { value: 'learned', label: 'learned' }] },
  { key: 'qkNorm', section: model, kind: 'switch', label: 'QK-norm', help: 'Normalise queries and keys.' },
  { key: 'tiedHead', section: model, kind: 'switch', label: 'Tied head', help: 'Use the token embedding as the output matrix.' },
  { key: 'dropout', section: model, kind: 'number', min: 0, max: 0.9, label: 'Dropout', help: 'Share of activations dropped while training.' },
  { key: 'residual', section: shortcuts, kind: 'switch', label: 'Residual', help: 'Each layer adds to its input instead of replacing it.' },
  { key: 'firstLayer', section: shortcuts, kind: 'switch', label: 'First-layer shortcut', help: 'Every block also receives the embedding, with learned weights.' },
  { key: 'valueResidual', section: shortcuts, kind: 'choice', label: 'Value shortcut', help: 'Attention mixes in the values of the first layer.', choices: [{ value: 'off', label: 'off' }, { value: 'fixed', label: 'fixed ½' }, { value: 'learned', label: 'learned' }] },
  { key: 'uNet', section: shortcuts, kind: 'switch', label: 'U-net skips', help: 'Late blocks receive the outputs of early blocks, last to first.' },
  { key: 'valueEmbeddings', section: shortcuts, kind: 'switch', label: 'Value embeddings', help: 'Attention mixes in a token table per layer.' },
  { key: 'denseFormer', section: shortcuts, kind: 'switch', label: 'DenseFormer', help: 'Each block reads a learned average of all earlier outputs.' },
  { key: 'hyperConnections', section: shortcuts, kind: 'switch', label: 'Hyper-connections', help: 'Two copies of the stream with learned mixing.' },
  { key: 'reZero', section: shortcuts, kind: 'switch', label: 'ReZero', help: 'Each update is scaled by a weight learned from 0.' },
  { key: 'layerScale', section: shortcuts, kind: 'switch', label: 'LayerScale', help: 'Each update is scaled per channel, learned from 0.1.' },
  { key: 'batch', section: training, kind: 'integer', min: 1, max: 512, label: 'Batch', help: 'Sequences per step.' },
  { key: 'budget', section: training, kind: 'choice', label: 'Budget in', help: 'What ends the run.', choices: [{ value: 'steps', label: 'steps' }, { value: 'tokens', label: 'tokens' }] },
  { key: 'steps', section: training, kind: 'integer', min: 1, max: 1_000_000, label: 'Steps', help: 'Optimizer steps.' },
  { key: 'tokens', section: training, kind: 'integer', min: 1, max: 10_000_000_000, label: 'Tokens', help: 'Training tokens, rounded up to whole steps.' },
  { key: 'learningRate', section: training, kind: 'number', min: 1e-6, max: 1, label: 'Learning rate', help: 'Peak rate of AdamW.' },
  { key: 'scalarRate', section: training, kind: 'number', min: 0, max: 1, label: 'Shortcut rate', help: 'Peak learning rate of the learned shortcut weights.' },
  { key: 'schedule', section: training, kind: 'choice', label: 'Schedule', help: 'The learning rate after the warm-up.', choices: [{ value: 'cosine', label: 'cosine' }, { value: 'linear', label: 'linear' }, { value: 'wsd', label: 'warm-up, stable, decay' }] },
  { key: 'warmup', section: training, kind: 'integer', min: 0, max: 100_000, label: 'Warm-up', help: 'Steps over which the learning rate rises to its peak.' },
  { key: 'finalRate', section: training, kind: 'number', min: 0, max: 1, label: 'Final rate', help: 'Where cosine and linear end, as a share of the peak.' },
  { key: 'decayShare', section: training, kind: 'number', min: 0, max: 1, label: 'Decay share', help: 'Share of the steps in which warm-up-stable-decay decays.' },
  { key: 'weightDecay', section: training, kind: 'number', min: 0, max: 10, label: 'Weight decay', help: 'Pull of the matrices towards zero.' },
  { key: 'beta1', section: training, kind: 'number', min: 0, max: 0.9999, label: 'β₁', help: 'Memory of the mean gradient.' },
  { key: 'beta2', section: training, kind: 'number', min: 0, max: 0.99999, label: 'β₂', help: 'Memory of the squared gradient.' },
  { key: 'clip', section: training, kind: 'number', min: 0, max: 1000, label: 'Gradient clip', help: 'Largest gradient norm; 0 is no limit.' },
  { key: 'source', section: data, kind: 'text', label: 'Data', help: 'A text, or a synthetic source.' },
  { key: 'tokenizer', section: data, kind: 'choice', label: 'Tokens', help: 'What one token is.', choices: [{ value: 'character', label: 'characters' }, { value: 'byte', label: 'bytes' }] },
  { key: 'uniqueText', section: data, kind: 'integer', min: 0, max: 1_000_000_000, label: 'Unique text', help: 'Characters of training text, drawn as random blocks; 0 uses all of it.' },
  { key: 'noise', section: data, kind: 'number', min: 0, max: 1, label: 'Noise', help: 'Share of training characters replaced at random.' },
]; // prettier-ignore

/** Why two options cannot be combined, or a setting cannot work; empty if the arm is fine. One sentence each. */
export function checkArm(c: ArmConfig): string[] {
  const wrong: string[] = [];
  for (const o of options) {
    const v = c[o.key];
    if (o.kind === 'integer' || o.kind === 'number') {
      const whole = o.kind === 'integer' ? 'a whole number' : 'a number';
      if (
        typeof v !== 'number' ||
        !Number.isFinite(v) ||
        v < o.min ||
        v > o.max ||
        (o.kind === 'integer' && !Number.isInteger(v))
      )
        wrong.push(`${o.label} must be ${whole} from ${o.min} to ${o.max}.`);
    } else if (o.kind === 'choice') {
      if (!o.choices.some((choice) => choice.value === v))
        wrong.push(`${o.label} must be one of ${o.choices.map((x) => x.value).join(', ')}.`);
    } else if (o.kind === 'switch') {
      if (typeof v !== 'boolean') wrong.push(`${o.label} must be on or off.`);
    } else if (typeof v !== 'string' || v.length === 0 || v.length > 200)
      wrong.push(`${o.label} must be a name of 1 to 200 characters.`);
  }
  if (wrong.length) return wrong;
  if (c.width % (4 * c.heads))
    wrong.push(`Width must be a multiple of 4 × heads: with ${c.heads} heads, ${nearest(c.width, 4 * c.heads)} would do.`);
  if (c.width / c.heads > 128) wrong.push('A head may have at most 128 channels: use more heads or less width.');
  if (c.warmup >= totalSteps(c) && totalSteps(c) > 1)
    wrong.push(`Warm-up must be shorter than the run, which has ${totalSteps(c)} steps.`);
  if (c.hyperConnections) {
    const other = c.denseFormer ? 'DenseFormer' : c.uNet ? 'U-net skips' : c.reZero ? 'ReZero' : undefined;
    if (other) wrong.push(`Hyper-connections replace the join that ${other} works on: choose one of them.`);
    if (!c.residual) wrong.push('Hyper-connections carry the residual stream: turn the residual on.');
  }
  if (c.reZero && !c.residual)
    wrong.push('ReZero without residual is dead from the start: every update begins at 0 and nothing else carries the signal.');
  if (c.valueEmbeddings && c.valueResidual !== 'off')
    wrong.push('Value embeddings and the value shortcut both mix into the values: choose one of them.');
  return wrong;
}

const nearest = (value: number, of: number): number => Math.max(of, Math.round(value / of) * of);
