// A linear layer: y = f(x)·w (+ add), with f the identity or ReLU².

import code from '#shaders/matmul.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { pass } from './pass.ts';

const shader = { name: 'matmul', code };

export interface MatmulOptions {
  /** The stream this update joins: y = x·w + add. */
  readonly add?: Tensor;
  /** x goes through relu(x)² on its way in: cheaper to repeat on every load than to store. */
  readonly relu2?: boolean;
  /** w is [N, K] and is used as its transpose: a head tied to the embedding. */
  readonly transposed?: boolean;
}

/** x: [rows, K], w: [K, N] (or [N, K] when transposed) → [rows, N]. K and N are multiples of 4. */
export function matmul(
  g: Graph,
  x: Tensor,
  w: Tensor,
  { add, relu2 = false, transposed = false }: MatmulOptions = {},
): Tensor {
  const rows = rowsOf(x);
  const inner = columnsOf(x);
  const outer = transposed ? w.shape[0]! : columnsOf(w);
  const y = g.value('matmul', [rows, outer]);
  product(g, transposed ? 'nt' : 'nn', { a: x, b: w, c: y }, [rows, outer, inner], {
    relu2: relu2 && !transposed,
    add,
  });
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    product(g, transposed ? 'nn' : 'nt', { a: dy, b: w, c: dx.tensor }, [rows, inner, outer], {
      accumulate: dx.accumulate,
      pre: relu2 ? x : undefined,
    });
    const dw = grad(w);
    const [a, b, m, n] = transposed ? [dy, x, outer, inner] : [x, dy, inner, outer];
    product(g, 'tn', { a, b, c: dw.tensor }, [m, n, rows], { accumulate: dw.accumulate, relu2 });
    if (add) pass(g, add, dy, grad);
  });
}

interface Flags {
  readonly relu2?: boolean; // a is activated as it is read
  readonly pre?: Tensor; // c is multiplied by the derivative of relu² at this tensor
  readonly add?: Tensor | undefined;
  readonly accumulate?: boolean;
}

/** Emits c[M,N] in one of the orientations of matmul.wgsl; `k` is the length of the sum. */
function product(
  g: Graph,
  entry: 'nn' | 'nt' | 'tn',
  bind: Record<'a' | 'b' | 'c', Tensor>,
  [m, n, k]: readonly [number, number, number],
  flags: Flags,
): void {
  const extra = flags.add ?? flags.pre;
  g.dispatch({
    shader,
    entry,
    bind: extra ? { ...bind, extra } : bind,
    unused: extra ? [] : ['extra'],
    shape: { m, n: n / 4, k: entry === 'tn' ? k : k / 4 },
    constants: {
      RELU2: flags.relu2 || flags.pre !== undefined,
      ADD: flags.add !== undefined,
      ACCUMULATE: flags.accumulate ?? false,
    },
    invocations: Math.ceil(m / 8) * Math.ceil(n / 8),
  });
}
