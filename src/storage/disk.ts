// Storage in IndexedDB, through idb-keyval: database `plateau`, one store `runs`.

import { createStore, delMany, get, keys, set, setMany, type UseStore } from 'idb-keyval';
import { isLostConnection, isQuota } from './failure.ts';
import type { Storage } from './storage.ts';

/** Safari needs a moment before it accepts a new connection: retries at once fail. */
const pauseBeforeRetry = 300; // milliseconds

export function diskStorage(): Storage {
  const connect = (): UseStore => createStore('plateau', 'runs');
  let store = connect();

  async function attempt<T>(operation: (store: UseStore) => Promise<T>): Promise<T> {
    try {
      return await operation(store);
    } catch (error) {
      if (isQuota(error) || !isLostConnection(error)) throw error;
      await new Promise((resume) => setTimeout(resume, pauseBeforeRetry));
      store = connect();
      return operation(store);
    }
  }

  return {
    get: (key) => attempt((store) => get<unknown>(key, store)),
    set: (key, value) => attempt((store) => set(key, value, store)),
    setMany: (entries) =>
      attempt((store) =>
        setMany(
          entries.map(([key, value]) => [key, value]),
          store,
        ),
      ),
    delete: (names) => attempt((store) => delMany([...names], store)),
    keys: () => attempt((store) => keys<string>(store)),
  };
}
