// What a scaling law is fitted to: the runs of a record that have ended and are alike but for size, with the tokens they read and their loss.

import { dataOf } from '#src/experiment/arms.ts';
import type { ArmRecord, ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { computeOf } from '../fit/laws/law.ts';
import { epochsOf, fewestValues, mostEpochs, type FitPoint } from '../fit/points.ts';
import { armsOfLaw } from './model-families.ts';
import { uniqueCharacters } from './scale-axis.ts';
import { asKept, type ArmSoFar } from './as-kept.ts';
import { scaleOf } from './scale-points.ts';

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
  const of = armsOfLaw(record);
  const points = scaleOf(record, 'parameters', soFar).points.filter(({ arm }) => of.has(arm));
  const measured = points.flatMap(({ arm, seeds }) => seeds.map(({ run, loss }) => pointOf(record, arm, run, { loss })));
  const diverged = soFar.flatMap(({ runs }, arm) =>
    runs.flatMap(({ status }, run) =>
      of.has(arm) && status === 'diverged' ? [pointOf(record, arm, run, { loss: NaN, diverged: true })] : [],
    ),
  );
  return [...measured.map((point) => atItsBest(record, point)), ...diverged];
}

/** What costs the most to train: of a sweep it comes last. */
export function dearest(record: ExperimentRecord): number | undefined {
  if (!record.sweep) return undefined;
  const cost = (arm: number): number =>
    computeOf({ parameters: sizeInLaw(record.arms[arm]!), tokens: tokensOf(record.arms[arm]!) });
  return [...armsOfLaw(record)].reduce((most, arm) => (cost(arm) > cost(most) ? arm : most));
}

/** Whether there is a law to look for: in a sweep, and where some runs read their text again and others did not. */
export function asksForLaw(record: ExperimentRecord): boolean {
  if (record.sweep) return true;
  const epochs = [...armsOfLaw(record)].map((arm) => epochsOf(pointOf(record, arm, 0, { loss: NaN })));
  return epochs.some((times) => times > mostEpochs) && epochs.filter((times) => times <= mostEpochs).length >= fewestValues;
}

/** What repeated text teaches is over before a model begins to know it by heart: by so much the curve ends above its lowest point. */
function atItsBest(record: ExperimentRecord, point: LawPoint): LawPoint {
  if (epochsOf(point) <= mostEpochs) return point;
  const losses = record.arms[point.arm]!.runs[point.run]!.validation.map(([, loss]) => loss);
  const last = losses.at(-1);
  return last === undefined ? point : { ...point, loss: point.loss - (last - Math.min(...losses)) };
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
