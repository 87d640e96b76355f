// The numbers of the result table: the mean over seeds of the last held-out loss, its spread and its n. No claims.

import type { ExperimentRecord, ReplicaStatus } from '#src/runs/record.ts';
import type { Progress } from '#workers/protocol.ts';
import type { ArmCurves } from './curves.ts';
import { lastPoint } from './series.ts';

export interface ResultRow {
  readonly name: string;
  readonly step: number;
  readonly n: number; // seeds that count
  readonly diverged: number;
  readonly mean: number; // held-out loss, NaN before the first evaluation
  readonly deviation: number; // over seeds; NaN below two
  readonly train: number;
  readonly parameters: number;
  readonly tokens: number; // of one seed
  readonly flops: number; // of one seed
  readonly seconds: number; // shared by all seeds of the arm
  readonly secondsShare: number;
}

export function resultRows(
  record: ExperimentRecord,
  curves: readonly ArmCurves[],
  progress: Progress | undefined,
): ResultRow[] {
  // prettier-ignore
  return record.arms.map((arm, index) => {
    const live = progress?.arms.find((p) => p.arm === index);
    const statuses: readonly ReplicaStatus[] = live?.statuses ?? arm.replicas.map((r) => r.status);
    const counts = (replica: number): boolean => statuses[replica] !== 'diverged';
    const last = (kind: 'train' | 'validation'): { step: number; loss: number }[] =>
      (curves[index]?.replicas ?? [])
        .filter((_, replica) => counts(replica))
        .map((replica) => lastPoint(replica[kind]))
        .filter((point) => point !== undefined && Number.isFinite(point.loss)) as { step: number; loss: number }[];
    const held = last('validation');
    const step = live?.step ?? Math.max(0, ...arm.replicas.map((r) => r.tokens / (arm.config.batch * arm.config.context)));
    const tokens = step * arm.config.batch * arm.config.context;
    return {
      name: arm.name,
      step,
      n: held.length,
      diverged: statuses.filter((s) => s === 'diverged').length,
      mean: mean(held.map((p) => p.loss)),
      deviation: deviation(held.map((p) => p.loss)),
      train: mean(last('train').map((p) => p.loss)),
      parameters: arm.parameters.total,
      tokens,
      flops: tokens * arm.flopsPerToken,
      seconds: live?.seconds ?? Math.max(0, ...arm.replicas.map((r) => r.seconds)),
      secondsShare: live?.secondsShare ?? Math.max(0, ...arm.replicas.map((r) => r.secondsShare)),
    };
  });
}

export const mean = (values: readonly number[]): number =>
  values.length ? values.reduce((sum, v) => sum + v, 0) / values.length : NaN;

/** Sample standard deviation. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (values.length - 1));
}
