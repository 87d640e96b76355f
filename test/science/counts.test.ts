// Parameter and FLOP counts against numbers worked out by hand.

import { expect, it } from 'vitest';
import { baseArm, modelConfig, type ModelConfig } from '#src/experiment/settings.ts';
import { flopsByPart, flopsPerToken, flopsPerToken6N, parameterCounts } from '#src/science/counts.ts';

const model = (changes: Partial<ModelConfig> = {}): ModelConfig => ({ ...modelConfig(baseArm, 65), ...changes });

it('counts the base model: 8 blocks of width 64 over 65 characters', () => {
  // 8 · 12 · 64² = 393,216; two tables of 65 · 64 = 4160
  const counts = { core: 393_216, embedding: 4160, head: 4160, scalars: 0, total: 401_536 };
  expect(parameterCounts(model())).toEqual(counts);
});

it('counts half of it at depth 4', () => {
  expect(parameterCounts(model({ depth: 4 })).core).toBe(196_608);
});

it.each<[changes: Partial<ModelConfig>, field: 'core' | 'embedding' | 'head' | 'scalars', count: number]>([
  [{ activation: 'swiglu' }, 'core', 524_288], // 16 · 64² · 8: qkv 3, out 1, up 8, down 4
  [{ activation: 'gelu' }, 'core', 393_216],
  [{ tiedHead: true }, 'head', 0],
  [{ positions: 'learned' }, 'embedding', 8256], // + 64 · 64
  [{ valueEmbeddings: true }, 'embedding', 37_440], // 9 tables
  [{ valueEmbeddings: true }, 'scalars', 8],
  [{ firstLayer: true }, 'scalars', 16],
  [{ valueResidual: 'learned' }, 'scalars', 7],
  [{ valueResidual: 'fixed' }, 'scalars', 0],
  [{ firstLayer: true, valueResidual: 'learned' }, 'scalars', 23],
  [{ uNet: true }, 'scalars', 4],
  [{ uNet: true, depth: 5 }, 'scalars', 2],
  [{ denseFormer: true }, 'scalars', 44], // 2 + 3 + … + 9
  [{ hyperConnections: true }, 'scalars', 128], // 16 sublayers · 8
  [{ reZero: true }, 'scalars', 16],
  [{ layerScale: true }, 'scalars', 1024], // 16 · 64
])('counts %j: %s = %i', (changes, field, count) => {
  const counts = parameterCounts(model(changes));
  expect(counts[field]).toBe(count);
  expect(counts.total).toBe(counts.core + counts.embedding + counts.head + counts.scalars);
});

it('counts floating-point operations per token', () => {
  // 6 · (393,216 + 4160) = 2,384,256; attention 12 · 8 · 64 · 65/2 = 199,680
  expect(flopsPerToken6N(model())).toBe(2_384_256);
  expect(flopsPerToken(model())).toBe(2_583_936);
});

it('counts the multiplication by a tied head', () => {
  expect(flopsPerToken(model({ tiedHead: true }))).toBe(flopsPerToken(model()));
  expect(flopsPerToken6N(model({ tiedHead: true }))).toBe(2_359_296);
});

it('has one key per query, its own, at the shortest context', () => {
  const short = model({ context: 1 });
  expect(flopsPerToken(short) - flopsPerToken6N(short)).toBe(12 * 8 * 64);
});

it('operations by part add up, and attention is the share that grows with the context', () => {
  const base = model(); // depth 8, width 64, context 64
  const { core, head, attention } = flopsByPart(base);
  expect([core, head, attention]).toEqual([6 * 8 * 12 * 64 * 64, 6 * 65 * 64, 12 * 8 * 64 * 32.5]);
  expect(flopsPerToken(base)).toBe(core + head + attention);
  const longer = flopsByPart({ ...base, context: 129 });
  expect([longer.core, longer.head, longer.attention]).toEqual([core, head, 2 * attention]);
});
