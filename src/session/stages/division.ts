// Which cohorts are on the GPU at the same time. Those of an experiment all are, so that its arms make equal progress. Those of a sweep
// follow each other, each alone, the cheapest first: its chart fills from the left, and memory is that of the largest.

import { modelConfig, totalSteps } from '#src/experiment/settings.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import type { CohortPlan } from '#src/train/cohort-plan.ts';
import { planExperiment, type Ground } from '#src/train/experiment-plan.ts';
import type { Member } from '#src/train/members.ts';
import { Refusal } from '#src/words/message.ts';

/** Cohorts that take turns, by key. */
export type Stage = ReadonlyMap<string, readonly Member[]>;

export interface PlannedStage {
  readonly stage: Stage;
  readonly plans: readonly CohortPlan[];
}

/** Of a sweep. */
interface Divided {
  readonly hasEnded: (member: Member) => boolean; // and need not be trained again
  readonly replicas: (members: readonly Member[]) => number; // of a cohort: how many to train together
}

/** A cohort of a sweep is divided as its replicas cost the least, and further where its memory asks for it. */
export function stagesOf(cohorts: Stage, ground: Ground, sweep?: Divided): PlannedStage[] {
  if (!sweep) return [{ stage: cohorts, plans: planExperiment(cohorts, ground) }];
  return [...cohorts].flatMap(([key, members]) => divided(key, members, ground, sweep)).sort((a, b) => flopsOf(a) - flopsOf(b));
}

/** In halves, quarters, … of that which fit without making anything twice; what does not fit even alone is refused in words. */
function divided(key: string, members: readonly Member[], ground: Ground, { hasEnded, replicas }: Divided): PlannedStage[] {
  for (let each = replicas(members); ; each = Math.ceil(each / 2)) {
    const stages = Array.from({ length: Math.ceil(members.length / each) }, (_, i): Stage => {
      const name = each >= members.length ? key : `${key} ${each} from ${i * each}`;
      return new Map([[name, members.slice(i * each, (i + 1) * each)]]);
    });
    const first = planned(stages[0]!, ground, each > 1);
    if (!first) continue;
    return stages.flatMap((stage, i): PlannedStage[] => {
      if ([...stage.values()].flat().every(hasEnded)) return [];
      return [{ stage, plans: i === 0 ? first : planExperiment(stage, ground) }];
    });
  }
}

/** Undefined if it can be divided further and had better be. */
function planned(stage: Stage, ground: Ground, divisible: boolean): CohortPlan[] | undefined {
  try {
    const plans = planExperiment(stage, ground);
    return divisible && plans.some(({ graph }) => graph.recomputes) ? undefined : plans;
  } catch (error) {
    if (divisible && error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Of its training. */
const flopsOf = ({ stage }: PlannedStage): number =>
  [...stage.values()].flat().reduce((sum, { config, source }) => {
    const tokens = totalSteps(config) * config.batch * config.context;
    return sum + tokens * flopsPerToken(modelConfig(config, source.vocab));
  }, 0);
