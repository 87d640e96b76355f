// A linear layer: y = f(x)·w (+ add), with f the identity, RMSNorm without gain, or ReLU².

import quads from '#shaders/matmul.wgsl?raw';
import byBlock from '#shaders/matmul_block.wgsl?raw';
import byFour from '#shaders/matmul_quads.wgsl?raw';
import byTile from '#shaders/matmul_tile.wgsl?raw';
import type { MatmulVariant, Tuning } from '#src/gpu/tuning.ts';
import { columnsOf, rowsOf, type Dispatch, type Graph, type Parameter, type Shader, type Tensor } from '#src/graph/graph.ts';
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
  product(
    g,
    { a: x, b: w, c: y, ...(add && { extra: add }), ...(inverse && { inverse_out: inverse }) },
    [rows, outer, inner],
    { TRANSPOSE_B: transposed, RELU2: relu2, NORM: normed },
    { scale, add: Number(add !== undefined) },
  );
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    product(
      g,
      { a: dy, b: w, c: dx.tensor, ...(relu2 && { extra: x }), ...(inverse && { extra: x, other: y, inverse }) },
      [rows, inner, outer],
      { TRANSPOSE_B: !transposed, PULL: normed },
      { scale, derivative: relu2, accumulate: dx.accumulate },
    );
    const dw = grad(w);
    const [a, b, m, n] = transposed ? [dy, x, outer, inner] : [x, dy, inner, outer];
    const parts = dw.accumulate ? 1 : partsOf(g.tuning, [m, n, rows]);
    if (parts > 1) g.parts.set(w as Parameter, parts);
    product(
      g,
      { a, other: b, dw: dw.tensor, ...(inverse && { inverse }) },
      [m, n, rows],
      { TRANSPOSE_A: true, RELU2: relu2, SCALE: normed, SPLIT: parts > 1 },
      { scale, accumulate: dw.accumulate },
      { parts },
    );
    if (add) pass(g, add, dy, grad);
  });
}

type Sizes = readonly [m: number, n: number, k: number];

/** How often the sum over the rows of a batch is split, so that a small weight's gradient fills a GPU. */
function partsOf({ parts: { rows, most, workgroups }, workgroup }: Tuning, [m, n, k]: Sizes): number {
  const tiles = workgroupsOf('tile32', workgroup, [m, n, 1]);
  return Math.max(1, Math.min(most, Math.floor(k / rows), Math.ceil(workgroups / tiles)));
}

const bindings = ['a', 'b', 'c', 'dw', 'extra', 'other', 'inverse', 'inverse_out'] as const;
type Binding = (typeof bindings)[number];
type Flag = 'TRANSPOSE_A' | 'TRANSPOSE_B' | 'RELU2' | 'NORM' | 'SCALE' | 'PULL' | 'SPLIT';
/** What happens to a sum before it is written: the Shape of matmul.wgsl. */
interface Ending {
  readonly scale?: number;
  readonly add?: number;
  readonly derivative?: boolean;
  readonly accumulate?: boolean;
}
interface How extends Pick<Dispatch, 'batch' | 'single'> {
  readonly parts?: number; // of a sum
}

const shaders = {
  block: assemble('matmul_block', [quads, byBlock], 'grid'),
  tile: assemble('matmul_tile', [quads, byTile], 'grid'),
  quads: assemble('matmul_quads', [quads, byFour], 'grid'),
};

/** Emits c[M,N] in one orientation of matmul.wgsl; `k` is the length of the sum. */
export function product(
  g: Graph,
  bind: Partial<Record<Binding, Tensor>>,
  [m, n, k]: Sizes,
  flags: Partial<Record<Flag, boolean>>,
  { scale = 1, add = 0, derivative = false, accumulate = false }: Ending,
  { parts = 1, ...how }: How = {},
): void {
  const weights = flags.TRANSPOSE_A ? m * n : k * n;
  g.dispatch({
    bind,
    unused: bindings.filter((name) => !bind[name]),
    shape: { m, n: n / 4, k, parts, scale, add, derivative: Number(derivative), accumulate: Number(accumulate) },
    ...how,
    ...variant(variantFor(g.tuning, weights, [m, n, parts], how.batch), g.tuning, [m, n, parts], flags),
  });
}

/** Those with subgroups cannot be split, since all invocations of a subgroup must walk equally far. */
function variantFor({ small, large, largeFrom, workgroup }: Tuning, weights: number, grid: Grid, batch = 1): MatmulVariant {
  const isLarge =
    'weights' in largeFrom ? weights >= largeFrom.weights : batch * workgroupsOf(large, workgroup, grid) >= largeFrom.workgroups;
  const chosen = isLarge ? large : small;
  return grid[2] > 1 && chosen.startsWith('quads') ? 'tile32' : chosen;
}

/** Only flags that are set, so that equal pipelines are found to be equal. */
const set = (flags: Partial<Record<Flag, boolean>>): Record<string, number> =>
  Object.fromEntries(Object.entries(flags).flatMap(([name, on]) => (on ? [[name, 1]] : [])));

interface Launch {
  readonly shader: Shader;
  readonly entry: string;
  readonly constants: Record<string, number>;
  readonly invocations: number;
  readonly workgroup: number;
}

type Grid = readonly [m: number, n: number, parts: number];

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
const invocationsOf = (name: MatmulVariant, [m, n, parts]: Grid): number => {
  const blocks = Math.ceil(m / edges[name]) * Math.ceil(n / edges[name]) * parts;
  return blocks * (name.startsWith('tile') ? tileGroup : name.startsWith('quads') ? 4 : 1);
};

const tileGroup = 64;

const workgroupsOf = (name: MatmulVariant, workgroup: number, grid: Grid): number =>
  Math.ceil(invocationsOf(name, grid) / (name.startsWith('tile') ? tileGroup : workgroup));

function variant(name: MatmulVariant, { workgroup }: Tuning, grid: Grid, flags: Partial<Record<Flag, boolean>>): Launch {
  const invocations = invocationsOf(name, grid);
  const constants = set(flags);
  if (name.startsWith('tile'))
    return {
      shader: shaders.tile,
      entry: 'tile',
      constants: name === 'tile64' ? { ...constants, WIDE: 1 } : constants,
      invocations,
      workgroup: tileGroup,
    };
  const shader = name.startsWith('quads') ? shaders.quads : shaders.block;
  return { shader, entry: name, constants: { ...constants, WORKGROUP: workgroup }, invocations, workgroup };
}
