// What training made of the wires: their learned weights as they were captured, mean over the seeds, and how thick that is drawn.

import type { InsideRecord, Trace } from '#src/experiment/record.ts';
import type { Wire } from './wires.ts';

const keyOf = (part: string, index: number | undefined, layer: number): string => `${part} ${index ?? ''} ${layer}`;

/** The traces of weights, by wire. */
export function tracesByWire(inside: InsideRecord | undefined): (wire: Wire) => Trace | undefined {
  const traces = new Map<string, Trace>();
  for (const trace of inside?.traces ?? [])
    if (trace.kind === 'weight') traces.set(keyOf(trace.part, trace.index, trace.layer), trace);
  return ({ weight }) => weight && traces.get(keyOf(weight.part, weight.index, weight.layer));
}

/** The newest weight of a wire; what it is fixed at; undefined where nothing was captured. */
export function weightOf(wire: Wire, traceOf: (wire: Wire) => Trace | undefined): number | undefined {
  return wire.fixed ?? traceOf(wire)?.values.at(-1);
}

/** Pixels: a hair at 0, as thick as the stream at 1, and no thicker than fits at 1½. */
export const thicknessOf = (weight: number): number => Math.round((0.6 + 2.4 * Math.min(Math.abs(weight), 1.5)) * 100) / 100;
