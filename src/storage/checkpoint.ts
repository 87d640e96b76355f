// Everything that is needed to continue a run: parameters and both moments of every plan. The last good one is kept.
//
// Order of writing: the new checkpoint under a new name, then the pointer, then the old one is deleted. A crash between
// any two of these leaves a pointer to a complete checkpoint. Each carries its length and checksum, checked on loading.

import { newId } from '#src/experiment/identity.ts';
import { message, refuse, type Message } from '#src/words/message.ts';
import { isQuota } from './failure.ts';
import { crc32 } from './files/checksum.ts';
import { checkpointKey, checkpointPrefix, pointerKey } from './keys.ts';
import { alone } from './lock.ts';
import { writeWithRoom } from './quota.ts';
import { openStorage } from './storage.ts';

export interface Arena {
  readonly parameters: Float32Array;
  readonly firstMoments: Float32Array;
  readonly secondMoments: Float32Array;
}
export interface PlanCheckpoint {
  readonly key: string; // which plan: the shape of its model
  readonly step: number;
  readonly seconds: number;
  readonly arena: Arena;
  readonly alive: boolean[]; // per run: still training
}
export interface Checkpoint {
  readonly version: 1;
  readonly runId: string;
  readonly savedAt: string; // ISO 8601
  readonly plans: PlanCheckpoint[];
}

/** `problem`: a newer checkpoint was damaged, and this older one is used instead. */
export type LoadedCheckpoint = Checkpoint & { readonly problem?: Message };

interface Sealed {
  readonly bytes: number;
  readonly checksum: number;
  readonly checkpoint: Checkpoint;
}

/** The arrays must not change until the promise resolves. */
export async function saveCheckpoint(id: string, checkpoint: Checkpoint): Promise<void> {
  if (checkpoint.runId !== id) throw refuse('checkpointOfOther');
  await alone(`checkpoint of ${id}`, () => writeWithRoom(id, () => write(id, checkpoint)));
}

async function write(id: string, checkpoint: Checkpoint): Promise<void> {
  const storage = await openStorage();
  const name = checkpointKey(id, newId());
  await storage.set(name, seal(checkpoint));
  try {
    await storage.set(pointerKey(id), name);
  } catch (error) {
    if (isQuota(error)) await storage.delete([name]).catch(() => {}); // or it would fill the disk it does not fit on
    throw error;
  }
  try {
    const old = (await storage.keys()).filter((key) => key.startsWith(checkpointPrefix(id)) && key !== name);
    if (old.length) await storage.delete(old);
  } catch {
    // The new one is safe, which is all that matters; the next save deletes what is left.
  }
}

/** The last good checkpoint; undefined if there is none; an error if there are some and all are damaged. */
export function loadCheckpoint(id: string): Promise<LoadedCheckpoint | undefined> {
  return alone(`checkpoint of ${id}`, () => read(id)); // not while another thread replaces it
}

async function read(id: string): Promise<LoadedCheckpoint | undefined> {
  const storage = await openStorage();
  const pointer = await storage.get(pointerKey(id));
  const names = (await storage.keys()).filter((key) => key.startsWith(checkpointPrefix(id)));
  names.sort((a, b) => (a === pointer ? -1 : b === pointer ? 1 : a < b ? 1 : -1)); // then newest first
  let failure: unknown; // some browsers refuse to read a large value whose file is gone: then the one before may do
  for (const [i, name] of names.entries()) {
    const value = await storage.get(name).catch((error: unknown) => void (failure = error));
    const checkpoint = unseal(value, id);
    if (!checkpoint) continue;
    const problem = message('checkpointReplaced', { savedAt: checkpoint.savedAt });
    return i === 0 ? checkpoint : { ...checkpoint, problem };
  }
  if (failure !== undefined) throw failure;
  if (names.length || pointer !== undefined) throw refuse('checkpointDamaged');
  return undefined;
}

function seal(checkpoint: Checkpoint): Sealed {
  return { ...measure(checkpoint), checkpoint };
}

function unseal(value: unknown, id: string): Checkpoint | undefined {
  const { bytes, checksum, checkpoint } = (value ?? {}) as Partial<Sealed>;
  if (!isCheckpoint(checkpoint) || checkpoint.runId !== id) return undefined;
  const measured = measure(checkpoint);
  return measured.bytes === bytes && measured.checksum === checksum ? checkpoint : undefined;
}

/** Bytes of all arrays, and the checksum over them and everything else. */
function measure({ version, runId, savedAt, plans }: Checkpoint): { bytes: number; checksum: number } {
  const about = plans.map(({ key, step, seconds, alive }) => ({ key, step, seconds, alive }));
  let checksum = crc32(new TextEncoder().encode(JSON.stringify({ version, runId, savedAt, about })));
  let bytes = 0;
  for (const array of plans.flatMap(({ arena }) => [arena.parameters, arena.firstMoments, arena.secondMoments])) {
    checksum = crc32(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), checksum);
    bytes += array.byteLength;
  }
  return { bytes, checksum };
}

/** The stored value may come from another version of the page, so its form is not taken on trust. */
function isCheckpoint(value: unknown): value is Checkpoint {
  const c = (value ?? {}) as Partial<Checkpoint>;
  return (
    c.version === 1 &&
    typeof c.runId === 'string' &&
    typeof c.savedAt === 'string' &&
    Array.isArray(c.plans) &&
    c.plans.every(isPlan)
  );
}

function isPlan(value: unknown): value is PlanCheckpoint {
  const plan = (value ?? {}) as Partial<PlanCheckpoint>;
  const arena = (plan.arena ?? {}) as Partial<Arena>;
  const arrays = [arena.parameters, arena.firstMoments, arena.secondMoments];
  return (
    typeof plan.key === 'string' &&
    Number.isSafeInteger(plan.step) &&
    Number.isFinite(plan.seconds) &&
    Array.isArray(plan.alive) &&
    plan.alive.every((alive) => typeof alive === 'boolean') &&
    arrays.every((array) => array instanceof Float32Array && array.length === arena.parameters?.length)
  );
}
