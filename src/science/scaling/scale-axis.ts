// What losses are held against: of an arm its size, the text it read, how much of it and how much of that was clean, or what it cost.

import { baselineOf, dataOf, pairsOf } from '#src/experiment/arms.ts';
import { flopsAfter, type ArmRecord, type ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { speedOf } from '../verdict/speeds.ts';

export const scaleAxes = ['parameters', 'uniqueText', 'tokens', 'cleanTokens', 'flops', 'seconds'] as const;
export type ScaleAxis = (typeof scaleAxes)[number];

/** How far an arm is. */
export interface Reached {
  readonly steps: number;
  readonly seconds: number; // on the GPU, all seeds together
}

/** Undefined where the arm has no such size: made-up text that never ends, or time that was not measured. */
export function sizeOf(
  record: ExperimentRecord,
  arm: ArmRecord,
  axis: ScaleAxis,
  { steps, seconds }: Reached,
): number | undefined {
  const { config, parameters, filter } = arm;
  const tokens = steps * config.batch * config.context;
  const size = {
    parameters: parameters.total,
    uniqueText: uniqueCharacters(config, dataOf(record, arm).characters),
    tokens,
    cleanTokens: tokens * cleanShare(arm),
    flops: flopsAfter(arm, tokens),
    seconds: seconds > 0 ? seconds + (filter?.seconds ?? 0) : seconds,
  }[axis];
  return size > 0 && Number.isFinite(size) ? size : undefined;
}

/**
 * A tenth of a text is held out; 0 asks for all of the rest, and a filter leaves a share. Of what has no end there is as much as is
 * asked for.
 */
export function uniqueCharacters(
  { uniqueText, filterKeep }: Pick<ArmConfig, 'uniqueText' | 'filterKeep'>,
  characters: number,
): number {
  const all = characters > 0 ? Math.floor((characters * 9) / 10) : Infinity;
  return filterKeep * (uniqueText === 0 ? all : Math.min(uniqueText, all));
}

/** Of what is trained on: not replaced, and not in a shuffled block. Copies are clean. */
export function cleanShare({ config, filter }: Pick<ArmRecord, 'config' | 'filter'>): number {
  const inOrder = filter ? filter.keptClean / filter.keptBlocks : 1 - config.shuffled;
  return (1 - config.noise) * inOrder;
}

/** The time of an arm says something beside that of the baseline only where both were measured alike. */
export function isTimedAlike(record: ExperimentRecord, arm: number): boolean {
  const baseline = baselineOf(record);
  if (arm === baseline) return true;
  const speed = speedOf(record, pairsOf(record.arms[arm]!.runs, record.arms[baseline]!.runs));
  return speed !== 'together' && speed !== 'replicas' && speed !== 'apart'; // known also while it trains, and of older records
}

/** The first in which these arms differ: what somebody who put them side by side wants to see. */
export function axisFor(record: ExperimentRecord): ScaleAxis {
  const sizes = (axis: ScaleAxis): Set<number | undefined> =>
    new Set(record.arms.map((arm) => sizeOf(record, arm, axis, { steps: totalSteps(arm.config), seconds: 0 })));
  return (['uniqueText', 'parameters', 'tokens', 'flops'] as const).find((axis) => sizes(axis).size > 1) ?? 'parameters';
}
