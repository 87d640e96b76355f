// What a scaling law is fitted to: every run of a record that has ended, with its size, the tokens it read, and its loss.

import { dataOf } from '#src/experiment/arms.ts';
import type { ArmRecord, ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { FitPoint } from '../fit/points.ts';
import { uniqueCharacters } from './scale-axis.ts';
import { asKept, scaleOf, type ArmSoFar } from './scale-points.ts';

/** A run of the record. */
export interface LawPoint extends FitPoint {
  readonly arm: number;
  readonly run: number;
}

/** N: weights that multiply (the head's, too); an embedding is looked up. */
export const sizeInLaw = ({ parameters: { core, head, scalars } }: ArmRecord): number => core + head + scalars;

export const tokensOf = ({ config }: ArmRecord): number => totalSteps(config) * config.batch * config.context;

/** In the order of arms, then seeds. Arms whose losses are of other tokens than the baseline's are left out, as in the chart. */
export function lawPoints(record: ExperimentRecord, soFar: readonly ArmSoFar[] = asKept(record)): LawPoint[] {
  const { points } = scaleOf(record, 'parameters', soFar);
  const measured = points.flatMap(({ arm, seeds }) => seeds.map(({ run, loss }) => pointOf(record, arm, run, { loss })));
  const diverged = soFar.flatMap(({ runs }, arm) =>
    runs.flatMap(({ status }, run) => (status === 'diverged' ? [pointOf(record, arm, run, { loss: NaN, diverged: true })] : [])),
  );
  return [...measured, ...diverged];
}

function pointOf(
  record: ExperimentRecord,
  arm: number,
  run: number,
  measured: { readonly loss: number; readonly diverged?: true },
): LawPoint {
  const of = record.arms[arm]!;
  const { config, parameters, runs } = of;
  const read = uniqueCharacters(config, dataOf(record, of).characters); // about as many tokens
  return {
    arm,
    run,
    parameters: sizeInLaw(of),
    otherParameters: parameters.total,
    tokens: tokensOf(of),
    ...(Number.isFinite(read) && { unique: read }),
    seed: runs[run]!.seed,
    ...(config.rateRule === 'none' && { learningRate: config.learningRate }),
    ...measured,
  };
}
