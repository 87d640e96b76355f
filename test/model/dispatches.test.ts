// Launches per training step, layer by layer: tiny models are bound by them, so a change must be noticed.

import { expect, test } from 'vitest';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { attentionVariants, plainest, type Tuning } from '#src/gpu/tuning.ts';
import { trainingGraph } from '#src/model/model.ts';
import { forGpu } from '#src/tuning/defaults.ts';
import { variants } from './variants.ts';

const base = variants['residual']!;
const count = (change: Partial<ModelConfig>, depth: number, tuning?: Tuning): number =>
  trainingGraph({ ...base, ...change, depth }, 2, { beta1: 0.9, beta2: 0.95, clip: 1 }, { ...(tuning && { tuning }) }).dispatches
    .length;

/** What one more layer adds, and what is there without layers. */
function launches(change: Partial<ModelConfig>): { layer: number; rest: number } {
  const layer = (count(change, 4) - count(change, 2)) / 2;
  return { layer, rest: count(change, 4) - 4 * layer };
}

// [what, options, launches per layer, the rest]; a U-net skip is there for every second layer
const table: readonly (readonly [string, Partial<ModelConfig>, number, number])[] = [
  ['residual', {}, 16, 11],
  ['no residual', { residual: false }, 16, 11],
  ['no residual + first layer', { residual: false, firstLayer: true }, 18, 12],
  ['first layer', { firstLayer: true }, 18, 12],
  ['first layer + value, learned', { firstLayer: true, valueResidual: 'learned' }, 20, 10],
  ['value, learned', { valueResidual: 'learned' }, 18, 10],
  ['value, fixed', { valueResidual: 'fixed' }, 18, 9],
  ['U-net', { uNet: true }, 17.5, 11],
  ['value embeddings', { valueEmbeddings: true }, 20, 12],
  ['DenseFormer', { denseFormer: true }, 19, 13],
  ['hyper-connections', { hyperConnections: true }, 26, 16],
  ['ReZero', { reZero: true }, 20, 12],
  ['LayerScale', { layerScale: true }, 20, 12],
  ['dropout', { dropout: 0.1 }, 20, 13],
  ['GELU', { activation: 'gelu' }, 18, 11],
  ['SwiGLU', { activation: 'swiglu' }, 18, 11],
  ['learned positions', { positions: 'learned' }, 15, 12],
  ['QK-norm', { qkNorm: true }, 17, 11],
  ['tied head', { tiedHead: true }, 16, 11],
];

test.each(table)('%s', (_, change, layer, rest) => {
  expect(launches(change)).toEqual({ layer, rest });
});

test('a GPU computes both gradients of a product at once', () => {
  const tuning = forGpu('discrete');
  const layer = (count({}, 4, tuning) - count({}, 2, tuning)) / 2;
  expect({ layer, rest: count({}, 4, tuning) - 4 * layer }).toEqual({ layer: 12, rest: 10 });
});

test('the arms of the Shortcuts lesson stay within what was planned', () => {
  expect(launches({}).layer).toBeLessThanOrEqual(18);
  expect(launches({ firstLayer: true, valueResidual: 'learned' }).layer).toBeLessThanOrEqual(20);
  for (const lesson of [
    {},
    { residual: false },
    { residual: false, firstLayer: true },
    { firstLayer: true, valueResidual: 'learned' },
  ] as const)
    expect(launches(lesson).rest).toBeLessThanOrEqual(12);
});

test('Muon adds seventeen for each of two shapes of matrices, however many there are', () => {
  const steps = (optimizer: 'adamw' | 'muon', change: Partial<ModelConfig>): number =>
    trainingGraph({ ...base, ...change }, 2, { beta1: 0.9, beta2: 0.95, clip: 1, optimizer }).dispatches.length;
  for (const change of [{}, { depth: 1 }, { depth: 8 }, { activation: 'swiglu' }] as const)
    expect(steps('muon', change) - steps('adamw', change)).toBe(2 * 17);
});

test('as many with every variant of attention', () => {
  for (const [, change] of table)
    for (const attention of attentionVariants) expect(count(change, 4, { ...plainest, attention })).toBe(count(change, 4));
});

test('every layer costs the same', () => {
  for (const [, change] of table) expect(count(change, 8) - count(change, 6)).toBe(count(change, 4) - count(change, 2));
});
