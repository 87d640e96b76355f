// The ways to wire layers together, as data: what the base recipe does, what each way learns, and what it cannot be combined
// with. How each is computed stands in src/model/shortcuts.ts; test/model/shortcuts.test.ts walks this table and says what
// else a new one needs.

import { message, type Message } from '#src/words/message.ts';

/** The wiring of the base recipe, and by its type every other. */
export const baseWiring = {
  residual: true, // x + f(x); off: f(x)
  firstLayer: false, // x ← a·x + b·x0 at block entry, a and b learned per layer
  valueResidual: 'off' as 'off' | 'fixed' | 'learned', // v ← (1−λ)·v + λ·v₁
  uNet: false, // the second half of the blocks receives the outputs of the first half
  valueEmbeddings: false, // v ← (1−λ)·v + λ·E_l[token]
  denseFormer: false, // each block reads a learned average of all earlier outputs
  hyperConnections: false, // static, two copies of the stream
  reZero: false, // x + r·f(x), r learned from 0
  layerScale: false, // x + g ⊙ f(x), g learned per channel from 0.1
};

export type Wiring = Readonly<typeof baseWiring>;

/** What a shortcut can depend on. */
export type Wired = Wiring & { readonly depth: number; readonly width: number };

/** Scalars that a block learns for a shortcut: one parameter. */
export interface Learned {
  readonly part: string; // the parameter's name within its block
  readonly count: number;
  readonly channels?: true; // one for each channel: told as their mean
  readonly name?: string; // what they are in words (src/words), if parts of one name mean different things
  /** Whatever they are, the loss is the same: their gradient is rounding, and AdamW makes steps of it all the same. */
  readonly idle?: boolean;
}

export interface Shortcut {
  readonly key: keyof Wiring;
  readonly choices?: readonly string[]; // a switch has none
  readonly learned?: (c: Wired, layer: number) => readonly Learned[];
  /** Why it cannot be combined with the rest; empty if it can. */
  readonly refused?: (c: Wired) => readonly Message[];
}

const sublayers = (parts: readonly Learned[]): Learned[] =>
  ['attention', 'mlp'].flatMap((at) => parts.map((p) => ({ ...p, part: `${at}.${p.part}` })));

export const shortcuts: readonly Shortcut[] = [
  { key: 'residual' },
  {
    key: 'firstLayer',
    // What enters the first block is the embedding, so a·x + b·x0 is a multiple of it; without residual only a norm reads that.
    learned: (c, layer) => [{ part: 'firstLayer', count: 2, idle: layer === 0 && !c.residual }],
  },
  {
    key: 'valueResidual',
    choices: ['off', 'fixed', 'learned'],
    // The first block is where the values come from.
    learned: (c, layer) => (c.valueResidual === 'learned' && layer > 0 ? [{ part: 'value', count: 1, name: 'firstValues' }] : []),
  },
  {
    key: 'uNet',
    // With an odd number of blocks the last one has no partner.
    learned({ depth, residual, firstLayer }, layer) {
      const half = Math.floor(depth / 2);
      if (layer < half || layer >= 2 * half) return [];
      // The first receiver follows the last giver: it adds to x a multiple of x.
      return [{ part: 'skip', count: 1, idle: layer === half && !residual && !firstLayer }];
    },
  },
  {
    key: 'valueEmbeddings',
    learned: () => [{ part: 'value', count: 1, name: 'valueTable' }],
    refused: (c) => (c.valueResidual === 'off' ? [] : [message('valuesMixedTwice')]),
  },
  { key: 'denseFormer', learned: (_, layer) => [{ part: 'dense', count: layer + 2 }] },
  {
    key: 'hyperConnections',
    learned: (_, layer) =>
      sublayers([
        { part: 'read', count: 2 },
        { part: 'mix', count: 4 },
        { part: 'write', count: 2 },
        // Until the first update is written both copies are the embedding, and a norm reads what is read of them.
      ]).map((learned) => ({ ...learned, idle: layer === 0 && learned.part === 'attention.read' })),
    refused(c) {
      const other = (['denseFormer', 'uNet', 'reZero'] as const).find((key) => c[key]);
      return [
        ...(other ? [message('hyperExcludes', { option: other })] : []),
        ...(c.residual ? [] : [message('hyperNeedsResidual')]),
      ];
    },
  },
  {
    key: 'reZero',
    learned: () => sublayers([{ part: 'gate', count: 1 }]),
    refused: (c) => (c.residual ? [] : [message('reZeroNeedsResidual')]),
  },
  { key: 'layerScale', learned: ({ width }) => sublayers([{ part: 'scale', count: width, channels: true }]) },
];

/** On, or anything but off. */
export const isUsed = (c: Wiring, key: keyof Wiring): boolean => c[key] !== false && c[key] !== 'off';

/** All scalars that a block learns. */
export const learnedIn = (c: Wired, layer: number): Learned[] =>
  shortcuts.flatMap(({ key, learned }) => (learned && isUsed(c, key) ? learned(c, layer) : []));

/** Whether all that a trace of a block shows means nothing: a learned scalar by its name, or `shortcuts` for all of the block. */
export function isIdle(c: Wired, layer: number, part: string): boolean {
  const meant = learnedIn(c, layer).filter((l) => part === 'shortcuts' || (l.name ?? l.part) === part);
  return meant.length > 0 && meant.every(({ idle }) => idle);
}
