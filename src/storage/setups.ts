// What the visitor has set up and not yet trained, one for each lesson. It is a convenience: one that is damaged, or of settings
// that have changed since, counts as none.

import * as v from 'valibot';
import type { Asked } from '#src/experiment/asked.ts';
import { askedSchema } from '#src/experiment/files/asked-schema.ts';
import { settingsOfAnyAge } from '#src/experiment/files/arm-schema.ts';
import { finite, list, moment, object, text, whole } from '#src/experiment/files/rules.ts';
import { sweepSchema, tunedSchema } from '#src/experiment/files/sweep-schema.ts';
import { largestSeed, longestName, longestQuestion, mostArmsInFile, mostSeedsInFile } from '#src/experiment/limits.ts';
import { options, wrongValue } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Tuned } from '#src/experiment/sweep/tuned.ts';
import { isGrid, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { idsOf, setupKey } from './keys.ts';
import { openStorage } from './storage.ts';

export interface KeptSetup {
  readonly id: string; // of the lesson
  readonly savedAt: string; // ISO 8601
  readonly size: string;
  /** What is not as in the lesson; nothing where all of it is. */
  readonly own?: {
    readonly question: string;
    readonly seeds: number;
    readonly firstSeeds: readonly number[];
    readonly arms: readonly { readonly name: string; readonly config: ArmConfig; readonly tuned?: Tuned }[];
    readonly baseline: number;
    readonly asked?: Asked;
    readonly sweep?: Sweep;
  };
}

/** A number may be out of range, as it may on the page; anything else that is not among the settings of today is too old. */
const config = v.pipe(
  v.strictObject(settingsOfAnyAge),
  v.check((c) => options.every((o) => o.kind === 'integer' || o.kind === 'number' || !wrongValue(o, c[o.key]).length)),
) as unknown as v.GenericSchema<unknown, ArmConfig>;

const schema: v.GenericSchema<unknown, KeptSetup> = object({
  id: text(1, 60),
  savedAt: moment,
  size: text(1, 60),
  own: v.optional(
    v.pipe(
      object({
        question: text(0, longestQuestion),
        seeds: finite,
        firstSeeds: list(whole(0, largestSeed), 0, mostSeedsInFile),
        arms: list(object({ name: text(0, longestName), config, tuned: v.optional(tunedSchema) }), 1, mostArmsInFile),
        baseline: whole(0),
        asked: v.optional(askedSchema),
        sweep: v.optional(sweepSchema),
      }),
      v.check(({ arms, baseline, sweep }) => baseline < arms.length && (!sweep || isGrid(sweep, arms))),
    ),
  ),
});

export async function listSetups(): Promise<KeptSetup[]> {
  const storage = await openStorage();
  const ids = idsOf('setup', await storage.keys());
  const values = await Promise.all(ids.map((id) => storage.get(setupKey(id))));
  return values.flatMap((value) => {
    const read = v.safeParse(schema, value);
    return read.success ? [read.output] : [];
  });
}

export async function saveSetup(setup: KeptSetup): Promise<void> {
  await (await openStorage()).set(setupKey(setup.id), setup);
}

export async function deleteSetup(id: string): Promise<void> {
  await (await openStorage()).delete([setupKey(id)]);
}
