// What grows in place, and how to tell that it did. It is the same object before and after, so those who keep something derived
// from it compare versions, and those who watch are given another list.

import { signal } from '@lit-labs/signals';

/** `version` counts the changes: of two readings with the same one, nothing has changed in between. */
export interface Versioned {
  version: number;
}

/** A signal of things that grow in place. Signals and elements see a change only where there is another object. */
export interface Growing<T> {
  get(): readonly T[];
  set(things: readonly T[]): void;
  /** `change` is handed another list of the same things. It may let them grow, or put others in their places. */
  grow(change: (things: T[]) => void): void;
}

export function growing<T>(): Growing<T> {
  const list = signal<readonly T[]>([]);
  return {
    get: () => list.get(),
    set: (things) => list.set(things),
    grow(change) {
      const things = [...list.get()];
      change(things);
      list.set(things);
    },
  };
}
