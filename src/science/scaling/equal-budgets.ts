// Budgets: arms of equal work in several sizes, with a parabola through each budget and its lowest point, for the picture.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { computeOf } from '../fit/laws/law.ts';
import { isoFlops, type IsoFlops } from '../fit/measured/iso-flop.ts';
import { familiesOf } from './model-families.ts';
import { lawPoints, sizeInLaw, tokensOf } from './law-points.ts';
import { asKept, type ArmSoFar } from './as-kept.ts';

/** Whole steps and whole batches do not hit a budget exactly; sizes that are nearer to each other are one. */
const alike = 0.05;
const isAlike = (a: number, b: number): boolean => Math.abs(Math.log(a / b)) <= alike;

/** Undefined where it is no question of budgets: one model, whose every arm has another of equal work and another size. */
export function equalWorkOf(record: ExperimentRecord, soFar: readonly ArmSoFar[] = asKept(record)): IsoFlops | undefined {
  if (familiesOf(record.arms.map(({ config }) => config)).length > 1) return undefined;
  const sizes = record.arms.map((arm) => ({ parameters: sizeInLaw(arm), tokens: tokensOf(arm) }));
  const isOfBudget = sizes.every((a) =>
    sizes.some((b) => isAlike(computeOf(a), computeOf(b)) && !isAlike(a.parameters, b.parameters)),
  );
  return isOfBudget ? isoFlops(lawPoints(record, soFar).filter(({ diverged }) => !diverged)) : undefined;
}

/** The arms of a budget. */
export const armsAt = ({ arms }: ExperimentRecord, compute: number): number[] =>
  [...arms.keys()].filter((arm) =>
    isAlike(computeOf({ parameters: sizeInLaw(arms[arm]!), tokens: tokensOf(arms[arm]!) }), compute),
  );
