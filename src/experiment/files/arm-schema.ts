// What the settings of an arm may be, from the table of options: their kinds here, ranges and combinations from `checkArm`.

import * as v from 'valibot';
import { checkArm, options } from '../options.ts';
import { baseArm, type ArmConfig } from '../settings.ts';
import { shortcuts } from '../shortcuts.ts';
import { finite, object, rule, text, truth } from './rules.ts';

const kinds = { switch: truth, integer: finite, number: finite, choice: text(1, 200), text: text(1, 200) };
export const settings = Object.fromEntries(options.map(({ key, kind }) => [key, kinds[kind]]));

export const usable = v.rawCheck<ArmConfig>(({ dataset, addIssue }) => {
  const [wrong] = dataset.typed ? checkArm(dataset.value) : [];
  if (wrong) addIssue({ message: rule('cannotBeUsed', { what: wrong.what }) });
});

/** Settings that came later: what a record does not name was as in the base recipe, because nobody knew another way. */
const younger: readonly (keyof ArmConfig)[] = [
  ...shortcuts.map(({ key }) => key),
  'optimizer',
  'muonRate',
  'rateRule',
  'stopAfter',
  'textFrom',
  'duplicates',
  'shuffled',
  'filterKeep',
  'randomCase',
  'characterDropout',
  'spanShuffle',
];
export const settingsOfAnyAge = {
  ...settings,
  ...Object.fromEntries(younger.map((key) => [key, v.optional(settings[key]!, baseArm[key])])),
};

/** All settings of an arm. */
export const armSchema = v.pipe(object(settingsOfAnyAge) as unknown as v.GenericSchema<unknown, ArmConfig>, usable);
