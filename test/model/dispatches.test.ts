// Launches per training step, layer by layer: tiny models are bound by them, so a change must be noticed.

import { expect, test } from 'vitest';
import type { ModelConfig } from '#src/model/config.ts';
import { trainingGraph } from '#src/model/model.ts';
import { variants } from './variants.ts';

const base = variants['residual']!;
const count = (change: Partial<ModelConfig>, depth: number): number =>
  trainingGraph({ ...base, ...change, depth }, 2, { beta1: 0.9, beta2: 0.95, clip: 1 }).dispatches.length;

/** What one more layer adds, and what is there without layers. */
function launches(change: Partial<ModelConfig>): { layer: number; rest: number } {
  const layer = (count(change, 4) - count(change, 2)) / 2;
  return { layer, rest: count(change, 4) - 4 * layer };
}

// [what, options, launches per layer, the rest]; a U-net skip is there for every second layer
const table: readonly (readonly [string, Partial<ModelConfig>, number, number])[] = [
  ['residual', {}, 21, 13],
  ['no residual', { residual: false }, 21, 13],
  ['no residual + first layer', { residual: false, firstLayer: true }, 23, 14],
  ['first layer', { firstLayer: true }, 23, 14],
  ['first layer + value, learned', { firstLayer: true, valueResidual: 'learned' }, 25, 12],
  ['value, learned', { valueResidual: 'learned' }, 23, 12],
  ['value, fixed', { valueResidual: 'fixed' }, 23, 11],
  ['U-net', { uNet: true }, 22.5, 13],
  ['value embeddings', { valueEmbeddings: true }, 25, 14],
  ['DenseFormer', { denseFormer: true }, 24, 15],
  ['hyper-connections', { hyperConnections: true }, 31, 18],
  ['ReZero', { reZero: true }, 25, 14],
  ['LayerScale', { layerScale: true }, 25, 14],
  ['dropout', { dropout: 0.1 }, 25, 15],
  ['GELU', { activation: 'gelu' }, 23, 13],
  ['SwiGLU', { activation: 'swiglu' }, 23, 13],
  ['learned positions', { positions: 'learned' }, 21, 14],
  ['QK-norm', { qkNorm: true }, 21, 13],
  ['tied head', { tiedHead: true }, 21, 13],
];

test.each(table)('%s', (_, change, layer, rest) => {
  expect(launches(change)).toEqual({ layer, rest });
});

test('the arms of the Shortcuts lesson stay within what was planned', () => {
  expect(launches({}).layer).toBeLessThanOrEqual(22);
  expect(launches({ firstLayer: true, valueResidual: 'learned' }).layer).toBeLessThanOrEqual(26);
  for (const lesson of [
    {},
    { residual: false },
    { residual: false, firstLayer: true },
    { firstLayer: true, valueResidual: 'learned' },
  ] as const)
    expect(launches(lesson).rest).toBeLessThanOrEqual(16);
});

test('every layer costs the same', () => {
  for (const [, change] of table) expect(count(change, 8) - count(change, 6)).toBe(count(change, 4) - count(change, 2));
});
