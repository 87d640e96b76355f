// Which numbers of a model are traced, and what they are called: the table from parameters to groups and shortcut weights.

import { size, type Parameter } from '#src/graph/graph.ts';
import { whole, type Range } from '#src/graph/weights.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';

/** Neighbouring weights that are summed as one. */
export interface Span extends Range {
  readonly layer: number; // block, from 0; −1 for what belongs to none
  readonly group: string; // whose gradient and update it is part of
  readonly weight?: string; // a learned shortcut weight that is traced by itself, or as the mean of its channels
}

/** Groups that are no shortcut weights, by the last part of the parameter's name. */
const groups: Readonly<Record<string, string>> = {
  qkv: 'qkv',
  out: 'out',
  up: 'up',
  down: 'down',
  token: 'embedding',
  position: 'embedding',
  valueTable: 'embedding',
  head: 'head',
};

/** The weights of a shortcut in words with the symbol of its formula, one for each number, or one for the mean of all. */
type Naming = (c: ModelConfig, count: number) => readonly string[];

const pairs = ['1 to 1', '1 to 2', '2 to 1', '2 to 2'];
const perSublayer = (sublayer: string): Readonly<Record<string, Naming>> => ({
  gate: () => [`r (${sublayer})`],
  scale: () => [`g (${sublayer}, mean)`],
  read: () => ['1', '2'].map((copy) => `a${copy} (${sublayer} reads copy ${copy})`),
  mix: () => pairs.map((pair) => `A (${sublayer}, copy ${pair})`),
  write: () => ['1', '2'].map((copy) => `b${copy} (${sublayer} writes copy ${copy})`),
});

/** By the name of the parameter within its block. */
const namings: Readonly<Record<string, Naming>> = {
  firstLayer: () => ['a (stream)', 'b (first layer)'],
  skip: () => ['w (U-net)'],
  value: (c) => [c.valueEmbeddings ? 'λ (value embedding)' : 'λ (first values)'],
  dense: (_, count) => Array.from({ length: count }, (_, j) => (j === 0 ? 'α 0 (embedding)' : `α ${j} (output of block ${j})`)),
  ...within('attention', perSublayer('attention')),
  ...within('mlp', perSublayer('MLP')),
};

function within(prefix: string, table: Readonly<Record<string, Naming>>): Record<string, Naming> {
  return Object.fromEntries(Object.entries(table).map(([name, naming]) => [`${prefix}.${name}`, naming]));
}

/** All parameters of a model in spans, in their order. */
export const spansOf = (c: ModelConfig, parameters: readonly Parameter[]): Span[] =>
  parameters.flatMap((p) => {
    const [, block, own] = /^(?:block(\d+)\.)?(.+)$/.exec(p.name)!;
    const layer = block === undefined ? -1 : Number(block);
    const all = whole(p);
    if (p.group !== 'scalar') {
      const group = groups[own!.split('.').at(-1)!];
      if (!group) throw new Error(`${p.name} has no group in src/model/spans.ts.`);
      return [{ ...all, layer, group }];
    }
    const names = namings[own!]?.(c, size(p.shape));
    if (!names) throw new Error(`${p.name} has no name in src/model/spans.ts.`);
    const group = 'shortcut weights';
    if (names.length === 1) return [{ ...all, layer, group, weight: names[0]! }];
    return names.map((weight, first) => ({ parameter: p, first, count: 1, layer, group, weight }));
  });
