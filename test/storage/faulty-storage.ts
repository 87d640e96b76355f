// The storage twin with faults: it stops working at a chosen write, as a crash would, or has little room.

import { memoryStorage, type Storage } from '#src/storage/storage.ts';

export interface FaultyStorage extends Storage {
  /** How often it was called, and how often to change something. */
  readonly calls: () => number;
  readonly writes: () => number;
}

/** `fails` is asked at every call, of which it is told the number, from 1. */
function faultyStorage(
  inner: Storage,
  fails: (calls: number, writes: number, change: boolean) => boolean,
  error = new DOMException('The connection was closed', 'InvalidStateError'),
): FaultyStorage {
  let [calls, writes] = [0, 0];
  const alive = async <T>(change: boolean, work: () => Promise<T>): Promise<T> => {
    calls++;
    if (change) writes++;
    if (fails(calls, writes, change)) throw error;
    return work();
  };
  return {
    get: (key) => alive(false, () => inner.get(key)),
    keys: () => alive(false, () => inner.keys()),
    set: (key, value) => alive(true, () => inner.set(key, value)),
    setMany: (entries) => alive(true, () => inner.setMany(entries)),
    delete: (keys) => alive(true, () => inner.delete(keys)),
    change: (change) => alive(true, () => inner.change(change)),
    calls: () => calls,
    writes: () => writes,
  };
}

/** Every call from the `n`-th write on fails, as if the page had crashed; what was written stays. */
export const unwritableStorage = (inner: Storage, n: number): FaultyStorage => faultyStorage(inner, (_, writes) => writes >= n);

/** Every call from the `n`-th on fails, reading too. */
export const crashingStorage = (inner: Storage, n: number): FaultyStorage => faultyStorage(inner, (calls) => calls >= n);

/** The `n`-th call fails, and no other. */
export const failingStorage = (inner: Storage, n: number): FaultyStorage => faultyStorage(inner, (calls) => calls === n);

/** From the `n`-th call on nothing more can be written, though what is there can be read. */
export const fullStorage = (inner: Storage, n: number): FaultyStorage =>
  faultyStorage(inner, (calls, _, change) => change && calls >= n, new DOMException('The disk is full', 'QuotaExceededError'));

/** Holds at most `most` checkpoints, then reports a full disk. */
export function smallStorage(most: number): Storage {
  const inner = memoryStorage();
  return {
    ...inner,
    set: async (key, value) => {
      const held = (await inner.keys()).filter((name) => name.startsWith('checkpoint:')).length;
      if (key.startsWith('checkpoint:') && held >= most) throw new DOMException('The disk is full', 'QuotaExceededError');
      return inner.set(key, value);
    },
  };
}
