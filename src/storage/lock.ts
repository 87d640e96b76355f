// One writer at a time per name, across tabs and the worker where the browser has locks, else within this thread.

/** Held by whoever trains an experiment. */
export const trainingLock = (id: string): string => `run ${id}`;

const held = new Set<string>();

/** Holds a name for as long as `work` runs; false at once if somebody holds it. */
export async function ifFree(name: string, work: () => Promise<void>): Promise<boolean> {
  if (typeof navigator !== 'undefined' && 'locks' in navigator)
    return navigator.locks.request(`plateau ${name}`, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return lock !== null;
    });
  if (held.has(name)) return false;
  held.add(name);
  await work().finally(() => held.delete(name));
  return true;
}

const waiting = new Map<string, Promise<unknown>>();

export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (typeof navigator !== 'undefined' && 'locks' in navigator) {
    return await navigator.locks.request(`plateau ${name}`, work);
  }
  const turn = (waiting.get(name) ?? Promise.resolve()).then(work, work);
  waiting.set(name, turn);
  try {
    return await turn;
  } finally {
    if (waiting.get(name) === turn) waiting.delete(name);
  }
}
