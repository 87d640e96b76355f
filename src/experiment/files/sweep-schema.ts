// What a file may say of a sweep: its axes.

import * as v from 'valibot';
import { mostAxes, mostPoints } from '../limits.ts';
import { lengthOf, pointsOf, type Axis, type Sweep } from '../sweep/sweep.ts';
import { settings } from './arm-schema.ts';
import { list, object, rule } from './rules.ts';

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
