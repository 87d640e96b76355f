// Points of a sweep that differ in their length alone share what lies before the learning rate comes down: each goes on from a snapshot
// of the one before it, taken where that begins to end.

import { upTo } from '#src/experiment/inside.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { trunksOf } from '#src/train/branches.ts';
import type { Member } from '#src/train/members.ts';

/** What goes on from a cohort, and after how many of its steps. */
export interface Branch {
  readonly into: string; // the key of the cohort that goes on
  readonly members: readonly Member[]; // of that, each in the place of its trunk
  readonly step: number;
}

/** By the key of the trunk. `cohorts`: in the order in which they train; `begins`: one that has not begun yet. */
export function branchesOf(
  cohorts: readonly (readonly [key: string, members: readonly Member[]])[],
  begins: (key: string) => boolean,
): Map<string, Branch> {
  const branches = new Map<string, Branch>();
  const taken = new Set<string>();
  cohorts.forEach(([key, members], place) => {
    for (const [into, longer] of cohorts.slice(place + 1)) {
      const step = taken.has(into) || !begins(into) ? undefined : sharedSteps(members, longer);
      if (step === undefined) continue;
      branches.set(key, { into, members: longer, step });
      taken.add(into);
      return;
    }
  });
  return branches;
}

/** Steps that these have in common, member by member; undefined if they have none. */
function sharedSteps(members: readonly Member[], longer: readonly Member[]): number | undefined {
  if (members.length !== longer.length) return undefined;
  const steps = members.map(({ seed, config }, i) => {
    const other = longer[i]!;
    const [trunk] = seed === other.seed ? trunksOf([config, other.config]) : [];
    return trunk?.arm === 1 ? trunk.branches[0]!.step : undefined;
  });
  return steps.every((step) => step === steps[0]) ? steps[0] : undefined;
}

/** The runs that go on are as far as their trunk was. */
export function copyTrunk(record: ExperimentRecord, trunk: readonly Member[], { members, step }: Branch): void {
  for (const [i, { arm, run }] of members.entries()) {
    const from = trunk[i]!;
    const own = record.arms[arm]!;
    const { train, validation, heldOut, seconds, secondsShare } = record.arms[from.arm]!.runs[from.run]!;
    const before = ([at]: readonly [number, number]): boolean => at <= step;
    Object.assign(own.runs[run]!, {
      train: train.filter(before),
      validation: validation.filter(before),
      tokens: step * own.config.batch * own.config.context,
      seconds,
      secondsShare,
      ...(heldOut && { heldOut }),
    });
    if (own.inside) own.inside = upTo(own.inside, step);
  }
}
