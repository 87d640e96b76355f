// A full disk: the oldest weights of a finished run make room, once; its curves and samples are kept.

import { announceChange } from './changes.ts';
import { isQuota } from './failure.ts';
import { checkpointPrefix, idsOf, pointerKey, recordKey } from './keys.ts';
import { openStorage } from './storage.ts';

/** Runs `write`; when the disk is full, drops one old checkpoint of another run and runs it once more. */
export async function writeWithRoom<T>(id: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isQuota(error) || !(await dropOldestCheckpoint(id))) throw error;
    return write();
  }
}

async function dropOldestCheckpoint(except: string): Promise<boolean> {
  const storage = await openStorage();
  const keys = await storage.keys();
  const candidates = idsOf('checkpoint', keys)
    .filter((id) => id !== except)
    .map((id) => ({ id, names: keys.filter((key) => key.startsWith(checkpointPrefix(id))).sort() }))
    .map(({ id, names }) => ({ id, names, made: names.at(-1)!.slice(checkpointPrefix(id).length) }))
    .sort((a, b) => (a.made < b.made ? -1 : 1));
  for (const { id, names } of candidates) {
    const record = (await storage.get(recordKey(id))) as { status?: unknown } | undefined;
    if (record && record.status !== 'finished') continue; // it may still be resumed
    await storage.delete([pointerKey(id), ...names]);
    announceChange({ id, kind: 'checkpoint-dropped' });
    return true;
  }
  return false;
}
