// Storage in IndexedDB, through idb-keyval: a database for what is small, and one for weights, which may take their time to be
// written. Transactions on one store wait for each other, and nothing that is small shall wait for weights.

import { createStore, get, keys, type UseStore } from 'idb-keyval';
import { isLostConnection, isQuota } from './failure.ts';
import { isCheckpoint } from './keys.ts';
import type { Change, Storage } from './storage.ts';

/** Safari needs a moment before it accepts a new connection: retries at once fail. */
const pauseBeforeRetry = 300; // milliseconds

type Attempt = <T>(operation: (store: UseStore) => Promise<T>) => Promise<T>;

/** An operation on a store is tried again, once, if the browser has closed the database meanwhile. */
function connected(database: string, name: string): Attempt {
  const connect = (): UseStore => createStore(database, name);
  let store = connect();
  return async (operation) => {
    try {
      return await operation(store);
    } catch (error) {
      if (isQuota(error) || !isLostConnection(error)) throw error;
      await new Promise((resume) => setTimeout(resume, pauseBeforeRetry));
      store = connect();
      return operation(store);
    }
  };
}

/** What is put in the store of weights counts only when something in the other names it: so it is written first, and dropped last. */
export function diskStorage(): Storage {
  const small = connected('plateau', 'runs'); // earlier versions kept weights here as well
  const weights = connected('plateau-weights', 'weights');
  const changeIn = (store: Attempt, wanted: Change): Promise<boolean> =>
    store((use) => Promise.resolve(use('readwrite', (objects) => transact(objects, wanted))));

  const change = async ({ put, drop = [], where }: Change): Promise<boolean> => {
    const large = put.filter(([key]) => isCheckpoint(key));
    const others = put.filter(([key]) => !isCheckpoint(key));
    if (large.length) await changeIn(weights, { put: large });
    if (others.length || drop.length || where !== undefined) {
      const done = await changeIn(small, { put: others, drop, ...(where !== undefined && { where }) });
      if (!done) return false;
    }
    const gone = drop.filter(isCheckpoint);
    if (gone.length) await changeIn(weights, { put: [], drop: gone });
    return true;
  };
  const getFrom = (store: Attempt, key: string): Promise<unknown> => store((use) => get<unknown>(key, use));
  return {
    get: async (key) => (isCheckpoint(key) ? await getFrom(weights, key) : undefined) ?? getFrom(small, key),
    keys: async () => (await Promise.all([small, weights].map((store) => store((use) => keys<string>(use))))).flat(),
    change,
    set: async (key, value) => void (await change({ put: [[key, value]] })),
    setMany: async (entries) => void (await change({ put: entries })),
    delete: async (names) => void (await change({ put: [], drop: names })),
  };
}

/** Looking and writing are one transaction: no other tab comes in between. */
function transact(objects: IDBObjectStore, { put, drop = [], where }: Change): Promise<boolean> {
  const { transaction } = objects;
  return new Promise((resolve, reject) => {
    let there = true;
    transaction.addEventListener('complete', () => resolve(there));
    // Not `error`, which comes before the transaction knows why it failed.
    transaction.addEventListener('abort', () => reject(transaction.error ?? new DOMException('', 'AbortError')));
    const write = (): void => {
      for (const [key, value] of put) objects.put(value, key);
      for (const key of drop) objects.delete(key);
    };
    if (where === undefined) return write();
    const found = objects.getKey(where);
    found.addEventListener('success', () => {
      there = found.result !== undefined;
      if (there) write();
    });
  });
}
