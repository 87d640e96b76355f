// What the visitor wrote or chose about a run, kept apart from its record: the worker rewrites the one while the page marks the other.

import * as v from 'valibot';
import { refuse } from '#src/words/message.ts';
import type { Prediction } from './asked.ts';
import { predictionSchema } from './files/asked-schema.ts';
import { upgradedMarks } from './files/migrations.ts';
import { conform } from './files/rules.ts';
import { marksSchema } from './files/schema.ts';
import type { ExperimentRecord, Marks, RunMark } from './record.ts';
import { placesOf } from './sweep/sweep.ts';

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

type Marked = Pick<ExperimentRecord, 'marks' | 'sweep'>;

export const markOf = ({ marks }: Marked, arm: number, run: number): RunMark | undefined =>
  marks?.runs?.find((mark) => mark.arm === arm && mark.run === run);

/**
 * The arm's place in the palette, which gives it colour, marker and dash. Its letter stays that of its position. Of a sweep, points that
 * share their place on the first axis look alike.
 */
export const placeOf = ({ marks, sweep }: Marked, arm: number): number =>
  marks?.styles?.[arm] ?? (sweep ? placesOf(sweep, arm)[0]! : arm);

export const isHidden = (record: Marked, arm: number, run: number): boolean => markOf(record, arm, run)?.hidden === true;

/** Of an arm that has no other run there is nothing to draw, neither its mean. */
export const isArmHidden = (record: ExperimentRecord, arm: number): boolean =>
  record.arms[arm]!.runs.every((_, run) => isHidden(record, arm, run));

/** How many runs are not drawn. */
export const hiddenRuns = ({ marks, arms }: ExperimentRecord): number =>
  marks?.runs?.filter((run) => run.hidden === true && arms[run.arm]?.runs[run.run]).length ?? 0;
