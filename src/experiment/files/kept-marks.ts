// What the visitor wrote or chose about a run, kept apart from its record: the worker rewrites the one while the page marks the other.

import * as v from 'valibot';
import { refuse } from '#src/words/message.ts';
import type { Prediction } from '../asked.ts';
import type { ExperimentRecord, Marks } from '../record.ts';
import { predictionSchema } from './asked-schema.ts';
import { upgradedMarks } from './migrations.ts';
import { conform } from './rules.ts';
import { marksSchema } from './schema.ts';

export interface KeptMarks {
  readonly baseline?: number | undefined; // the arm that the others are compared with
  readonly marks?: Marks | undefined;
  readonly prediction?: Prediction | undefined; // with what was said of it after Start
}

const schema = v.object({
  baseline: v.optional(v.number()),
  marks: v.optional(marksSchema),
  prediction: v.optional(predictionSchema),
});

/** The record as the visitor marked it. Marks that are damaged count as none: no run may be lost because of a note. */
export function withMarks(record: ExperimentRecord, kept: unknown): ExperimentRecord {
  if (kept === undefined) return record;
  const { success, output } = v.safeParse(schema, upgradedMarks(kept));
  if (!success) return record;
  const { marks: _, ...unmarked } = record;
  const baseline = output.baseline !== undefined && record.arms[output.baseline] ? output.baseline : record.baseline;
  const { marks, prediction } = output;
  return { ...unmarked, baseline, ...(marks && { marks }), ...(prediction && { prediction }) };
}

/** What may be stored. */
export function checkMarks(kept: KeptMarks): KeptMarks {
  return conform(schema, kept, (place, rule) => refuse('notKept', { what: place.split('.').at(-1)!, rule }));
}
