// Everything that is needed to go on with an experiment: parameters and states of the optimizer of every plan. The last good
// one is kept.
//
// Order of writing: the new checkpoint under a new name, which may take its time; then, in one transaction, the pointer to it and
// what belongs to it, and the old one goes. A crash at any moment leaves a pointer to a complete checkpoint. Each carries its
// length and checksum, checked on loading.

import { newId } from '#src/experiment/identity.ts';
import { message, refuse, type Message } from '#src/words/message.ts';
import { crc32 } from './files/checksum.ts';
import { checkpointKey, checkpointPrefix, pointerKey } from './keys.ts';
import { alone } from './lock.ts';
import { writeWithRoom } from './quota.ts';
import { openStorage, type Change } from './storage.ts';

export interface Arenas {
  readonly parameters: Float32Array;
  readonly [state: string]: Float32Array; // of the optimizer; one that is missing is zero
}
export interface PlanCheckpoint {
  readonly key: string; // which plan: the shape of its model
  readonly step: number;
  readonly seconds: number;
  readonly arenas: Arenas;
  readonly alive: boolean[]; // per run: still training
  readonly sums?: readonly LossSum[]; // per run: training losses since the last point of the curve; older ones lack it
}
/** Of a mean that is not complete yet. */
export interface LossSum {
  readonly sum: number;
  readonly count: number;
}
export interface Checkpoint {
  readonly version: 2;
  readonly experiment: string; // its id
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

/** In place of a name: the run was begun here, and has no checkpoint yet. */
export const noCheckpointYet = '';

/**
 * The arrays must not change until the promise resolves. `beside`: what is written in the same transaction as the pointer, and
 * where alone; asked for when it comes to that. False if nothing was written, because that condition was not met.
 */
export async function saveCheckpoint(
  id: string,
  checkpoint: Checkpoint,
  beside: () => Pick<Change, 'put' | 'where'> = () => ({ put: [] }),
): Promise<boolean> {
  if (checkpoint.experiment !== id) throw refuse('checkpointOfOther');
  return alone(`checkpoint of ${id}`, () => writeWithRoom(id, () => write(id, checkpoint, beside)));
}

async function write(id: string, checkpoint: Checkpoint, beside: () => Pick<Change, 'put' | 'where'>): Promise<boolean> {
  const storage = await openStorage();
  const old = (await storage.keys()).filter((key) => key.startsWith(checkpointPrefix(id)));
  const name = checkpointKey(id, newId());
  let written = false;
  try {
    await storage.set(name, seal(checkpoint));
    const { put, where } = beside();
    written = await storage.change({ put: [...put, [pointerKey(id), name]], drop: old, ...(where !== undefined && { where }) });
  } finally {
    if (!written) await storage.delete([name]).catch(() => {}); // or it would fill a disk that it does not fit on
  }
  return written;
}

/**
 * The last good checkpoint; one without plans if the run was begun here and none was kept yet; undefined if there is none; an
 * error if there are some and all are damaged.
 */
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
  if (names.length === 0 && pointer === noCheckpointYet) return { version: 2, experiment: id, savedAt: '', plans: [] };
  if (names.length || pointer !== undefined) throw refuse('checkpointDamaged');
  return undefined;
}

function seal(checkpoint: Checkpoint): Sealed {
  return { ...measure(checkpoint), checkpoint };
}

function unseal(value: unknown, id: string): Checkpoint | undefined {
  const { bytes, checksum, checkpoint: stored } = (value ?? {}) as Partial<Sealed>;
  const old = isVersion1(stored) ? stored : undefined;
  const checkpoint = old ? upgradedCheckpoint(old) : stored;
  if (!isCheckpoint(checkpoint) || checkpoint.experiment !== id) return undefined;
  const measured = measure(old ?? checkpoint);
  return measured.bytes === bytes && measured.checksum === checksum ? checkpoint : undefined;
}

/** Bytes of all arrays, and the checksum over them and everything else. */
function measure({ plans, ...rest }: Checkpoint | Version1): { bytes: number; checksum: number } {
  const about = plans.map(({ key, step, seconds, alive, ...plan }) => ({ key, step, seconds, alive, sums: sumsOf(plan) }));
  let checksum = crc32(new TextEncoder().encode(JSON.stringify({ ...rest, about })));
  let bytes = 0;
  for (const array of plans.flatMap((p) => Object.values('arena' in p ? p.arena : p.arenas))) {
    checksum = crc32(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), checksum);
    bytes += array.byteLength;
  }
  return { bytes, checksum };
}

const sumsOf = (plan: object): unknown => ('sums' in plan ? plan.sums : undefined);

/** The stored value may come from another version of the page, so its form is not taken on trust. */
function isCheckpoint(value: unknown): value is Checkpoint {
  const c = (value ?? {}) as Partial<Checkpoint>;
  return (
    c.version === 2 &&
    typeof c.experiment === 'string' &&
    typeof c.savedAt === 'string' &&
    Array.isArray(c.plans) &&
    c.plans.every(isPlan)
  );
}

function isPlan(value: unknown): value is PlanCheckpoint {
  const plan = (value ?? {}) as Partial<PlanCheckpoint>;
  const { parameters, ...states } = (plan.arenas ?? {}) as Partial<Arenas>;
  return (
    typeof plan.key === 'string' &&
    Number.isSafeInteger(plan.step) &&
    Number.isFinite(plan.seconds) &&
    Array.isArray(plan.alive) &&
    plan.alive.every((alive) => typeof alive === 'boolean') &&
    (plan.sums === undefined || (Array.isArray(plan.sums) && plan.sums.every(isSum))) &&
    parameters instanceof Float32Array &&
    Object.values(states).every((state) => state instanceof Float32Array)
  );
}

function isSum(value: unknown): value is LossSum {
  const { sum, count } = (value ?? {}) as Partial<LossSum>;
  return Number.isFinite(sum) && Number.isSafeInteger(count);
}

/** Before the states had names: AdamW's two moments. */
interface Version1 {
  readonly version: 1;
  readonly runId: string; // of the experiment
  readonly savedAt: string;
  readonly plans: readonly (Omit<PlanCheckpoint, 'arenas'> & { readonly arena: Arenas })[];
}

function isVersion1(value: unknown): value is Version1 {
  const { version, plans } = (value ?? {}) as Partial<Version1>;
  return version === 1 && Array.isArray(plans) && plans.every((p) => Boolean((p as { arena?: unknown } | null)?.arena));
}

const upgradedCheckpoint = ({ runId, savedAt, plans }: Version1): Checkpoint => ({
  version: 2,
  experiment: runId,
  savedAt,
  plans: plans.map(({ arena, ...plan }) => {
    const { parameters, firstMoments, secondMoments } = arena;
    return { ...plan, arenas: { parameters, first_moments: firstMoments!, second_moments: secondMoments! } };
  }),
});
