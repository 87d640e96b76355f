// The tuning of the adapter that this browser has met last, so that it is measured once.

import * as v from 'valibot';
import type { DeviceKind } from '#src/gpu/device.ts';
import { attentionVariants, matmulVariants, storedTypes, type Tuning } from '#src/gpu/tuning.ts';
import { openStorage } from '#src/storage/storage.ts';
import { defaultFor } from './defaults.ts';

/** An adapter, in a browser version. */
export interface Place {
  readonly adapter: string;
  readonly where: string;
  readonly kind: DeviceKind;
}

const key = 'tuning';
/** Raised when kernels or how they are measured change so much that old measurements mean nothing. */
const version = 3;

/** What is measured; all else is as for every device of the kind. */
const schema = v.object({
  version: v.literal(version),
  adapter: v.string(),
  where: v.string(), // another browser version may compile otherwise
  tuning: v.object({
    small: v.picklist(matmulVariants),
    large: v.picklist(matmulVariants),
    attention: v.picklist(attentionVariants),
    storage: v.picklist(storedTypes),
  }),
});

/** Undefined if this adapter has not been measured by this browser, or nothing can be read. */
export async function loadTuning({ adapter, where, kind }: Place): Promise<Tuning | undefined> {
  const kept = await openStorage()
    .then((storage) => storage.get(key))
    .catch(() => undefined);
  const parsed = v.safeParse(schema, kept);
  if (!parsed.success || parsed.output.adapter !== adapter || parsed.output.where !== where) return undefined;
  const { tuning } = parsed.output;
  return { ...defaultFor(kind, tuning.attention === 'shared'), ...tuning };
}

/** A tuning that cannot be kept is measured again. */
export async function saveTuning({ adapter, where }: Place, tuning: Tuning): Promise<void> {
  const { small, large, attention, storage } = tuning;
  await openStorage()
    .then((kept) => kept.set(key, { version, adapter, where, tuning: { small, large, attention, storage } }))
    .catch(() => undefined);
}
