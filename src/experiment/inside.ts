// The traces in a record: what was captured inside an arm, thinned out so that a long run does not grow without end.

import { mostCaptures } from './limits.ts';
import type { InsideRecord, Trace, TraceKind } from './record.ts';

/** Numbers inside one arm after one step, mean over the seeds that train now. */
export interface InsideFrame {
  readonly arm: number;
  readonly step: number;
  readonly values: readonly {
    readonly kind: TraceKind;
    readonly part: string;
    readonly index?: number;
    readonly layer: number;
    readonly value: number;
  }[];
}

/**
 * Appends a capture. When the record is full every second capture is dropped; from then on, as long as it is more than half
 * full, only those are taken that are as far apart as the last two.
 */
export function addFrame(inside: InsideRecord | undefined, { step, values }: InsideFrame): InsideRecord {
  let kept = inside && sameTraces(inside, values) ? inside : emptyInside(values);
  if (kept.steps.length >= mostCaptures) kept = keepWhere(kept, (i) => i % 2 === 1);
  const [before, last] = [kept.steps.at(-2), kept.steps.at(-1)];
  const thinned = kept.steps.length >= mostCaptures / 2;
  const nearest = thinned ? last! - before! : 1;
  if (last === undefined || step - last >= nearest) {
    kept.steps.push(step);
    values.forEach(({ value }, i) => kept.traces[i]!.values.push(value));
  }
  return kept;
}

/** Without what was captured after a step. */
export const upTo = (inside: InsideRecord, step: number): InsideRecord => keepWhere(inside, (i) => inside.steps[i]! <= step);

const keepWhere = ({ steps, traces }: InsideRecord, keep: (index: number) => boolean): InsideRecord => {
  const kept = <T>(list: readonly T[]): T[] => list.filter((_, i) => keep(i));
  return { steps: kept(steps), traces: traces.map((t) => ({ ...t, values: kept(t.values) })) };
};

const emptyInside = (values: InsideFrame['values']): InsideRecord => ({
  steps: [],
  traces: values.map(({ kind, part, index, layer }) => ({
    kind,
    part,
    ...(index !== undefined && { index }),
    layer,
    values: [],
  })),
});

/** A record from elsewhere may have other traces, or the same in another order. */
const sameTraces = ({ traces }: InsideRecord, values: InsideFrame['values']): boolean =>
  traces.length === values.length && traces.every((trace, i) => keyOf(trace) === keyOf(values[i]!));

const keyOf = ({ kind, part, index, layer }: Pick<Trace, 'kind' | 'part' | 'index' | 'layer'>): string =>
  `${kind} ${part} ${index} ${layer}`;
