// The storage twin with faults: it stops working at a chosen write, as a crash would, or has little room.

import { memoryStorage, type Storage } from '#src/storage/storage.ts';

/** Every call from the `n`-th write on fails (n counts from 1), as if the page had crashed; what was written stays. */
export function crashingStorage(inner: Storage, n: number): Storage & { readonly writes: () => number } {
  let writes = 0;
  const alive = async <T>(change: boolean, work: () => Promise<T>): Promise<T> => {
    if (change) writes++;
    if (writes >= n) throw new DOMException('The connection was closed', 'InvalidStateError');
    return work();
  };
  return {
    get: (key) => alive(false, () => inner.get(key)),
    keys: () => alive(false, () => inner.keys()),
    set: (key, value) => alive(true, () => inner.set(key, value)),
    setMany: (entries) => alive(true, () => inner.setMany(entries)),
    delete: (keys) => alive(true, () => inner.delete(keys)),
    writes: () => writes,
  };
}

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
