// What an experiment record may contain. Imported files and stored records pass through here before anything uses them.
// The result is built key by key from this list, so whatever else a file contains is dropped.

import * as v from 'valibot';
import {
  deepestFile,
  largestRecord,
  largestSeed,
  longestCurve,
  longestName,
  longestNote,
  longestQuestion,
  longestTrace,
  mostArmsInFile,
  mostSeedsInFile,
  mostTraces,
} from './limits.ts';
import { upgraded } from './migrations.ts';
import type { ArmConfig } from './settings.ts';
import { checkArm, options } from './options.ts';
import { idPattern } from './identity.ts';
import { recordVersion, type Curve, type ExperimentRecord } from './record.ts';

const many = Number.MAX_SAFE_INTEGER;

const object = <T extends v.ObjectEntries>(entries: T) =>
  v.object(entries, (issue) => (issue.expected === 'Object' ? 'must be an object' : 'is missing'));

function text(shortest: number, longest: number) {
  const rule = `must be a text of ${shortest} to ${longest} characters`;
  return v.pipe(v.string(rule), v.minLength(shortest, rule), v.maxLength(longest, rule));
}

const finite = v.pipe(v.number('must be a finite number'), v.finite('must be a finite number'));
const positive = v.pipe(finite, v.minValue(0, 'must be a number of 0 or more'));

function whole(smallest = 0, largest = many) {
  const range = largest === many ? `of ${smallest} or more` : `from ${smallest} to ${largest}`;
  const rule = `must be a whole number ${range}`;
  return v.pipe(v.number(rule), v.integer(rule), v.minValue(smallest, rule), v.maxValue(largest, rule));
}

function list<T extends v.GenericSchema>(item: T, fewest: number, most: number) {
  const rule = `must be a list of ${fewest} to ${most} entries`;
  return v.pipe(v.array(item, rule), v.minLength(fewest, rule), v.maxLength(most, rule));
}

const oneOf = <const T extends readonly string[]>(...values: T) => v.picklist(values, `must be one of ${values.join(', ')}`);
const time = 'must be a time like 2025-01-31T12:00:00Z';
const moment = v.pipe(
  v.string(time),
  v.isoTimestamp(time),
  v.check((text) => !Number.isNaN(Date.parse(text)), time),
);

const curveRule = `must be a list of at most ${longestCurve} pairs [step, loss]`;
const pointRule = 'the step must be whole and later than the one before, the loss a finite number';
/** By hand, not pair by pair: a record has many thousands of points. */
const curve = v.pipe(
  v.custom<unknown[]>((value) => Array.isArray(value) && value.length <= longestCurve, curveRule),
  v.rawTransform<unknown[], Curve>(({ dataset, addIssue, NEVER }) => {
    const points: Curve = [];
    for (const point of dataset.value) {
      if (!isPoint(point) || point[0] <= (points.at(-1)?.[0] ?? -1)) {
        addIssue({ message: `has a wrong pair [step, loss] at ${points.length}: ${pointRule}` });
        return NEVER;
      }
      points.push([point[0], point[1]]);
    }
    return points;
  }),
);
const isPoint = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[0]) && Number.isFinite(value[1]);

const id = v.pipe(text(1, 64), v.regex(idPattern, 'must have only letters, digits and hyphens'));

const kinds = {
  switch: v.boolean('must be true or false'),
  integer: finite,
  number: finite,
  choice: text(1, 200),
  text: text(1, 200),
};
/** The kind of each field from the table of options; their ranges and combinations from `checkArm`. */
const fields = Object.fromEntries(options.map(({ key, kind }) => [key, kinds[kind]]));
const config = v.pipe(
  object(fields) as unknown as v.GenericSchema<unknown, ArmConfig>,
  v.rawCheck(({ dataset, addIssue }) => {
    const wrong = dataset.typed ? checkArm(dataset.value)[0] : undefined;
    if (wrong) addIssue({ message: `cannot be used: ${wrong.replace(/\.$/, '')}` });
  }),
);

const replica = object({
  seed: whole(0, largestSeed),
  train: curve,
  validation: curve,
  final: v.optional(finite),
  batch: whole(0, 255),
  device: v.optional(text(0, 300)),
  tokens: whole(),
  seconds: positive,
  secondsShare: positive,
  status: oneOf('waiting', 'training', 'finished', 'diverged', 'stopped'),
  reason: v.optional(text(0, 1000)),
});

const device = object({
  adapter: text(0, 300),
  software: v.boolean('must be true or false'),
  where: text(0, 1000),
  kernels: v.optional(text(0, 300)),
});

const data = object({
  name: text(0, 200),
  licence: text(0, 1000),
  characters: whole(),
  vocab: whole(1, 1_000_000),
  validationTokens: whole(),
});

const trace = object({
  kind: oneOf('weight', 'gradient', 'update', 'stream'),
  group: text(1, 60),
  layer: whole(-1, 255),
  values: list(finite, 0, longestTrace),
});
const inside = v.pipe(
  object({ steps: list(whole(), 0, longestTrace), traces: list(trace, 0, mostTraces) }),
  v.check(
    ({ steps, traces }) => traces.every(({ values }) => values.length === steps.length),
    'must have one value of each trace for each step',
  ),
);

const origin = object({ id, title: text(1, longestName), startedAt: moment, device, data });

const armIndex = whole(0, mostArmsInFile - 1);
const flag = v.optional(v.boolean('must be true or false'));
const note = v.optional(text(0, longestNote));
export const marksSchema = object({
  note,
  styles: v.optional(list(armIndex, 0, mostArmsInFile)),
  runs: v.optional(
    list(
      object({
        arm: armIndex,
        replica: whole(0, mostSeedsInFile - 1),
        name: v.optional(text(1, longestName)),
        note,
        pinned: flag,
        hidden: flag,
      }),
      0,
      mostArmsInFile * mostSeedsInFile,
    ),
  ),
});

const arm = object({
  name: text(1, longestName),
  config,
  vocab: whole(1, 1_000_000),
  parameters: object({ core: whole(), embedding: whole(), head: whole(), scalars: whole(), total: whole() }),
  flopsPerToken: positive,
  flopsPerToken6N: positive,
  dispatchesPerStep: whole(),
  recomputed: v.optional(v.boolean('must be true or false')),
  samples: list(object({ step: whole(), seed: whole(0, largestSeed), text: text(0, 20_000) }), 0, 10_000),
  replicas: list(replica, 1, mostSeedsInFile),
  inside: v.optional(inside),
  origin: v.optional(origin),
});

const recordSchema = object({
  version: v.literal(recordVersion, `must be 1 or ${recordVersion}: this file was made by another version of Plateau`),
  id,
  experiment: text(1, 60),
  title: text(1, longestName),
  question: text(0, longestQuestion),
  size: text(1, 60),
  startedAt: moment,
  updatedAt: moment,
  status: oneOf('training', 'paused', 'finished', 'stopped'),
  reason: v.optional(text(0, 1000)),
  device,
  data,
  references: list(object({ label: text(1, longestName), loss: finite }), 0, 100),
  baseline: armIndex,
  marks: v.optional(marksSchema),
  arms: list(arm, 1, mostArmsInFile),
}) satisfies v.GenericSchema<unknown, ExperimentRecord>;

/** A copy that is known to be a record, with its keys in a fixed order. Throws one sentence that names the place. */
export function checkRecord(value: unknown): ExperimentRecord {
  const result = v.safeParse(recordSchema, upgraded(value), { abortEarly: true });
  if (result.success) return result.output;
  const [{ path = [], message }] = result.issues;
  const place = path.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  throw new Error(`This is not a Plateau experiment: ${place.slice(1) || 'the file'} ${message}.`);
}

const forbiddenKeys = ['__proto__', 'constructor', 'prototype'];

/** A record from a file: exported by the page, or written by the command line. */
export function parseRecord(json: string): ExperimentRecord {
  if (json.length > largestRecord) throw new Error(`An experiment file may have at most ${largestRecord / 2 ** 20} MB.`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error('This file is not JSON: choose an experiment that was exported from Plateau.');
  }
  refuseForbidden(value, 0);
  return checkRecord(value);
}

/** No run has these keys; a file that does was made to change the prototype of something. */
function refuseForbidden(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > deepestFile) throw new Error(`An experiment file may nest at most ${deepestFile} levels.`);
  if (!Array.isArray(value)) {
    const forbidden = forbiddenKeys.find((key) => Object.hasOwn(value, key));
    if (forbidden) throw new Error(`An experiment file may not have a key ${forbidden}.`);
  }
  for (const inner of Object.values(value)) refuseForbidden(inner, depth + 1);
}
