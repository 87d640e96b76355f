// Every parameter of a model in a fixed order: name, shape, group and how it starts; and values to test with.
// Weights are [in, out] and y = x·W; a name exists only if the config uses it.

import { normal, streamOf } from '#src/data/random.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Group } from './clip-adamw.ts';

export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly group: Group;
  readonly initial: { readonly deviation: number } | { readonly values: readonly number[] };
}

export type Values = Record<string, Float64Array>;

export function parametersOf(c: ModelConfig): Parameter[] {
  const list: Parameter[] = [];
  const weight = (group: Group, name: string, shape: readonly number[], deviation: number) =>
    list.push({ name, shape, group, initial: { deviation } });
  const scalars = (name: string, shape: readonly number[], values: readonly number[]) =>
    list.push({ name, shape, group: 'scalar', initial: { values } });
  const d = c.width;
  const hidden = 4 * d;
  // Zero in out and down starts each block as the identity; without residual, or with gates at zero, nothing would ever move.
  const projection = (fanIn: number) => (c.residual && !c.reZero ? 0 : fanIn ** -0.5);
  // muP: what makes the logits starts as it does at width 64.
  const outer = c.rateRule === 'mup' ? 64 : d;
  const table = c.tiedHead ? 1 / outer : 1;

  weight('table', 'embed.token', [c.vocab, d], table);
  if (c.positions === 'learned') weight('table', 'embed.position', [c.context, d], table);
  for (let l = 0; l < c.depth; l++) {
    const at = `block${l}`;
    if (hasSkip(c, l)) scalars(`${at}.skip`, [1], [1]);
    if (c.firstLayer) scalars(`${at}.firstLayer`, [2], [1, c.residual ? 0 : 1]);
    weight('matrix', `${at}.qkv`, [d, 3 * d], d ** -0.5);
    if (c.valueEmbeddings) weight('table', `${at}.valueTable`, [c.vocab, d], 1);
    if (hasValueWeight(c, l)) scalars(`${at}.value`, [1], [0.5]);
    weight('matrix', `${at}.out`, [d, d], projection(d));
    weight('matrix', `${at}.up`, [d, c.activation === 'swiglu' ? 2 * hidden : hidden], d ** -0.5);
    weight('matrix', `${at}.down`, [hidden, d], projection(hidden));
    for (const [s, sublayer] of (['attention', 'mlp'] as const).entries()) {
      if (c.layerScale) scalars(`${at}.${sublayer}.scale`, [d], new Array<number>(d).fill(0.1));
      if (c.reZero) scalars(`${at}.${sublayer}.gate`, [1], [0]);
      if (!c.hyperConnections) continue;
      scalars(`${at}.${sublayer}.read`, [2], s === 0 ? [1, 0] : [0, 1]); // one-hot at (2l + s) mod 2
      scalars(`${at}.${sublayer}.mix`, [2, 2], [1, 0, 0, 1]);
      scalars(`${at}.${sublayer}.write`, [2], [1, 1]);
    }
    if (c.denseFormer) scalars(`${at}.dense`, [l + 2], [...new Array<number>(l + 1).fill(0), 1]);
  }
  if (!c.tiedHead) weight('table', 'head', [d, c.vocab], outer ** -0.5);
  return list;
}

/** U-net: the first ⌊L/2⌋ blocks give, the next ⌊L/2⌋ receive; of an odd depth the last block receives nothing. */
export function hasSkip(c: ModelConfig, block: number): boolean {
  const half = Math.floor(c.depth / 2);
  return c.uNet && block >= half && block < 2 * half;
}

export function hasValueWeight(c: ModelConfig, block: number): boolean {
  return c.valueEmbeddings || (c.valueResidual === 'learned' && block > 0);
}

export const sizeOf = (p: Parameter): number => p.shape.reduce((size, n) => size * n, 1);

/** Values at the start of training, from the counter-based numbers of each parameter's own stream. */
export function initialParameters(c: ModelConfig, seed: number): Values {
  return fill(c, (p, i) =>
    'values' in p.initial ? p.initial.values[i]! : p.initial.deviation * normal(seed, streamOf(p.name), i),
  );
}

/** Non-zero values everywhere, so that no initialisation hides a gradient: matrices N(0, 1/in), tables N(0, 1). */
export function randomParameters(c: ModelConfig, seed: number): Values {
  return fill(c, (p, i) => {
    const draw = normal(seed, streamOf(p.name), i);
    if ('values' in p.initial) return p.initial.values[i]! + 0.3 * draw;
    return p.group === 'matrix' || p.name === 'head' ? draw * p.shape[0]! ** -0.5 : draw;
  });
}

function fill(c: ModelConfig, value: (p: Parameter, index: number) => number): Values {
  return Object.fromEntries(
    parametersOf(c).map((p) => [p.name, Float64Array.from({ length: sizeOf(p) }, (_, i) => value(p, i))]),
  );
}
