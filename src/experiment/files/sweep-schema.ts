// What a file may say of a sweep: its axes; and of rates that were tried.

import * as v from 'valibot';
import { mostAxes, mostPoints, mostRates, mostSteps } from '../limits.ts';
import { takenRate, type Tried, type Tuned } from '../sweep/tuned.ts';
import { lengthOf, pointsOf, type Axis, type Sweep } from '../sweep/sweep.ts';
import { settings } from './arm-schema.ts';
import { finite, list, object, positive, rule, whole } from './rules.ts';

const values = Object.fromEntries(
  Object.entries(settings).map(([key, schema]) => [key, v.optional(list(schema, 1, mostPoints))]),
);

const axis = v.pipe(
  object(values) as unknown as v.GenericSchema<unknown, Axis>,
  v.check(
    (given) => lengthOf(given) > 0 && Object.values(given).every((of) => of.length === lengthOf(given)),
    rule('mustBeAxis'),
  ),
);

const apart = (axes: Axis[]): boolean => {
  const keys = axes.flatMap((given) => Object.keys(given));
  return new Set(keys).size === keys.length;
};

export const sweepEntries = {
  axes: v.pipe(
    list(axis, 1, mostAxes),
    v.check(apart, rule('mustDiffer')),
    v.check((axes) => pointsOf({ axes }) <= mostPoints, rule('tooManyPoints', { most: mostPoints })),
  ),
};

export const sweepSchema: v.GenericSchema<unknown, Sweep> = object(sweepEntries);

const tried = v.pipe(
  v.custom<[unknown, unknown]>((value) => Array.isArray(value) && value.length === 2, rule('mustBeList', { fewest: 2, most: 2 })),
  v.tuple([positive, v.nullable(finite)]),
) as unknown as v.GenericSchema<unknown, Tried>;

const tunedEntries = {
  given: positive,
  steps: whole(1, mostSteps),
  tried: v.pipe(
    list(tried, 1, mostRates),
    v.check((of) => of.every(([rate], i) => i === 0 || rate > of[i - 1]![0]), rule('mustAscend')),
    v.check((of) => takenRate({ given: 0, steps: 1, tried: of }) !== undefined, rule('mustHaveLoss')),
  ),
};

export const tunedSchema: v.GenericSchema<unknown, Tuned> = object(tunedEntries);
/** Of a spec: the same, and for which of its arms. */
export const tunedArms = { arms: list(whole(0, mostPoints - 1), 1, mostPoints), ...tunedEntries };
