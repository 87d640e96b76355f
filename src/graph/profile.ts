// What a dispatch is called, computes and moves, read off its shape; and the times of a step's dispatches, by kernel.

import { columnsOf, elementBytes, rowsOf, size, type Dispatch, type Graph, type Parameter, type Range } from './graph.ts';

/** One kernel of a training step, over all its launches and replicas. */
export interface KernelTime {
  readonly kernel: string; // "matmul.quads16 dx (norm)"
  readonly launches: number;
  readonly milliseconds: number;
  readonly share: number; // of all kernels
  readonly flops?: number; // where they are counted: products and attention
  readonly bytes: number; // of every tensor a launch binds, once
}

/** One dispatch of a step, over all replicas. */
export interface DispatchTime {
  readonly kernel: string; // "matmul.quads16 dx (norm)"
  readonly size: string; // of a product: "128×192×64"
  readonly milliseconds: number;
  readonly flops: number | undefined; // where they are counted: products and attention
  readonly bytes: number;
}

/** What overrides and numbers make of a kernel, for readers of a profile. Others choose a variant, which the entry point names. */
const flags: Readonly<Record<string, string>> = {
  NORM: 'norm',
  PULL: 'norm',
  SCALE: 'norm',
  RELU2: 'relu²',
  derivative: 'relu²',
  ADD: 'add',
  add: 'add',
  ROTATE: 'rope',
  ACCUMULATE: 'accumulate',
  accumulate: 'accumulate',
  SPLIT: 'split',
};

/** Shader and entry point; of a product which one it is of y = x·w, dx = dy·wᵀ, dw = xᵀ·dy, or that it is of many; and what is folded in. */
export function kernelName(d: Dispatch): string {
  const words = Object.entries({ ...d.constants, ...d.shape }).flatMap(([name, value]) => (value && flags[name]) || []);
  const role = isProduct(d) ? ` ${productOf(d)}` : '';
  const folded = words.length ? ` (${[...new Set(words)].join(', ')})` : '';
  return `${shaderName(d)}.${entryOf(d)}${role}${folded}`;
}

/** Without the name of its variant. */
const shaderName = ({ shader }: Dispatch): string => shader.name.replace(/_f16$/, '').replace(/^(matmul|attention)_.*/, '$1');
const isProduct = (d: Dispatch): boolean => shaderName(d) === 'matmul' && (d.bind['c'] ?? d.bind['dw']) !== undefined;
const isAttention = (d: Dispatch): boolean => shaderName(d) === 'attention';
const entryOf = ({ entry, constants }: Dispatch): string =>
  entry === 'tile' ? (constants?.['WIDE'] ? 'tile64' : 'tile32') : entry;

function productOf({ bind, batch }: Dispatch): 'y' | 'dx' | 'dw' | 'dx, dw' | 'batch' {
  if (batch !== undefined) return 'batch';
  if (bind['dw']) return bind['c'] ? 'dx, dw' : 'dw';
  return bind['c']!.role === 'value' ? 'y' : 'dx';
}

/** Rows × columns × length of the sum. */
function productSize({ shape }: Dispatch): readonly [number, number, number] {
  const { m = 0, n = 0, k = 0 } = shape ?? {};
  return [m, 4 * n, k];
}

/**
 * Multiplications and additions of one replica by the rules of src/science/counts.ts: those of products, and of attention QKᵀ
 * and AV forward, twice that backward, half of it for queries and half for keys and values. Undefined where none are counted.
 */
export function flopsOf(d: Dispatch): number | undefined {
  if (isProduct(d)) {
    const products = productOf(d) === 'dx, dw' ? 2 : (d.batch ?? 1);
    return productSize(d).reduce((a, b) => a * b, 2 * products);
  }
  if (!isAttention(d) || !d.bind['v']) return undefined;
  const { rows = 0, context = 0 } = d.shape ?? {};
  return 4 * rows * columnsOf(d.bind['v']) * ((context + 1) / 2);
}

/**
 * Bytes of the tensors that a dispatch binds, each once: less than what is really moved, as kernels read some again. Whoever
 * has a table of tiles or matrices walks through the arenas, reads gradients in all their parts, and reads and writes all others.
 */
export function bytesOf(d: Dispatch, graph: Graph, replicas: number): number {
  const tensors = Object.entries(d.bind).map(([name, t]) => {
    const parts = isProduct(d) && name === 'dw' ? (d.shape?.['parts'] ?? 1) : 1;
    return parts * (t.shared ? 1 : replicas) * elementBytes(t) * size(t.shape);
  });
  const walked = walkedBy(d, graph).map(({ parameter: p, count }) => {
    const passes = {
      gradients: graph.parts.get(p) ?? 1,
      parameters: 2,
      ...Object.fromEntries(statesOf(graph, p).map((s) => [s, 2])),
    };
    const bound = Object.entries(passes).filter(([name]) => d.provided?.includes(name));
    return bound.reduce((sum, [, times]) => sum + times, 0) * 4 * replicas * count;
  });
  return [...tensors, ...walked].reduce((a, b) => a + b, 0);
}

const statesOf = ({ states }: Graph, p: Parameter): string[] => [...states].flatMap(([name, of]) => (of.includes(p) ? name : []));

/** The values that a kernel finds by a table: of all parameters, of those whose states it keeps, or of some matrices. */
function walkedBy({ provided = [], shape = {}, batch = 0 }: Dispatch, graph: Graph): Pick<Range, 'parameter' | 'count'>[] {
  const { first = 0 } = shape;
  if (provided.includes('matrices'))
    return graph.matrices
      .slice(first, first + batch)
      .map(({ parameter, count }) => ({ parameter, count: count * rowsOf(parameter) }));
  if (!provided.includes('tiles')) return [];
  const keeps = [...graph.states.keys()].some((name) => provided.includes(name));
  return graph.parameters
    .filter((p) => !keeps || statesOf(graph, p).some((name) => provided.includes(name)))
    .map((p) => ({ parameter: p, count: size(p.shape) }));
}

/** The dispatches of a graph with the times that were measured for them, in order. */
export const dispatchTimes = (graph: Graph, replicas: number, milliseconds: readonly number[]): DispatchTime[] =>
  graph.dispatches.map((d, i): DispatchTime => {
    const flops = flopsOf(d);
    return {
      kernel: kernelName(d),
      size: isProduct(d) ? productSize(d).join('×') : '',
      milliseconds: milliseconds[i]!,
      flops: flops && flops * replicas,
      bytes: bytesOf(d, graph, replicas),
    };
  });

/** By kernel, the slowest first; `apart` also tells products of different size apart. */
export function byKernel(dispatches: readonly DispatchTime[], apart = false): KernelTime[] {
  const total = dispatches.reduce((sum, d) => sum + d.milliseconds, 0);
  const groups = new Map<string, DispatchTime[]>();
  for (const d of dispatches) {
    const name = apart && d.size ? `${d.kernel} ${d.size}` : d.kernel;
    groups.set(name, [...(groups.get(name) ?? []), d]);
  }
  return [...groups]
    .map(([kernel, group]): KernelTime => {
      const sum = (of: (d: DispatchTime) => number): number => group.reduce((a, d) => a + of(d), 0);
      const milliseconds = sum((d) => d.milliseconds);
      const counted = group.every((d) => d.flops !== undefined);
      return {
        kernel,
        launches: group.length,
        milliseconds,
        share: total > 0 ? milliseconds / total : 0,
        ...(counted && { flops: sum((d) => d.flops!) }),
        bytes: sum((d) => d.bytes),
      };
    })
    .sort((a, b) => b.milliseconds - a.milliseconds);
}
