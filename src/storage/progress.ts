// Keeps how far a session is. Its curves are small: they are saved often, and fit where weights do not. Its weights are saved when
// they fit, in one transaction with the record as it is by then, so a record on the disk is never behind its checkpoint.

import { storable } from '#src/experiment/files/export.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { announceChange } from './changes.ts';
import { noCheckpointYet, saveCheckpoint, type PlanCheckpoint } from './checkpoint.ts';
import { pointerKey, recordKey } from './keys.ts';
import { writeWithRoom } from './quota.ts';
import { openStorage, type Change } from './storage.ts';

/**
 * Keeps the record as it is at the moment of writing, with a checkpoint if there are plans. `isNew`: it may not be here yet;
 * otherwise one that is not was deleted, stays so, and the answer is false.
 */
export async function keepProgress(
  id: string,
  record: () => ExperimentRecord,
  plans: readonly PlanCheckpoint[] | undefined,
  isNew = false,
): Promise<boolean> {
  const entry = (): Change['put'] => [[recordKey(id), storable(record())]];
  const kept = await (plans
    ? saveCheckpoint(id, { version: 2, experiment: id, savedAt: new Date().toISOString(), plans: [...plans] }, () =>
        isNew ? { put: entry() } : { put: entry(), where: recordKey(id) },
      )
    : keepRecord(id, entry, isNew));
  if (kept) announceChange({ id, kind: 'saved' });
  return kept;
}

async function keepRecord(id: string, entry: () => Change['put'], isNew: boolean): Promise<boolean> {
  const storage = await openStorage();
  return writeWithRoom(id, () =>
    storage.change(isNew ? { put: [...entry(), [pointerKey(id), noCheckpointYet]] } : { put: entry(), where: recordKey(id) }),
  );
}
