// A linear layer: y = f(x)·w (+ add), with f the identity, RMSNorm without gain, or ReLU².

import code from '#shaders/matmul.wgsl?raw';
import continued from '#shaders/matmul_quads.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Shader, type Tensor } from '#src/graph/graph.ts';
import { smallProduct, type MatmulVariant, type Tuning } from '#src/gpu/tuning.ts';
import { pass } from './pass.ts';

export interface MatmulOptions {
  /** The stream this update joins: y = x·w + add. */
  readonly add?: Tensor;
  /** x goes through relu(x)² on its way in: cheaper to repeat on every load than to store. */
  readonly relu2?: boolean;
  /** x is normed on its way in: x / sqrt(mean(x²) + 1e-6), by row. */
  readonly normed?: boolean;
  /** w is [N, K] and is used as its transpose: a head tied to the embedding. */
  readonly transposed?: boolean;
}

/** x: [rows, K], w: [K, N] (or [N, K] when transposed) → [rows, N]. K and N are multiples of 4. */
export function matmul(
  g: Graph,
  x: Tensor,
  w: Tensor,
  { add, relu2 = false, normed = false, transposed = false }: MatmulOptions = {},
): Tensor {
  if (relu2 && (normed || transposed)) throw new Error('ReLU² is only read by a plain product.');
  const rows = rowsOf(x);
  const inner = columnsOf(x);
  const outer = transposed ? w.shape[0]! : columnsOf(w);
  const y = g.value('matmul', [rows, outer]);
  const inverse = normed ? g.value('matmul.inverse', [rows]) : undefined;
  product(
    g,
    { a: x, b: w, c: y, ...(add && { extra: add }), ...(inverse && { inverse_out: inverse }) },
    [rows, outer, inner],
    { TRANSPOSE_B: transposed, RELU2: relu2, NORM: normed, ADD: add !== undefined },
  );
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    product(
      g,
      { a: dy, b: w, c: dx.tensor, ...(relu2 && { extra: x }), ...(inverse && { extra: x, y, inverse }) },
      [rows, inner, outer],
      { TRANSPOSE_B: !transposed, PULL: normed, DERIVATIVE: relu2, ACCUMULATE: dx.accumulate },
    );
    const dw = grad(w);
    const [a, b, m, n] = transposed ? [dy, x, outer, inner] : [x, dy, inner, outer];
    product(g, { a, b, c: dw.tensor, ...(inverse && { inverse }) }, [m, n, rows], {
      TRANSPOSE_A: true,
      RELU2: relu2,
      SCALE: normed,
      ACCUMULATE: dw.accumulate,
    });
    if (add) pass(g, add, dy, grad);
  });
}

type Binding = 'a' | 'b' | 'c' | 'extra' | 'y' | 'inverse' | 'inverse_out';
type Flag = 'TRANSPOSE_A' | 'TRANSPOSE_B' | 'RELU2' | 'NORM' | 'SCALE' | 'PULL' | 'ADD' | 'DERIVATIVE' | 'ACCUMULATE';

const plain: Shader = { name: 'matmul', code };
/** Subgroups must be enabled at the top of a shader, so their variants are one of their own. */
const withSubgroups: Shader = { name: 'matmul_quads', code: `enable subgroups;\n${code}\n${continued}` };

/** Emits c[M,N] in one orientation of matmul.wgsl; `k` is the length of the sum. */
function product(
  g: Graph,
  bind: Partial<Record<Binding, Tensor>>,
  [m, n, k]: readonly [number, number, number],
  flags: Partial<Record<Flag, boolean>>,
): void {
  const all: readonly Binding[] = ['a', 'b', 'c', 'extra', 'y', 'inverse', 'inverse_out'];
  g.dispatch({
    bind,
    unused: all.filter((name) => !bind[name]),
    shape: { m, n: n / 4, k },
    ...variant(m * n < smallProduct ? g.tuning.small : g.tuning.large, g.tuning, m, n, flags),
  });
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

function variant(
  name: MatmulVariant,
  { workgroup }: Tuning,
  m: number,
  n: number,
  flags: Partial<Record<Flag, boolean>>,
): Launch {
  const blocks = (rows: number, columns: number): number => Math.ceil(m / rows) * Math.ceil(n / columns);
  const constants = set(flags);
  const block = { constants: { ...constants, WORKGROUP: workgroup }, workgroup };
  switch (name) {
    case 'block8':
      return { ...block, shader: plain, entry: name, invocations: blocks(8, 8) };
    case 'block16':
      return { ...block, shader: plain, entry: name, invocations: blocks(16, 16) };
    case 'tile32':
      return { shader: plain, entry: 'tile', constants, invocations: 64 * blocks(32, 32), workgroup: 64 };
    case 'tile64':
      return {
        shader: plain,
        entry: 'tile',
        constants: { ...constants, WIDE: 1 },
        invocations: 64 * blocks(64, 64),
        workgroup: 64,
      };
    case 'quads16': // four invocations side by side compute 16×16
      return { ...block, shader: withSubgroups, entry: name, invocations: 4 * blocks(16, 16) };
    case 'quads32': // and 32×32
      return { ...block, shader: withSubgroups, entry: name, invocations: 4 * blocks(32, 32) };
  }
}
