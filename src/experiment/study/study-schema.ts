// What the record of a study may contain, built key by key as records of experiments are (files/schema.ts).

import * as v from 'valibot';
import { message, refuse, type Message, type Refusal } from '#src/words/message.ts';
import { said } from '../files/said.ts';
import { conform, finite, id, list, moment, object, oneOf, positive, rule, text, truth, whole } from '../files/rules.ts';
import { deviceSchema } from '../files/device-schema.ts';
import { largestSeed, longestName, longestPrompt, mostSeedsInFile } from '../limits.ts';
import { studyVersion, type StudyRecord } from './study-record.ts';

const mostPoints = 100_000;
const mostTranscripts = 1000;
const mostAttempts = 1000; // texts at one prompt
const longestAttempt = 2000;
const longestPolicy = 1_000_000; // characters of base 64
const keys = 64; // settings, and stages

const name = text(1, longestName);
const settings = v.pipe(
  v.record(v.string(), finite, rule('mustBeObject')),
  v.check((given) => Object.keys(given).length <= keys, rule('mustBeList', { fewest: 0, most: keys })),
);

const specEntries = {
  study: text(1, 60),
  size: text(1, 60),
  seeds: list(whole(0, largestSeed), 1, mostSeedsInFile),
  settings,
  guess: v.optional(finite),
};

const studySchema = object({
  kind: oneOf('study'),
  version: whole(studyVersion, studyVersion),
  id,
  ...specEntries,
  startedAt: moment,
  updatedAt: moment,
  status: oneOf('training', 'finished', 'stopped'),
  reason: v.optional(said),
  devices: list(deviceSchema, 0, 1000),
  seconds: positive,
  points: list(
    object({
      line: name,
      x: finite,
      values: list(v.nullable(finite), 1, mostSeedsInFile),
      of: v.optional(whole(1)),
      at: positive,
    }),
    0,
    mostPoints,
  ),
  transcripts: list(
    object({
      stage: name,
      prompt: text(0, longestPrompt),
      attempts: list(object({ text: text(0, longestAttempt), right: v.optional(truth) }), 0, mostAttempts),
    }),
    0,
    mostTranscripts,
  ),
  attempts: list(
    object({
      stage: name,
      each: whole(1),
      right: list(list(whole(0), 0, mostPoints), 1, mostSeedsInFile),
    }),
    0,
    keys,
  ),
  policies: v.pipe(
    v.record(v.string(), text(0, longestPolicy), rule('mustBeObject')),
    v.check(
      (given) => Object.values(given).every((policy) => /^[A-Za-z0-9+/]*=*$/.test(policy)),
      rule('mustBeText', { shortest: 0, longest: longestPolicy }),
    ),
  ),
});

/** Whether a value means to be the record of a study. */
export const isStudy = (value: unknown): boolean => (value as { readonly kind?: unknown } | null)?.kind === 'study';

/** Refuses it with the place that is wrong. */
export function checkStudy(value: unknown): StudyRecord {
  const record = conform(studySchema as unknown as v.GenericSchema<unknown, StudyRecord>, value, notAStudy);
  const seeds = record.seeds.length;
  const asMany = message('mustBeList', { fewest: seeds, most: seeds });
  if (new Set(record.seeds).size < seeds) throw notAStudy('seeds', message('mustDiffer'));
  const wrong = record.points.findIndex(({ values }) => values.length !== seeds);
  if (wrong >= 0) throw notAStudy(`points[${wrong}].values`, asMany);
  const noShare = record.points.findIndex(({ of, values }) => of !== undefined && !values.every(isShare));
  if (noShare >= 0) throw notAStudy(`points[${noShare}].values`, message('mustBeShares'));
  for (const [i, { each, right }] of record.attempts.entries()) {
    if (right.length !== seeds) throw notAStudy(`attempts[${i}].right`, asMany);
    if (right.flat().some((count) => count > each))
      throw notAStudy(`attempts[${i}].right`, message('mustBeWhole', { smallest: 0, largest: each }));
  }
  return record;
}

const isShare = (value: number | null): boolean => value === null || (value >= 0 && value <= 1 + 1e-6);

const notAStudy = (place: string, rule: Message): Refusal => refuse('notARecord', { place, rule });
