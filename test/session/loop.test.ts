// Cohorts take turns, steps go to the GPU in pieces, and an arm that diverges holds up no other.

import { describe, expect, test, vi } from 'vitest';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { Cohort } from '#src/train/cohort.ts';
import { piecesOfStep } from '#src/train/pace.ts';
import { TrainedModel } from '#src/train/trained-model.ts';
import { sentenceOf } from '#src/words/message.ts';
import { specOf, tiny } from '../tiny.ts';
import { curvesOf, run, uninterrupted } from './run.ts';

test('cohorts of different shape go forward together', async () => {
  const { listener } = await uninterrupted();
  const { steps } = tiny;
  for (const { arms } of listener.allProgress)
    expect(Math.abs(arms[0]!.step - arms[1]!.step)).toBeLessThanOrEqual(Math.ceil(steps / 6) * 2);
});

test('the first step, whose time nobody knows, goes to the GPU in small pieces', async () => {
  const train = vi.spyOn(Cohort.prototype, 'train');
  const evaluate = vi.spyOn(TrainedModel.prototype, 'evaluate');
  try {
    await run(specOf(1, {}));
    expect(train.mock.calls[0]).toEqual([1, piecesOfStep(0)]);
    expect(train.mock.calls.length).toBeGreaterThan(1);
    for (const [, pieces] of [...train.mock.calls, ...evaluate.mock.calls]) expect(pieces).toBeGreaterThanOrEqual(1);
  } finally {
    vi.restoreAllMocks();
  }
});

describe('an arm that diverges', () => {
  // The decay multiplies every matrix by −9 at each step.
  const hopeless: Partial<ArmConfig> = { learningRate: 1, weightDecay: 10, clip: 0, warmup: 1, steps: 40 };
  const healthy: Partial<ArmConfig> = { clip: 0, warmup: 1, steps: 40 };

  test('ends with a sentence and can be resumed; its neighbours in the cohort finish', async () => {
    const alone = await run(specOf(2, healthy));
    const { record, listener, saved } = await run(specOf(2, healthy, hopeless));
    expect(record.status).toBe('stopped');
    const [fine, gone] = record.arms;
    expect(fine!.runs.map((r) => r.status)).toEqual(['finished', 'finished']);
    expect(gone!.runs.map((r) => r.status)).toEqual(['diverged', 'diverged']);
    expect(sentenceOf(gone!.runs[0]!.reason!)).toMatch(/^The loss was no longer a number at step \d+: .+\.$/);
    expect(sentenceOf(record.reason!)).toBe(`arm 1: ${sentenceOf(gone!.runs[0]!.reason!)}`);
    expect(listener.states.at(-1)).toEqual({ phase: 'stopped', resumable: true, message: record.reason });
    expect(curvesOf(record)[0]).toEqual(curvesOf(alone.record)[0]);
    const losses = gone!.runs.flatMap((r) => [...r.train, ...r.validation]).map(([, loss]) => loss);
    expect(losses.length).toBeGreaterThan(0);
    expect(losses.every(Number.isFinite)).toBe(true);
    const { record: kept, plans } = saved.at(-1)!;
    const again = await run({ record: kept, plans: plans! });
    expect(again.record.status).toBe('stopped');
    expect(curvesOf(again.record)[0]).toEqual(curvesOf(alone.record)[0]);
  });

  test('alone in its cohort, it does not hold up the others', async () => {
    const { record } = await run(specOf(1, { ...hopeless, width: 12 }, healthy));
    expect(record.arms.map((a) => a.runs[0]!.status)).toEqual(['diverged', 'finished']);
    expect(record.arms[0]!.runs[0]!.tokens).toBeLessThan(record.arms[1]!.runs[0]!.tokens);
  });

  test('alone in its cohort, it gives back its memory while the others train', async () => {
    const rest = vi.spyOn(Cohort.prototype, 'rest');
    try {
      const { listener } = await run(specOf(1, { ...hopeless, width: 12 }, healthy));
      const [first] = rest.mock.contexts;
      expect((first as Cohort).config.width).toBe(12);
      const held = listener.allProgress.filter(({ arms }) => arms[1]!.step > 0).map(({ bytes }) => bytes);
      const after = held.filter((bytes) => bytes < 0.7 * held[0]!);
      expect(after.length, 'told while training, and at the end').toBeGreaterThan(1);
    } finally {
      rest.mockRestore();
    }
  });
});
