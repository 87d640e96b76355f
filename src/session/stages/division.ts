// Which cohorts are on the GPU at the same time. Those of an experiment all are, so that its arms make equal progress. Those of a sweep
// follow each other, each alone, the cheapest first: its chart fills from the left, and memory is that of the largest.

import { modelConfig, totalSteps } from '#src/experiment/settings.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import { planExperiment, type Ground } from '#src/train/experiment-plan.ts';
import type { Member } from '#src/train/members.ts';
import { Refusal } from '#src/words/message.ts';

/** Cohorts that take turns, by key. */
export type Stage = ReadonlyMap<string, readonly Member[]>;

/**
 * A replica costs the less the more there are: a cohort of a sweep is divided only where its memory asks for it. `hasEnded`: of a sweep,
 * which runs need not be trained again.
 */
export function stagesOf(cohorts: Stage, ground: Ground, hasEnded?: (member: Member) => boolean): Stage[] {
  if (!hasEnded) return [cohorts];
  return [...cohorts]
    .flatMap(([key, members]) => divided(key, members, ground))
    .filter(({ members }) => !members.every(hasEnded))
    .sort((a, b) => a.flops - b.flops)
    .map(({ key, members }) => new Map([[key, members]]));
}

interface Part {
  readonly key: string;
  readonly members: readonly Member[];
  readonly flops: number; // of its training
}

/** In halves, quarters, … that fit without making anything twice; what does not fit even alone is left, to be refused in words. */
function divided(key: string, members: readonly Member[], ground: Ground): Part[] {
  for (let parts = 1; ; parts *= 2) {
    const each = Math.ceil(members.length / parts);
    if (each > 1 && !fits(members.slice(0, each), ground)) continue;
    const chunks = Array.from({ length: Math.ceil(members.length / each) }, (_, i) => members.slice(i * each, (i + 1) * each));
    return chunks.map((chunk, i) => ({
      key: chunks.length === 1 ? key : `${key} part ${i}`,
      members: chunk,
      flops: chunk.length * flopsOf(chunk[0]!),
    }));
  }
}

function fits(members: readonly Member[], ground: Ground): boolean {
  try {
    return planExperiment(new Map([['', members]]), ground).every(({ graph }) => !graph.recomputes);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

const flopsOf = ({ config, source }: Member): number =>
  totalSteps(config) * config.batch * config.context * flopsPerToken(modelConfig(config, source.vocab));
