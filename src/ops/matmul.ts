// A linear layer: y = f(x)·w (+ add), with f the identity, RMSNorm without gain, or ReLU².

import quads from '#shaders/matmul.wgsl?raw';
import byBlock from '#shaders/matmul_block.wgsl?raw';
import byFour from '#shaders/matmul_quads.wgsl?raw';
import byTile from '#shaders/matmul_tile.wgsl?raw';
import type { MatmulVariant, Tuning } from '#src/gpu/tuning.ts';
import { columnsOf, rowsOf, type Dispatch, type Graph, type Parameter, type Tensor } from '#src/graph/graph.ts';
import { pass } from './pass.ts';
import { assemble } from './shader.ts';

export interface MatmulOptions {
  /** The stream this update joins: y = x·w + add. */
  readonly add?: Tensor;
  /** x goes through relu(x)² on its way in: cheaper to repeat on every load than to store. */
  readonly relu2?: boolean;
  /** x is normed on its way in: x / sqrt(mean(x²) + 1e-6), by row. */
  readonly normed?: boolean;
  /** w is [N, K] and is used as its transpose: a head tied to the embedding. */
  readonly transposed?: boolean;
  /** y = scale·x·w */
  readonly scale?: number;
}

/** x: [rows, K], w: [K, N] (or [N, K] when transposed) → [rows, N]. K and N are multiples of 4. */
export function matmul(
  g: Graph,
  x: Tensor,
  w: Tensor,
  { add, relu2 = false, normed = false, transposed = false, scale = 1 }: MatmulOptions = {},
): Tensor {
  if (relu2 && (normed || transposed)) throw new Error('ReLU² is only read by a plain product.');
  if (normed && add) throw new Error('The gradient of a norm needs the product alone, without what is added to it.');
  const rows = rowsOf(x);
  const inner = columnsOf(x);
  const outer = transposed ? w.shape[0]! : columnsOf(w);
  const y = g.value('matmul', [rows, outer]);
  const inverse = normed ? g.statistic('matmul.inverse', [rows]) : undefined;
  product(g, {
    bind: { a: x, b: w, c: y, ...(add && { extra: add }), ...(inverse && { inverse_out: inverse }) },
    sizes: [rows, outer, inner],
    flags: { TRANSPOSE_B: transposed, RELU2: relu2, NORM: normed },
    scale,
    add: Number(add !== undefined),
  });
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    const dw = grad(w);
    const [m, n] = transposed ? [outer, inner] : [inner, outer];
    const parts = dw.accumulate ? 1 : partsOf(g.tuning, [m, n, rows]);
    if (parts > 1) g.parts.set(w as Parameter, parts);
    const pull: Product = {
      bind: { a: dy, b: w, c: dx.tensor, ...((relu2 || inverse) && { extra: x }), ...(inverse && { other: y, inverse }) },
      sizes: [rows, inner, outer],
      flags: { TRANSPOSE_B: !transposed, PULL: normed },
      scale,
      derivative: relu2,
      accumulate: dx.accumulate,
    };
    const gather: Product = {
      bind: { ...(transposed ? { extra: dy, a: x } : { extra: x, a: dy }), dw: dw.tensor, ...(inverse && { inverse }) },
      sizes: [m, n, rows],
      flags: { TRANSPOSE_A: true, RELU2: relu2, SCALE: normed, SPLIT: parts > 1 },
      scale,
      accumulate: dw.accumulate,
      parts,
    };
    if (!transposed && !dw.accumulate) pair(g, pull, gather);
    else for (const each of [pull, gather]) product(g, each);
    if (add) pass(g, add, dy, grad);
  });
}

type Sizes = readonly [m: number, n: number, k: number];

/** How often the sum over the rows of a batch is split, so that a small weight's gradient fills a GPU. */
function partsOf({ parts: { rows, most, workgroups }, workgroup }: Tuning, sizes: Sizes): number {
  const [, , k] = sizes;
  const tiles = workgroupsOf('tile32', workgroup, { sizes });
  return Math.max(1, Math.min(most, Math.floor(k / rows), Math.ceil(workgroups / tiles)));
}

const bindings = ['a', 'b', 'c', 'dw', 'extra', 'other', 'inverse', 'inverse_out'] as const;
type Binding = (typeof bindings)[number];
type Flag = 'TRANSPOSE_A' | 'TRANSPOSE_B' | 'RELU2' | 'NORM' | 'SCALE' | 'PULL' | 'SPLIT' | 'PAIR';
/** c[M,N] in one orientation of matmul.wgsl, or dw. */
export interface Product extends Pick<Dispatch, 'batch' | 'single'> {
  readonly bind: Partial<Record<Binding, Tensor>>;
  readonly sizes: Sizes; // k is the length of the sum
  readonly flags?: Partial<Record<Flag, boolean>>;
  readonly parts?: number; // of the sum
  // What happens to a sum before it is written: the Shape of matmul.wgsl.
  readonly scale?: number;
  readonly add?: number;
  readonly derivative?: boolean;
  readonly accumulate?: boolean;
}

const shaders = {
  block: assemble('matmul_block', [quads, byBlock], 'grid'),
  tile: assemble('matmul_tile', [quads, byTile], 'grid'),
  quads: assemble('matmul_quads', [quads, byFour], 'grid'),
};

export function product(g: Graph, p: Product): void {
  const variant = variantOf(g.tuning, p);
  emit(g, p, variant, invocationsOf(variant, p));
}

/** Both gradients: by tiles in one launch, since a small product does not fill a GPU. */
function pair(g: Graph, pull: Product, gather: Product): void {
  const variant = variantOf(g.tuning, pull);
  if (!variant.startsWith('tile')) {
    for (const each of [pull, gather]) product(g, each);
    return;
  }
  // The sizes of dw are those of dx, one place on.
  const both: Product = {
    ...pull,
    bind: { ...gather.bind, ...pull.bind },
    flags: { ...gather.flags, ...pull.flags, TRANSPOSE_A: false, PAIR: true },
    parts: gather.parts!,
  };
  emit(g, both, variant, invocationsOf(variant, pull) + invocationsOf(variant, gather));
}

function emit(g: Graph, p: Product, variant: MatmulVariant, invocations: number): void {
  const { bind, flags = {}, parts = 1, scale = 1, add = 0, derivative = false, accumulate = false, batch, single } = p;
  const [m, n, k] = p.sizes;
  g.dispatch({
    bind,
    unused: bindings.filter((name) => !bind[name]),
    shape: { m, n: n / 4, k, parts, scale, add, derivative: Number(derivative), accumulate: Number(accumulate) },
    ...(batch !== undefined && { batch }),
    ...(single !== undefined && { single }),
    ...kernelOf(variant, g.tuning, set(flags)),
    invocations,
  });
}

/** Those with subgroups cannot be split, since all invocations of a subgroup must walk equally far. */
function variantOf({ small, large, largeFrom, workgroup }: Tuning, p: Product): MatmulVariant {
  const [m, n, k] = p.sizes;
  const weights = p.flags?.TRANSPOSE_A ? m * n : k * n;
  const isLarge =
    'weights' in largeFrom
      ? weights >= largeFrom.weights
      : (p.batch ?? 1) * workgroupsOf(large, workgroup, p) >= largeFrom.workgroups;
  const chosen = isLarge ? large : small;
  return (p.parts ?? 1) > 1 && chosen.startsWith('quads') ? 'tile32' : chosen;
}

/** Only flags that are set, so that equal pipelines are found to be equal. */
const set = (flags: Partial<Record<Flag, boolean>>): Record<string, number> =>
  Object.fromEntries(Object.entries(flags).flatMap(([name, on]) => (on ? [[name, 1]] : [])));

/** Rows and columns of c that a block or tile computes. */
const edges: Readonly<Record<MatmulVariant, number>> = {
  block8: 8,
  block16: 16,
  tile32: 32,
  tile64: 64,
  quads16: 16,
  quads32: 32,
};

/** An invocation computes a block, four side by side quads, a workgroup a tile. */
const invocationsOf = (name: MatmulVariant, { sizes: [m, n], parts = 1 }: Pick<Product, 'sizes' | 'parts'>): number => {
  const blocks = Math.ceil(m / edges[name]) * Math.ceil(n / edges[name]) * parts;
  return blocks * (name.startsWith('tile') ? tileGroup : name.startsWith('quads') ? 4 : 1);
};

const tileGroup = 64;

const workgroupsOf = (name: MatmulVariant, workgroup: number, p: Pick<Product, 'sizes' | 'parts'>): number =>
  Math.ceil(invocationsOf(name, p) / (name.startsWith('tile') ? tileGroup : workgroup));

function kernelOf(
  name: MatmulVariant,
  { workgroup }: Tuning,
  constants: Record<string, number>,
): Pick<Dispatch, 'shader' | 'entry' | 'constants' | 'workgroup'> {
  if (name.startsWith('tile')) {
    const sized = name === 'tile64' ? { ...constants, WIDE: 1 } : constants;
    return { shader: shaders.tile, entry: 'tile', constants: sized, workgroup: tileGroup };
  }
  const shader = name.startsWith('quads') ? shaders.quads : shaders.block;
  return { shader, entry: name, constants: { ...constants, WORKGROUP: workgroup }, workgroup };
}
