// The wires of a model, as its graph has them: which place reads which earlier one, by which shortcut, and which learned weight
// says how much. test/drawing/wires.test.ts compares them with the graph of src/model/model.ts.

import type { ArmConfig } from '#src/experiment/settings.ts';
import { shortcuts, type Wired, type Wiring } from '#src/experiment/shortcuts.ts';

/** A way to wire layers together, which can be added to an arm or cut: a shortcut of src/experiment/shortcuts.ts. */
export type Family = keyof Wiring;

export const families: readonly Family[] = shortcuts.map(({ key }) => key);

export const sublayers = ['attention', 'mlp'] as const;
export type Sublayer = (typeof sublayers)[number];

/**
 * Where a tensor is: the embedding, the tokens themselves, the stream as it enters a block (all mixed in), as it lies between the
 * attention and the MLP, as it leaves the block; what DenseFormer lets into a block (or the head); the values of an attention.
 */
export type Place = 'embedding' | 'tokens' | 'head' | `${'block' | 'middle' | 'out' | 'into' | 'values' | Sublayer} ${number}`;

/** The learned weight of a wire, by its trace (src/experiment/inside.ts). */
export interface WireWeight {
  readonly part: string;
  readonly index?: number;
  readonly layer: number;
}

export interface Wire {
  /** None: what every model has, the way through its sublayers. */
  readonly family: Family | undefined;
  readonly from: Place;
  readonly to: Place;
  readonly weight?: WireWeight;
  /** Not learned, and not 1. */
  readonly fixed?: number;
  /** Hyper-connections: which copies of the stream it leaves and reaches. */
  readonly copies?: readonly [from: number | undefined, to: number | undefined];
}

/** What every block before `layer` leaves for it; for `depth`, what the head reads. */
export const entering = ({ denseFormer }: Wired, layer: number): Place =>
  layer === 0 ? 'embedding' : denseFormer ? `into ${layer}` : `out ${layer - 1}`;

/** The places that a sublayer reads and writes. */
export const around = (sublayer: Sublayer, layer: number): readonly [from: Place, to: Place] =>
  sublayer === 'attention' ? [`block ${layer}`, `middle ${layer}`] : [`middle ${layer}`, `out ${layer}`];

export function wiresOf(c: Wired): Wire[] {
  const layers = Array.from({ length: c.depth }, (_, layer) => layer);
  return [
    ...layers.flatMap((layer) => [
      ...uNet(c, layer),
      ...firstLayer(c, layer),
      ...values(c, layer),
      ...sublayers.flatMap((sublayer) => (c.hyperConnections ? copies : stream)(c, layer, sublayer)),
      ...dense(c, layer),
    ]),
    { family: undefined, from: entering(c, c.depth), to: 'head' },
  ];
}

/** The second half reads what entered the blocks after those of the first, last to first. */
function uNet(c: Wired, layer: number): Wire[] {
  const half = Math.floor(c.depth / 2);
  if (!c.uNet || layer < half || layer >= 2 * half) return [];
  const giver = 2 * half - 1 - layer;
  return [{ family: 'uNet', from: entering(c, giver + 1), to: `block ${layer}`, weight: { part: 'skip', layer } }];
}

function firstLayer(c: Wired, layer: number): Wire[] {
  if (!c.firstLayer) return [];
  const wire = (from: Place, index: number): Wire => ({
    family: 'firstLayer',
    from,
    to: `block ${layer}`,
    weight: { part: 'firstLayer', index, layer },
  });
  return [wire(entering(c, layer), 0), wire('embedding', 1)];
}

function values(c: Wired, layer: number): Wire[] {
  const to: Place = `values ${layer}`;
  if (c.valueEmbeddings) return [{ family: 'valueEmbeddings', from: 'tokens', to, weight: { part: 'valueTable', layer } }];
  if (c.valueResidual === 'off' || layer === 0) return [];
  const family = 'valueResidual';
  return c.valueResidual === 'fixed'
    ? [{ family, from: 'values 0', to, fixed: 0.5 }]
    : [{ family, from: 'values 0', to, weight: { part: 'firstValues', layer } }];
}

/** Through a sublayer and past it. */
function stream(c: Wired, layer: number, sublayer: Sublayer): Wire[] {
  const [from, to] = around(sublayer, layer);
  const through: Place = `${sublayer} ${layer}`;
  return [
    { family: undefined, from, to: through },
    { family: undefined, from: through, to },
    ...(c.residual ? [{ family: 'residual', from, to } as const] : []),
    ...scalings(c, layer, sublayer),
  ];
}

/** What scales an update on its way into the stream. */
function scalings(c: Wired, layer: number, sublayer: Sublayer): Wire[] {
  const scaled = (family: Family, part: string): Wire[] =>
    c[family] === true
      ? [
          {
            family,
            from: `${sublayer} ${layer}`,
            to: around(sublayer, layer)[1],
            weight: { part: `${sublayer}.${part}`, layer },
          },
        ]
      : [];
  return [...scaled('layerScale', 'scale'), ...scaled('reZero', 'gate')];
}

/** Two copies of the stream instead of one: read, mixed and written. */
function copies(c: Wired, layer: number, sublayer: Sublayer): Wire[] {
  const [from, to] = around(sublayer, layer);
  const through: Place = `${sublayer} ${layer}`;
  const wire = (ends: readonly [Place, Place], part: string, index: number, copies: Wire['copies']): Wire => ({
    family: 'hyperConnections',
    from: ends[0],
    to: ends[1],
    weight: { part: `${sublayer}.${part}`, index, layer },
    ...(copies && { copies }),
  });
  return [
    ...[0, 1].map((j) => wire([from, through], 'read', j, [j, undefined])),
    ...[0, 1, 2, 3].map((ij) => wire([from, to], 'mix', ij, [Math.floor(ij / 2), ij % 2])),
    ...[0, 1].map((j) => wire([through, to], 'write', j, [undefined, j])),
    ...scalings(c, layer, sublayer),
  ];
}

function dense(c: Wired, layer: number): Wire[] {
  if (!c.denseFormer) return [];
  return Array.from({ length: layer + 2 }, (_, index) => ({
    family: 'denseFormer',
    from: index === 0 ? 'embedding' : `out ${index - 1}`,
    to: `into ${layer + 1}`,
    weight: { part: 'dense', index, layer },
  }));
}

/** In which families two arms differ. */
export const differing = (a: ArmConfig, b: ArmConfig): Family[] => families.filter((family) => a[family] !== b[family]);
