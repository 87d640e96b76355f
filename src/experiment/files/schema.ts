// What an experiment record may contain. Imported files and stored records pass through here before anything uses them.
// The result is built key by key from this list, so whatever else a file contains is dropped.

import * as v from 'valibot';
import { refuse } from '#src/words/message.ts';
import {
  largestRecord,
  largestSeed,
  largestText,
  longestCurve,
  longestName,
  longestNote,
  longestQuestion,
  longestTrace,
  mostArmsInFile,
  mostSeedsInFile,
  mostTraces,
  mostTrainings,
} from '../limits.ts';
import { partsOfTime, recordVersion, type Curve, type ExperimentRecord, type FloorLine } from '../record.ts';
import { isGrid } from '../sweep/sweep.ts';
import { armSchema } from './arm-schema.ts';
import { askedSchema, predictionSchema } from './asked-schema.ts';
import { deviceSchema } from './device-schema.ts';
import { readJson } from './json.ts';
import { upgradedRecord } from './migrations.ts';
import { conform, finite, id, list, moment, object, oneOf, positive, rule, text, truth, whole } from './rules.ts';
import { said } from './said.ts';
import { sweepSchema, tunedSchema } from './sweep-schema.ts';
import { refuseBroken } from './whole.ts';

/** By hand, not pair by pair: a record has many thousands of points. */
const curve = v.pipe(
  v.custom<unknown[]>(
    (value) => Array.isArray(value) && value.length <= longestCurve,
    rule('mustBeCurve', { most: longestCurve }),
  ),
  v.rawTransform<unknown[], Curve>(({ dataset, addIssue, NEVER }) => {
    const points: Curve = [];
    for (const point of dataset.value) {
      if (!isPoint(point) || point[0] <= (points.at(-1)?.[0] ?? -1)) {
        addIssue({ message: rule('wrongPair', { at: points.length }) });
        return NEVER;
      }
      points.push([point[0], point[1]]);
    }
    return points;
  }),
);
const isPoint = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[0]) && Number.isFinite(value[1]);

const run = object({
  seed: whole(0, largestSeed),
  training: whole(0, mostTrainings - 1),
  plan: v.optional(whole(0, mostArmsInFile - 1)),
  train: curve,
  validation: curve,
  heldOut: v.optional(object({ text: text(1, 64), tokens: whole(1), context: whole(1) })),
  final: v.optional(finite),
  ends: v.optional(curve),
  deciding: v.optional(curve),
  tokens: whole(),
  seconds: positive,
  secondsShare: positive,
  status: oneOf('waiting', 'training', 'finished', 'diverged', 'stopped'),
  reason: v.optional(said),
});

const timed = v.pipe(
  v.custom<[unknown, unknown]>((value) => Array.isArray(value) && value.length === 2, rule('mustBeList', { fewest: 2, most: 2 })),
  v.tuple([whole(), positive]),
);
const plan = object({ runs: whole(1), times: list(timed, partsOfTime, partsOfTime) });
const training = object({
  startedAt: v.optional(moment),
  device: deviceSchema,
  separate: v.optional(truth),
  plans: v.optional(list(plan, 0, mostArmsInFile)),
});

const checksum = v.pipe(text(64, 64), v.regex(/^[0-9a-f]+$/, rule('mustBeChecksum')));

const data = object({
  name: text(0, 200),
  licence: text(0, 1000),
  characters: whole(),
  vocab: whole(1, 1_000_000),
  validationTokens: whole(),
  checksum: v.optional(checksum),
  lost: v.optional(said),
});

const trace = object({
  kind: oneOf('weight', 'gradient', 'update', 'stream'),
  part: text(1, 60),
  index: v.optional(whole()),
  layer: whole(-1, 255),
  values: list(finite, 0, longestTrace),
});
const inside = v.pipe(
  object({
    steps: list(whole(), 0, longestTrace),
    traces: list(trace, 0, mostTraces),
    seeds: v.optional(list(object({ seed: whole(0, largestSeed), weights: list(finite, 0, mostTraces) }), 0, mostSeedsInFile)),
  }),
  v.check(({ steps, traces }) => traces.every(({ values }) => values.length <= steps.length), rule('oneValuePerStep')),
  v.check(({ traces, seeds = [] }) => {
    const learned = traces.filter(({ kind }) => kind === 'weight').length;
    return seeds.every(({ weights }) => weights.length === learned);
  }, rule('oneValuePerWeight')),
);

const origin = object({ id, title: text(1, longestName), startedAt: moment, data });

/** That are 1 in a hexadecimal digit. */
const bitsOf = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];
const filter = v.pipe(
  object({
    blocks: whole(1),
    kept: v.pipe(text(1, largestText), v.regex(/^[0-9a-f]+$/, rule('mustBeKept'))),
    keptBlocks: whole(1),
    clean: whole(),
    keptClean: whole(),
    flops: positive,
    seconds: positive,
  }),
  v.check(
    ({ blocks, kept, keptBlocks, clean, keptClean }) =>
      kept.length === Math.ceil(blocks / 4) &&
      keptBlocks === [...kept].reduce((sum, digit) => sum + bitsOf[Number.parseInt(digit, 16)]!, 0) &&
      keptBlocks <= blocks &&
      clean <= blocks &&
      keptClean <= Math.min(clean, keptBlocks),
    rule('mustBeKept'),
  ),
);

const armIndex = whole(0, mostArmsInFile - 1);
const runIndex = whole(0, mostSeedsInFile - 1);
const flag = v.optional(truth);
const note = v.optional(text(0, longestNote));
const runMark = object({
  arm: armIndex,
  run: runIndex,
  name: v.optional(text(1, longestName)),
  note,
  pinned: flag,
  hidden: flag,
});
export const marksSchema = object({
  note,
  styles: v.optional(list(armIndex, 0, mostArmsInFile)),
  runs: v.optional(list(runMark, 0, mostArmsInFile * mostSeedsInFile)),
});

const arm = object({
  name: text(1, longestName),
  config: armSchema,
  tuned: v.optional(tunedSchema),
  vocab: whole(1, 1_000_000),
  parameters: object({ core: whole(), embedding: whole(), head: whole(), scalars: whole(), total: whole() }),
  flopsPerToken: positive,
  flopsPerToken6N: positive,
  dispatchesPerStep: whole(),
  recomputed: v.optional(truth),
  samples: list(object({ step: whole(), seed: whole(0, largestSeed), text: text(0, 20_000) }), 0, 10_000),
  runs: list(run, 1, mostSeedsInFile),
  inside: v.optional(inside),
  filter: v.optional(filter),
  origin: v.optional(origin),
  data: v.optional(data),
});

const floor = v.pipe(
  object({
    kind: oneOf('guess', 'rule', 'ngram', 'other'),
    order: v.optional(whole(0, 100)),
    counted: v.optional(whole(1)),
    name: v.optional(text(1, longestName)),
    loss: finite,
  }),
  v.check(
    ({ kind, order, counted, name }) =>
      (order !== undefined) === (kind === 'ngram') &&
      (counted === undefined || kind === 'ngram') &&
      (name !== undefined) === (kind === 'other'),
    rule('mustBeFloor'),
  ),
) as unknown as v.GenericSchema<unknown, FloorLine>;

const recordSchema = v.pipe(
  object({
    version: v.literal(recordVersion, rule('wrongVersion', { newest: recordVersion })),
    id,
    experiment: text(1, 60),
    title: text(1, longestName),
    question: text(0, longestQuestion),
    size: text(1, 60),
    startedAt: moment,
    updatedAt: moment,
    status: oneOf('training', 'paused', 'finished', 'stopped'),
    reason: v.optional(said),
    data,
    floors: list(floor, 0, 100),
    trainings: list(training, 1, mostTrainings),
    baseline: armIndex,
    asked: v.optional(askedSchema),
    prediction: v.optional(predictionSchema),
    sweep: v.optional(sweepSchema),
    marks: v.optional(marksSchema),
    arms: list(arm, 1, mostArmsInFile),
  }),
  v.check(({ sweep, arms }) => !sweep || isGrid(sweep, arms), rule('mustBeGrid')),
  v.check(
    ({ trainings, arms }) => arms.every(({ runs }) => runs.every((r) => trainings[r.training] !== undefined)),
    rule('namesNoTraining'),
  ),
  v.check(
    ({ trainings, arms }) =>
      arms.every(({ runs }) => runs.every((r) => r.plan === undefined || trainings[r.training]?.plans?.[r.plan] !== undefined)),
    rule('namesNoPlan'),
  ),
) satisfies v.GenericSchema<unknown, ExperimentRecord>;

/** A copy that is known to be a record, with its keys in a fixed order. Refuses it with the place that is wrong. */
export function checkRecord(value: unknown): ExperimentRecord {
  return conform(recordSchema, upgradedRecord(value), (place, rule) => refuse('notARecord', { place, rule }));
}

/** A record from a file: exported by the page, or written by the command line. */
export const parseRecord = (json: string): ExperimentRecord => checkFile(readRecord(json));

/** The first half of it: what the text says, be it a record or not. */
export function readRecord(json: string): unknown {
  if (json.length > largestRecord) throw refuse('recordTooLarge', { most: largestRecord });
  return readJson(json);
}

/** The second half. */
export function checkFile(value: unknown): ExperimentRecord {
  const record = checkRecord(value);
  refuseBroken(record);
  return record;
}
