// Where runs, checkpoints and texts are kept: a few operations on keys, on disk or, failing that, in memory.

import { diskStorage } from './disk.ts';
import { explainStorage } from './failure.ts';

export interface Storage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  /** All or nothing. */
  setMany(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void>;
  /** All or nothing; keys that are absent are ignored. */
  delete(keys: readonly string[]): Promise<void>;
  keys(): Promise<string[]>;
  /** All of it or nothing, in one transaction; but for weights, which may be there without what names them. */
  change(change: Change): Promise<boolean>;
}

export interface Change {
  readonly put: readonly (readonly [key: string, value: unknown])[];
  readonly drop?: readonly string[];
  /** Only where there is such a key: otherwise nothing is changed, and the answer is false. */
  readonly where?: string;
}

/** The twin of the disk: the same behaviour, copies included, until the tab closes. */
export function memoryStorage(): Storage {
  const values = new Map<string, unknown>();
  return {
    get: async (key) => structuredClone(values.get(key)),
    set: async (key, value) => void values.set(key, structuredClone(value)),
    setMany: async (entries) => {
      for (const [key, value] of structuredClone(entries)) values.set(key, value);
    },
    delete: async (keys) => keys.forEach((key) => values.delete(key)),
    keys: async () => [...values.keys()],
    change: async ({ put, drop = [], where }) => {
      if (where !== undefined && !values.has(where)) return false;
      for (const [key, value] of structuredClone(put)) values.set(key, value);
      drop.forEach((key) => values.delete(key));
      return true;
    },
  };
}

let opened: Promise<Storage> | undefined;
let kind: 'disk' | 'memory' = 'disk';

/** The storage of this thread, opened at the first call. */
export const openStorage = (): Promise<Storage> => (opened ??= choose());

/** 'memory' means that the browser refuses to keep anything: known after the first call that stores or reads. */
export const storageKind = (): 'disk' | 'memory' => kind;

/** What this thread keeps things in where the browser refuses: the page uses that of its worker, so that both know the same. */
let memory: Storage | undefined;
export function fallBackOn(storage: Storage): void {
  memory = storage;
}

/** Replaces the storage, for tests. */
export function setStorage(storage: Storage): void {
  opened = Promise.resolve(withSentences(storage));
}

/** A browser that has not answered by then (seen in Safari) is treated as one without a disk. */
const patience = 5000; // milliseconds

async function choose(): Promise<Storage> {
  try {
    if (typeof indexedDB === 'undefined') throw new Error('This browser has no IndexedDB.');
    const disk = diskStorage();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('IndexedDB does not answer.')), patience);
    });
    await Promise.race([disk.keys(), late]).finally(() => clearTimeout(timer));
    return withSentences(disk);
  } catch {
    kind = 'memory'; // the page says so: see storageKind
    return withSentences(memory ?? memoryStorage());
  }
}

/** The same storage, whose failures are sentences. */
function withSentences(storage: Storage): Storage {
  const told = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw explainStorage(error);
    });
  return {
    get: (key) => told(storage.get(key)),
    set: (key, value) => told(storage.set(key, value)),
    setMany: (entries) => told(storage.setMany(entries)),
    delete: (keys) => told(storage.delete(keys)),
    keys: () => told(storage.keys()),
    change: (change) => told(storage.change(change)),
  };
}
