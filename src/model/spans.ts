// Which numbers of a model are traced, and as what: from parameters to groups of weights and to learned shortcut weights.

import type { ModelConfig } from '#src/experiment/settings.ts';
import { learnedIn } from '#src/experiment/shortcuts.ts';
import type { Parameter, Range } from '#src/graph/graph.ts';
import { whole } from '#src/graph/weights.ts';

/** Neighbouring weights that are summed as one. */
export interface Span extends Range {
  readonly layer: number; // block, from 0; −1 for what belongs to none
  readonly group: string; // whose gradient and update it is part of
  /** A learned shortcut weight that is traced by itself, or as the mean of its channels. */
  readonly weight?: { readonly part: string; readonly index?: number };
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
    const learned = learnedIn(c, layer).find(({ part }) => part === own);
    if (!learned) throw new Error(`${p.name} is not among what src/experiment/shortcuts.ts says is learned.`);
    const { name: part = learned.part, count, channels } = learned;
    const group = 'shortcuts';
    if (channels || count === 1) return [{ ...all, layer, group, weight: { part } }];
    return Array.from({ length: count }, (_, index) => ({
      parameter: p,
      first: index,
      count: 1,
      layer,
      group,
      weight: { part, index },
    }));
  });
