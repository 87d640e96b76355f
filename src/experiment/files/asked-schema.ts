// What a file may ask of an experiment, and say was guessed.

import * as v from 'valibot';
import type { Asked, Choice, Contrast, Prediction } from '../asked.ts';
import { armsOfContrast } from '../asked.ts';
import { longestName, longestNote, mostArmsInFile, mostContrasts } from '../limits.ts';
import { finite, list, object, oneOf, positive, rule, text, whole } from './rules.ts';

const arm = whole(0, mostArmsInFile - 1);
const id = text(1, 60);

/** Which one it is says its kind, so a list is none. */
const kind = <T extends v.ObjectEntries>(entries: T) => v.object(entries, rule('isMissing'));
const shapes = {
  difference: kind({ kind: oneOf('difference'), id, arm, against: arm, equal: v.optional(oneOf('time')) }),
  share: kind({ kind: oneOf('share'), id, from: arm, to: arm, by: arm }),
  trend: kind({ kind: oneOf('trend'), id, arms: list(arm, 3, mostArmsInFile) }),
  best: kind({ kind: oneOf('best'), id, arm, against: list(arm, 1, mostArmsInFile) }),
};
const contrast = v.pipe(
  v.variant('kind', Object.values(shapes), rule('mustBeOneOf', { values: Object.keys(shapes).join(', ') })),
  v.check((given) => {
    const arms = armsOfContrast(given);
    return new Set(arms).size === arms.length;
  }, rule('mustDiffer')),
) as unknown as v.GenericSchema<unknown, Contrast>;

const choice: v.GenericSchema<unknown, Choice> = object({
  id,
  sentence: text(1, longestName),
  contrast: id,
  from: v.optional(finite),
  to: v.optional(finite),
});

/** Each under an id of its own. */
function listed<T extends { readonly id: string }>(item: v.GenericSchema<unknown, T>, fewest: number) {
  const distinct = (given: T[]): boolean => new Set(given.map(({ id }) => id)).size === given.length;
  return v.pipe(list(item, fewest, mostContrasts), v.check(distinct, rule('mustDiffer')));
}

export const askedSchema: v.GenericSchema<unknown, Asked> = v.pipe(
  object({
    contrasts: listed(contrast, 1),
    margin: positive,
    choices: v.optional(listed(choice, 0), []),
  }),
  v.check(
    ({ contrasts, choices }) => choices.every((c) => contrasts.some(({ id }) => id === c.contrast)),
    rule('namesNoContrast'),
  ),
);

export const predictionSchema: v.GenericSchema<unknown, Prediction> = object({
  choice: v.optional(id),
  levels: v.optional(
    v.pipe(
      list(object({ arm, loss: positive }), 0, mostArmsInFile),
      v.check((levels) => new Set(levels.map(({ arm }) => arm)).size === levels.length, rule('mustDiffer')),
    ),
  ),
  spread: v.optional(positive),
  why: v.optional(text(0, longestNote)),
});
