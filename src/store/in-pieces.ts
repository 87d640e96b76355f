// What is derived from so much that it cannot be done in one task: the work says where it may be interrupted, and what was there before
// stays until it is done. What is little is done at once.

import { computed, signal } from '@lit-labs/signals';

/** Work that may be interrupted wherever it yields: after about a millisecond or two. */
export type Pieces<T> = Generator<undefined, T>;

/** Entries between two places to be interrupted. */
export const entriesAtOnce = 500;
/** So many pieces are worth no interruption. */
const piecesAtOnce = 4;
/** So many entries are looked through at once, where it takes one look. */
export const littleEnough = piecesAtOnce * entriesAtOnce;
const longestTask = 10; // milliseconds

/** `inputs` is another object whenever something has changed; `empty` stands until the first result. */
export function inPieces<I extends object, R>(
  inputs: { get(): I },
  work: (inputs: I) => Pieces<R>,
  empty: R,
): { readonly get: () => R } {
  const done = signal<{ readonly of: I; readonly result: R } | undefined>(undefined);
  let underway: I | undefined;
  let latest = empty;
  const goOn = async (of: I, pieces: Pieces<R>): Promise<void> => {
    for (;;) {
      await nextTask();
      const until = performance.now() + longestTask;
      do {
        if (underway !== of) return; // something has changed
        const { done: ended, value } = pieces.next();
        if (ended) return done.set({ of, result: value });
      } while (performance.now() < until);
    }
  };
  const value = computed((): R => {
    const of = inputs.get();
    const found = done.get();
    if (found?.of === of) return (latest = found.result);
    if (underway === of) return latest;
    underway = of;
    const pieces = work(of);
    for (let i = 0; i < piecesAtOnce; i++) {
      const { done: ended, value: result } = pieces.next();
      if (ended) return (latest = result);
    }
    void goOn(of, pieces);
    return latest;
  });
  return { get: () => value.get() };
}

/** After whatever else waits: input, drawing, messages. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Where little is to be done. */
export function atOnce<T>(pieces: Pieces<T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

export function* filtered<T>(list: readonly T[], test: (entry: T) => boolean): Pieces<T[]> {
  const found: T[] = [];
  for (const [i, entry] of list.entries()) {
    if (i % entriesAtOnce === entriesAtOnce - 1) yield;
    if (test(entry)) found.push(entry);
  }
  return found;
}

/** Merge sort: as stable as that of an array. */
export function* sorted<T>(list: readonly T[], compare: (a: T, b: T) => number): Pieces<T[]> {
  let from: T[] = [];
  for (let start = 0; start < list.length; start += entriesAtOnce) {
    if (start) yield;
    from.push(...list.slice(start, start + entriesAtOnce).sort(compare));
  }
  for (let width = entriesAtOnce; width < list.length; width *= 2) {
    const to: T[] = [];
    for (let start = 0; start < list.length; start += 2 * width) {
      const [middle, end] = [Math.min(start + width, list.length), Math.min(start + 2 * width, list.length)];
      for (let a = start, b = middle; a < middle || b < end;) {
        if (to.length % entriesAtOnce === entriesAtOnce - 1) yield;
        to.push(b >= end || (a < middle && compare(from[a]!, from[b]!) <= 0) ? from[a++]! : from[b++]!);
      }
    }
    from = to;
  }
  return from;
}
