// Which tensors share a buffer: those never needed at the same time. Whole buffers only, since WebGPU forbids reading and
// writing one buffer in one dispatch, even at different places.

/** Dispatches from the first to the last that binds a tensor. */
export interface Lifetime {
  readonly first: number;
  readonly last: number;
}

export interface Use<T> {
  readonly of: T;
  readonly dispatch: number;
  readonly writes: boolean;
}

/**
 * When each tensor is needed; uses come in the order of their dispatches. What is read before anything was written comes
 * from outside, and what nobody reads is meant for it: both live always.
 */
export function lifetimes<T>(uses: readonly Use<T>[]): Map<T, Lifetime> {
  const found = new Map<T, { first: number; last: number; given: boolean; read: boolean }>();
  for (const { of, dispatch, writes } of uses) {
    const life = found.get(of) ?? { first: dispatch, last: dispatch, given: !writes, read: false };
    found.set(of, life);
    life.last = dispatch;
    life.read ||= !writes;
  }
  return new Map([...found].map(([of, { first, last, given, read }]) => [of, given || !read ? always : { first, last }]));
}

export const always: Lifetime = { first: 0, last: Infinity };

export interface SharedBuffer<T> {
  readonly bytes: number;
  readonly tenants: readonly T[];
}

/**
 * The largest first, each into the smallest buffer in which nobody is needed at the same time (greedy by size, Pisarchyk and
 * Lee 2020, arXiv 2001.03288). A buffer is as large as its first tenant, so all later ones fit.
 */
export function share<T>(tensors: ReadonlyMap<T, Lifetime & { readonly bytes: number }>): SharedBuffer<T>[] {
  const buffers: { readonly bytes: number; readonly tenants: T[] }[] = [];
  for (const [t, life] of [...tensors].sort(([, a], [, b]) => b.bytes - a.bytes)) {
    let buffer = buffers.findLast(({ tenants }) => !tenants.some((other) => overlap(life, tensors.get(other)!)));
    if (!buffer) buffers.push((buffer = { bytes: life.bytes, tenants: [] }));
    buffer.tenants.push(t);
  }
  return buffers;
}

const overlap = (a: Lifetime, b: Lifetime): boolean => a.first <= b.last && b.first <= a.last;
