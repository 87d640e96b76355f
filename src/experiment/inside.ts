// The traces in a record: what was captured inside an arm, thinned out so that a long run does not grow without end.

import { mostCaptures } from './limits.ts';
import type { InsideRecord, SeedWeights, Trace, TraceKind } from './record.ts';

/** Numbers inside one arm after one step, mean over the seeds that train now. */
export interface InsideFrame {
  readonly arm: number;
  readonly step: number;
  readonly every: number; // steps from one capture to the next
  readonly values: readonly {
    readonly kind: TraceKind;
    readonly part: string;
    readonly index?: number;
    readonly layer: number;
    readonly value: number;
  }[];
  readonly seeds?: readonly SeedWeights[]; // what each of them has learned, if there are weights
}

/**
 * Appends a capture. So many steps after the first that all captures would be too many, every second is left out, then three of
 * four, and so on. Which stay depends on their steps alone: a run that is taken back and trained again keeps the same.
 */
export function addFrame(inside: InsideRecord | undefined, { step, every, values, seeds }: InsideFrame): InsideRecord {
  const kept = inside && sameTraces(inside, values) ? inside : withTraces(inside, values);
  const { steps } = kept;
  if (step <= (steps.at(-1) ?? -1)) return kept;
  const first = steps[0] ?? step;
  const powerOfTwo = every & -every; // as captures of another pace divide by little else
  let apart = 1; // of so many captures one stays
  const stays = (at: number): boolean => apart === 1 || at === first || at % (powerOfTwo * apart) === 0;
  const fits = (): boolean =>
    (step - first) / (every * apart) <= mostCaptures - 2 && steps.filter(stays).length + Number(stays(step)) <= mostCaptures;
  while (!fits()) apart *= 2;
  const thinner = steps.every(stays) ? kept : keepWhere(kept, (i) => stays(steps[i]!));
  if (stays(step)) {
    thinner.steps.push(step);
    values.forEach(({ value }, i) => thinner.traces[i]!.values.push(value));
    if (seeds) thinner.seeds = [...seeds];
  }
  return thinner;
}

/** Without what was captured after a step. */
export const upTo = (inside: InsideRecord, step: number): InsideRecord =>
  inside.steps.every((captured) => captured <= step) ? inside : keepWhere(inside, (i) => inside.steps[i]! <= step);

/** With the weights of one seed, where they are known, as the last of their traces. */
export function asInSeed(inside: InsideRecord, seed: number): InsideRecord {
  const weights = inside.seeds?.find((each) => each.seed === seed)?.weights;
  if (!weights) return inside;
  let next = 0;
  const traces = inside.traces.map((trace) =>
    trace.kind === 'weight' ? { ...trace, values: [...trace.values.slice(0, -1), weights[next++]!] } : trace,
  );
  return { ...inside, traces };
}

const keepWhere = ({ steps, traces }: InsideRecord, keep: (index: number) => boolean): InsideRecord => {
  const kept = <T>(list: readonly T[]): T[] => list.filter((_, i) => keep(steps.length - list.length + i));
  return { steps: kept(steps), traces: traces.map((t) => ({ ...t, values: kept(t.values) })) };
};

/** The traces of what is captured now, with what is known of them: those of wires begin before the visitor looks inside. */
function withTraces(inside: InsideRecord | undefined, values: InsideFrame['values']): InsideRecord {
  const known = new Map(inside?.traces.map((trace) => [keyOf(trace), trace.values]));
  const traces = values.map((value): Trace => {
    const { kind, part, index, layer } = value;
    return { kind, part, ...(index !== undefined && { index }), layer, values: known.get(keyOf(value)) ?? [] };
  });
  return { steps: traces.some((trace) => trace.values.length > 0) ? inside!.steps : [], traces };
}

/** The value of a trace at the i-th of the steps; none before it began. */
export const valueAt = ({ steps }: InsideRecord, { values }: Trace, i: number): number =>
  values[i - (steps.length - values.length)] ?? NaN;

/** A record from elsewhere may have other traces, or the same in another order. */
const sameTraces = ({ traces }: InsideRecord, values: InsideFrame['values']): boolean =>
  traces.length === values.length && traces.every((trace, i) => keyOf(trace) === keyOf(values[i]!));

const keyOf = ({ kind, part, index, layer }: Pick<Trace, 'kind' | 'part' | 'index' | 'layer'>): string =>
  `${kind} ${part} ${index} ${layer}`;
