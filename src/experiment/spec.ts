// What an experiment is before it is trained: a question, arms with their settings, and the seeds every arm is trained with. Specs
// come from files, too: one schema says what they may be.

import * as v from 'valibot';
import { refuse } from '#src/words/message.ts';
import { settings, usable } from './files/arm-schema.ts';
import { conform, list, object, rule, text, whole } from './files/rules.ts';
import { largestSeed, longestName, longestQuestion, mostArms, mostSeeds } from './limits.ts';
import { baseArm, type ArmConfig } from './settings.ts';

/** What Start sends: arms with their settings, and the seeds every arm is trained with. */
export interface ExperimentSpec {
  readonly experiment: string;
  readonly title: string;
  readonly question: string;
  readonly size: string;
  readonly seeds: readonly number[];
  readonly arms: readonly { readonly name: string; readonly config: ArmConfig }[];
  readonly baseline?: number; // the arm that the others are compared with; 0 if it does not say
}

const change = v.strictObject(
  Object.fromEntries(Object.entries(settings).map(([key, schema]) => [key, v.optional(schema)])),
  (issue) => (issue.expected === 'never' ? rule('isNoSetting') : rule('mustBeObject')),
) as unknown as v.GenericSchema<unknown, Partial<ArmConfig>>;

const arm = object({
  name: v.optional(text(1, longestName)),
  config: v.pipe(
    change,
    v.transform((config): ArmConfig => ({ ...baseArm, ...config })),
    usable,
  ),
});

const specSchema = object({
  experiment: v.optional(text(1, 60), 'own'),
  title: v.optional(text(1, longestName), 'Your own'),
  question: v.optional(text(0, longestQuestion), ''),
  size: v.optional(text(1, 60), 'own'),
  seeds: v.optional(list(whole(0, largestSeed), 1, mostSeeds), [0]),
  arms: v.pipe(
    list(arm, 1, mostArms),
    v.transform((arms) => arms.map(({ name, config }, i) => ({ name: name ?? `arm ${i + 1}`, config }))),
  ),
  baseline: v.optional(whole(0, mostArms - 1)),
});

/** A spec from elsewhere. What an arm leaves out is as in the base arm. Refuses it with the place that is wrong. */
export function specFrom(value: unknown): ExperimentSpec {
  const { baseline, ...spec } = conform(specSchema, value, (place, rule) => refuse('notASpec', { place, rule }));
  return { ...spec, ...(baseline !== undefined && { baseline }) };
}
