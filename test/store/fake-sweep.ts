// A sweep whose runs end where a known law says, with seeds beside it.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { armsOf, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { lossAt, type Law, type Size } from '#src/science/fit/laws/law.ts';
import { sizeInLaw, tokensOf } from '#src/science/scaling/law-points.ts';
import { emptyRecord, lessonNamed } from './fake-record.ts';

export const law: Law = { E: 1.5, A: 30, alpha: 0.45, B: 60, beta: 0.4 };

const sweep: Sweep = { axes: [{ width: [16, 32, 64, 128] }, { steps: [50, 100, 200, 400] }] };

export const sweepSpec: ExperimentSpec = {
  experiment: 'own',
  title: 'Grid',
  question: 'How does the loss fall?',
  size: 'own',
  seeds: [0, 1, 2],
  arms: armsOf({ ...baseArm, depth: 4, heads: 1, context: 32, batch: 8 }, sweep),
  sweep,
};

/** Its first points have ended, in the order in which a session trains them: the cheapest first. */
export function sweepRecord(ended = sweepSpec.arms.length, id = 'sweep'): ExperimentRecord {
  const record: ExperimentRecord = { ...emptyRecord(sweepSpec, id), sweep };
  const cost = (arm: number): number => sizeInLaw(record.arms[arm]!) * tokensOf(record.arms[arm]!);
  const order = [...record.arms.keys()].sort((a, b) => cost(a) - cost(b));
  return endedRecord(
    record,
    order.slice(0, ended),
    (size, arm, seed) => lossAt(law, size) + 0.004 * Math.sin(3 * arm + 2 * seed),
  );
}

/** Where these arms have ended, and no others. */
export function endedRecord(
  record: ExperimentRecord,
  ended: readonly number[],
  lossOf: (size: Size, arm: number, seed: number) => number,
): ExperimentRecord {
  for (const arm of ended) {
    const of = record.arms[arm]!;
    const size = { parameters: sizeInLaw(of), tokens: tokensOf(of) };
    for (const run of of.runs) {
      const loss = Number(lossOf(size, arm, run.seed).toFixed(6));
      const { steps } = of.config;
      Object.assign(run, {
        status: 'finished',
        tokens: size.tokens,
        train: [[steps, loss]],
        validation: [
          [1, 4.4],
          [steps, loss],
        ],
        heldOut: { text: 'novel', tokens: 2034, context: 32 },
        final: loss,
        ends: [[2034, loss]],
      });
    }
  }
  record.status = ended.length === record.arms.length ? 'finished' : 'stopped';
  return record;
}

/** Of a lesson at nano, all of whose arms have ended. */
export function endedLesson(id: string, lossOf: (size: Size, arm: number, seed: number) => number): ExperimentRecord {
  const spec = lessonNamed(id).spec('nano');
  const record: ExperimentRecord = { ...emptyRecord(spec, id), ...(spec.sweep && { sweep: spec.sweep }) };
  return endedRecord(record, [...record.arms.keys()], lossOf);
}
