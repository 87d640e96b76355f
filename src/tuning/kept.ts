// The tuning of the adapter that this browser has met last, so that it is measured once.

import * as v from 'valibot';
import { attentionVariants, matmulVariants, type Tuning } from '#src/gpu/tuning.ts';
import { openStorage } from '#src/storage/storage.ts';

const key = 'tuning';
/** Raised when kernels change so much that old measurements mean nothing. */
const version = 1;

const schema = v.object({
  version: v.literal(version),
  adapter: v.string(),
  where: v.string(), // another browser version may compile otherwise
  tuning: v.object({
    small: v.picklist(matmulVariants),
    large: v.picklist(matmulVariants),
    split: v.boolean(),
    workgroup: v.picklist([16, 64]),
    attention: v.picklist(attentionVariants),
    attentionPanels: v.picklist([1, 2]),
    storage: v.picklist(['f32', 'f16']),
  }),
});

/** Undefined if this adapter has not been measured by this browser, or nothing can be read. */
export async function loadTuning(adapter: string, where: string): Promise<Tuning | undefined> {
  const kept = await openStorage()
    .then((storage) => storage.get(key))
    .catch(() => undefined);
  const parsed = v.safeParse(schema, kept);
  if (!parsed.success || parsed.output.adapter !== adapter || parsed.output.where !== where) return undefined;
  return parsed.output.tuning;
}

/** A tuning that cannot be kept is measured again. */
export async function saveTuning(adapter: string, where: string, tuning: Tuning): Promise<void> {
  await openStorage()
    .then((storage) => storage.set(key, { version, adapter, where, tuning }))
    .catch(() => undefined);
}
