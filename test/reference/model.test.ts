// The reference model against itself: gradients of every variant by central differences, causality, known identities.

import { describe, expect, test } from 'vitest';
import { integer, uniform } from '#src/data/random.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { tinyModel as base } from '../tiny.ts';
import { unscored } from './cross-entropy.ts';
import { centralDifferences } from './differences.ts';
import { initialParameters, parametersOf, randomParameters, sizeOf, type Values } from './initial.ts';
import { gradients, logits, loss, type Dropout } from './model.ts';

const batch = 2;
const rows = batch * base.context;
const tokens = Uint32Array.from({ length: rows }, (_, i) => integer(1, 1, i, base.vocab));
const targets = Uint32Array.from({ length: rows }, (_, i) => (i === 4 ? unscored : integer(1, 2, i, base.vocab)));
const draws: Dropout = (place) => (index) => uniform(5, place.length, index);

const variants: Record<string, Partial<ModelConfig>> = {
  residual: {},
  'residual off': { residual: false },
  gelu: { activation: 'gelu' },
  swiglu: { activation: 'swiglu' },
  'learned positions': { positions: 'learned' },
  'QK-norm': { qkNorm: true },
  'QK-norm, learned positions': { qkNorm: true, positions: 'learned' },
  'tied head': { tiedHead: true },
  'first layer': { firstLayer: true },
  'value residual, fixed': { valueResidual: 'fixed' },
  'value residual, learned': { valueResidual: 'learned' },
  'U-net': { uNet: true },
  'U-net, even depth': { uNet: true, depth: 4 },
  'value embeddings': { valueEmbeddings: true },
  DenseFormer: { denseFormer: true },
  'hyper-connections': { hyperConnections: true },
  ReZero: { reZero: true },
  LayerScale: { layerScale: true },
  dropout: { dropout: 0.3 },
  'residual off, first layer, value residual': { residual: false, firstLayer: true, valueResidual: 'learned' },
  'residual off, U-net, DenseFormer, LayerScale': { residual: false, uNet: true, denseFormer: true, layerScale: true },
  'first layer, value residual, U-net, DenseFormer, gates, dropout': {
    firstLayer: true,
    valueResidual: 'learned',
    uNet: true,
    denseFormer: true,
    reZero: true,
    layerScale: true,
    dropout: 0.2,
    activation: 'swiglu',
    qkNorm: true,
    tiedHead: true,
  },
  'hyper-connections with all it allows': {
    hyperConnections: true,
    firstLayer: true,
    valueEmbeddings: true,
    layerScale: true,
    dropout: 0.2,
    activation: 'gelu',
    positions: 'learned',
  },
};

const largest = (x: Float64Array) => x.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
const difference = (a: Float64Array, b: Float64Array) => largest(a.map((v, i) => v - b[i]!));

describe.each(Object.entries(variants))('%s', (_, change) => {
  const c: ModelConfig = { ...base, ...change };
  const p = randomParameters(c, 3);

  const result = gradients(c, p, tokens, targets, batch, draws);
  const lossAt = (changed: Values) => Float64Array.of(loss(c, { ...p, ...changed }, tokens, targets, batch, draws));
  // ReLU² has a kink in its slope: a difference across it is off by about eps, so eps is small, the tolerance wide.
  const slopes = (f: (x: Float64Array) => Float64Array, at: Float64Array) =>
    centralDifferences(([x]) => f(x!), [at], Float64Array.of(1), 1e-6)[0]!;
  const tolerance = (gradient: Float64Array, length = 1) => 5e-9 + 1e-6 * length * largest(gradient);

  test('gradients equal central differences, element by element', () => {
    expect(result.loss).toBe(lossAt({})[0]);
    for (const [name, value] of Object.entries(p)) {
      const stride = Object.keys(change).length ? Math.ceil(value.length / 16) : 1; // every element of the plain model
      const sampled = (x: Float64Array) => x.filter((_, i) => i % stride === 0);
      const replace = (x: Float64Array) => value.map((v, i) => (i % stride === 0 ? x[i / stride]! : v));
      const expected = slopes((x) => lossAt({ [name]: replace(x) }), sampled(value));
      const gradient = result.gradients[name]!;
      expect(difference(sampled(gradient), expected), name).toBeLessThan(tolerance(gradient));
    }
  });

  test('and along a random direction of each whole parameter', () => {
    const directions = randomParameters(c, 4);
    for (const [name, direction] of Object.entries(directions)) {
      const moved = ([s]: Float64Array) => lossAt({ [name]: p[name]!.map((v, i) => v + s! * direction[i]!) });
      const gradient = result.gradients[name]!;
      const expected = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
      const length = Math.sqrt(direction.reduce((sum, v) => sum + v * v, 0));
      const slope = slopes(moved, Float64Array.of(0))[0]!;
      expect(Math.abs(slope - expected), name).toBeLessThan(tolerance(gradient, length));
    }
  });

  test('is causal: a changed suffix moves no earlier logit, and moves its own', () => {
    const changed = tokens.slice();
    for (const t of [3, 4]) changed[t] = (changed[t]! + 1) % c.vocab;
    const before = logits(c, p, tokens, batch);
    const after = logits(c, p, changed, batch);
    for (let row = 0; row < rows; row++) {
      const moved = difference(
        before.subarray(row * c.vocab, (row + 1) * c.vocab),
        after.subarray(row * c.vocab, (row + 1) * c.vocab),
      );
      if (row === 3 || row === 4) expect(moved, `row ${row}`).toBeGreaterThan(1e-3);
      else expect(moved, `row ${row}`).toBe(0);
    }
  });
});

describe('at the start', () => {
  const start = (change: Partial<ModelConfig>, set: Record<string, number> = {}) => {
    const c = { ...base, ...change };
    const p = initialParameters(c, 3);
    const shared = randomParameters(base, 3);
    // out and down as in the random base, so that the blocks do something
    for (const name of Object.keys(p)) if (/\.(out|down)$/.test(name)) p[name] = shared[name]!;
    for (const name of Object.keys(p)) for (const key of Object.keys(set)) if (name.endsWith(key)) p[name]!.fill(set[key]!);
    return logits(c, p, tokens, batch);
  };
  const plain = start({});

  test.each<[string, Partial<ModelConfig>, Record<string, number>, number]>([
    ['first layer', { firstLayer: true }, {}, 0],
    ['DenseFormer', { denseFormer: true }, {}, 0],
    ['hyper-connections', { hyperConnections: true }, {}, 1e-5], // the sum is 2x: the norm's epsilon tells
    ['LayerScale at 1', { layerScale: true }, { '.scale': 1 }, 0],
    ['ReZero at 1', { reZero: true }, { '.gate': 1 }, 0],
    ['U-net at 0', { uNet: true }, { '.skip': 0 }, 0],
    ['value residual at 0', { valueResidual: 'learned' }, { '.value': 0 }, 0],
    ['value embeddings at 0', { valueEmbeddings: true }, { '.value': 0 }, 0],
  ])('%s equals the plain residual', (_, change, set, tolerance) => {
    expect(difference(start(change, set), plain)).toBeLessThanOrEqual(tolerance);
  });

  test('U-net and the value shortcut do not, at their own initial weights', () => {
    expect(difference(start({ uNet: true }), plain)).toBeGreaterThan(1e-3);
    expect(difference(start({ valueResidual: 'learned' }), plain)).toBeGreaterThan(1e-3);
    expect(difference(start({ valueResidual: 'fixed' }), start({ valueResidual: 'learned' }))).toBe(0);
  });

  test('the residual model is the embedding alone: out and down are zero', () => {
    const c = { ...base, depth: 2 };
    const p = initialParameters(c, 3);
    const shallow = Object.fromEntries(Object.entries(p).filter(([name]) => !name.startsWith('block1')));
    expect(difference(logits(c, p, tokens, batch), logits({ ...c, depth: 1 }, shallow, tokens, batch))).toBe(0);
  });
});

describe('parameters', () => {
  const namesOf = (change: Partial<ModelConfig>) => parametersOf({ ...base, ...change }).map((p) => p.name);

  test('exist only where they are used', () => {
    expect(namesOf({ uNet: true }).filter((name) => name.endsWith('.skip'))).toEqual(['block1.skip']);
    expect(namesOf({ uNet: true, depth: 4 }).filter((n) => n.endsWith('.skip'))).toEqual(['block2.skip', 'block3.skip']);
    expect(namesOf({ uNet: true, depth: 1 }).filter((n) => n.endsWith('.skip'))).toEqual([]);
    expect(namesOf({ valueResidual: 'learned' }).filter((n) => n.endsWith('.value'))).toEqual(['block1.value', 'block2.value']);
    expect(namesOf({ valueResidual: 'fixed' })).toEqual(namesOf({}));
    expect(namesOf({ valueEmbeddings: true }).filter((n) => n.endsWith('.value'))).toHaveLength(3);
    expect(namesOf({ tiedHead: true })).not.toContain('head');
  });

  test('a wrong set is refused', () => {
    const p = randomParameters(base, 1);
    expect(() => logits(base, { ...p, extra: new Float64Array(1) }, tokens, batch)).toThrow('extra');
    expect(() => logits({ ...base, uNet: true }, p, tokens, batch)).toThrow('block1.skip');
  });

  test('the core has 12·d² per block', () => {
    const core = parametersOf(base).filter((p) => p.group === 'matrix');
    expect(core.reduce((sum, p) => sum + sizeOf(p), 0)).toBe(12 * base.width ** 2 * base.depth);
  });
});

test('a text shorter than the context gives the same first logits', () => {
  const c: ModelConfig = { ...base, positions: 'learned', uNet: true, qkNorm: true };
  const p = randomParameters(c, 2);
  const full = logits(c, p, tokens.subarray(0, 5), 1);
  expect(difference(logits(c, p, tokens.subarray(0, 3), 1), full.subarray(0, 3 * c.vocab))).toBe(0);
});
