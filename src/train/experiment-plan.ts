// What all cohorts of an experiment take together. They are on the GPU at the same time, so their memory adds up; it is planned, and
// refused in words, before anything is allocated.

import { curvePassages } from '#src/data/held-out.ts';
import { mostMemory } from '#src/experiment/limits.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import type { Limits } from '#src/graph/memory.ts';
import { refuse } from '#src/words/message.ts';
import { planCohort, type CohortPlan } from './cohort-plan.ts';
import type { Member } from './members.ts';

/** Where an experiment is to be trained. */
export interface Ground {
  readonly limits: Limits;
  readonly tuning: Tuning;
  /** Bytes for all of it. */
  readonly memory?: number;
}

/**
 * The plan of each cohort. Where they do not fit together, those recompute their activations that save most by it, as few as
 * possible; or all, if asked.
 */
export function planExperiment(
  cohorts: ReadonlyMap<string, readonly Member[]>,
  { limits, tuning, memory = mostMemory }: Ground,
  recompute = false,
): CohortPlan[] {
  const plan = (key: string, recompute: boolean): CohortPlan => {
    const members = cohorts.get(key)!;
    return planCohort(key, members, limits, tuning, { recompute, windows: curvePassages * members[0]!.source.heldOut.windows });
  };
  const plans = [...cohorts.keys()].map((key) => plan(key, recompute));
  if (bytesOf(plans) <= memory) return plans;
  const saved = plans.map((kept, place) => {
    const instead = kept.graph.recomputes ? kept : plan(kept.key, true);
    return { place, instead, bytes: bytesOf([kept]) - bytesOf([instead]) };
  });
  for (const { place, instead, bytes } of saved.sort((a, b) => b.bytes - a.bytes)) {
    if (bytes > 0) plans[place] = instead;
    if (bytesOf(plans) <= memory) return plans;
  }
  throw refused(plans, memory);
}

/** Of GPU memory, for those members that count. One cohort after the other is copied for a checkpoint. */
export function bytesOf(plans: readonly CohortPlan[], counts: (member: Member) => boolean = () => true): number {
  const sizes = plans.map((plan) => ({ plan, replicas: plan.members.filter(counts).length }));
  const held = sizes.reduce((sum, { plan, replicas }) => sum + plan.bytesWith(replicas), 0);
  return held + Math.max(...sizes.map(({ plan, replicas }) => plan.checkpointBytesWith(replicas)));
}

/** With what would fit: fewer arms, or fewer seeds of each. */
function refused(plans: readonly CohortPlan[], allowed: number): Error {
  const needed = bytesOf(plans);
  const members = plans.flatMap((plan) => plan.members);
  const arms = ascending(members.map((m) => m.arm));
  const seeds = ascending(members.map((m) => m.run));
  if (arms.length === 1) return refuse('armTooLarge', { needed, allowed });
  const fits = (counts: (member: Member) => boolean): boolean => bytesOf(plans, counts) <= allowed;
  return refuse('experimentTooLarge', {
    arms: arms.length,
    needed,
    allowed,
    fittingArms: arms.findLastIndex((last) => fits((m) => m.arm <= last)) + 1,
    fittingSeeds: seeds.findLastIndex((last) => fits((m) => m.run <= last)) + 1,
  });
}

const ascending = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);
