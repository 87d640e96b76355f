// A training curve of a long run has means for points. Interrupted at any step, it has the same ones.

import { expect, test } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Lane } from '#src/session/lane.ts';
import { rewind } from '#src/session/new-record.ts';
import { Recorder } from '#src/session/recorder.ts';
import type { LossSum } from '#src/storage/checkpoint.ts';
import type { Member } from '#src/train/members.ts';
import { integer } from '#src/data/random.ts';
import { sampleRecord } from '../experiment/sample-record.ts';
import { tiny } from '../tiny.ts';
import { heard } from './listener.ts';

/** A record of one arm with two runs of so many steps, and nothing measured yet. */
function emptyRecord(steps: number): ExperimentRecord {
  const record = sampleRecord({ status: 'training' });
  const [arm] = record.arms;
  arm!.config = { ...arm!.config, steps };
  const [run] = arm!.runs;
  arm!.runs = [0, 1].map((seed) => ({ ...run!, seed, train: [], validation: [], tokens: 0, status: 'waiting' }));
  record.arms = [arm!];
  return record;
}

const members = [0, 1].map((run) => ({ arm: 0, run, config: tiny })) as Member[];
const lossAt = (step: number, run: number): number => 3 + integer(7, run, step, 1000) / 777;

/** Trains from one step to another; what a checkpoint then keeps of the means. */
function train(record: ExperimentRecord, steps: number, from: number, to: number, sums?: readonly LossSum[]): LossSum[] {
  const cohort = { members, steps, step: from, tokensPerStep: 1 };
  const lane = { cohort, seconds: 0, good: sums && { sums } } as unknown as Lane;
  const recorder = new Recorder(heard(), record, [lane]);
  const metrics = Array.from({ length: to - from }, (_, i) => ({
    step: from + i + 1,
    loss: Float32Array.from(members, ({ run }) => lossAt(from + i + 1, run)),
    norm: new Float32Array(2),
    diverged: [false, false],
  }));
  recorder.trained(lane, metrics);
  return recorder.sumsOf(lane);
}

test.each([1001, 2000, 6000, 9999])('a run of %i steps that is interrupted three times', (steps) => {
  const through = emptyRecord(steps);
  train(through, steps, 0, steps);
  const record = emptyRecord(steps);
  let sums: LossSum[] | undefined;
  let at = 0;
  for (const loss of [0, 1, 2]) {
    const saved = at + 1 + integer(3, loss, steps, steps / 4);
    sums = train(record, steps, at, saved, sums);
    train(record, steps, saved, saved + 50, sums); // shown, but not in the checkpoint
    rewind(record, members, saved);
    at = saved;
  }
  train(record, steps, at, steps, sums);
  for (const [i, { train: curve }] of record.arms[0]!.runs.entries()) expect(curve).toEqual(through.arms[0]!.runs[i]!.train);
});
