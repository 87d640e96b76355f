// As long as nothing moved that has a place on the chart, nothing derived from it is derived again.

import { describe, expect, it } from 'vitest';
import { soFar } from '#src/components/curves/scale/arms-so-far.ts';
import { scaleShown } from '#src/components/curves/scale/scale-shown.ts';
import type { ExperimentRecord, RunStatus } from '#src/experiment/record.ts';
import type { Progress } from '#src/session/events.ts';
import { preferences } from '#src/store/preferences.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { filledRecord, fourWidths } from '../../../store/fake-record.ts';
import { sweepRecord } from '../../../store/fake-sweep.ts';

/** `done` arms have ended, the next one trains. */
function progressAt(record: ExperimentRecord, done: number, step: number): Progress {
  const status = (arm: number): RunStatus => (arm < done ? 'finished' : arm === done ? 'training' : 'waiting');
  const arms = record.arms.map(({ config, runs }, arm) => ({
    ...{ arm, training: 0, steps: config.steps, secondsShare: 1, tokensPerSecond: 1, dispatchesPerStep: 1, finals: [] },
    step: arm < done ? config.steps : arm === done ? step : 0,
    seconds: arm < done ? 1 : arm === done ? step / 100 : 0,
    statuses: runs.map(() => status(arm)),
  }));
  return { arms, secondsLeft: 1, bytes: 1 };
}

describe('a sweep that reports its progress', () => {
  const record = sweepRecord();
  record.status = 'training';
  for (const { runs } of record.arms) for (const run of runs) run.status = 'training';
  const curves = curvesOf(record);
  const at = (done: number, step: number) => soFar({ record, curves, progress: progressAt(record, done, step) });

  it('is as it was until a point ends', () => {
    const before = at(3, 10);
    expect(at(3, 20)).toBe(before);
    const after = at(4, 0);
    expect(after).not.toBe(before);
    expect(after[3]!.runs.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished']);
  });

  it('is placed once against each axis', () => {
    const shown = (step: number, axis: 'parameters' | 'tokens') =>
      scaleShown(
        { record, curves, progress: progressAt(record, 5, step), view: preferences.get() },
        { axis, logX: true, logY: false },
      ).scale;
    expect(shown(20, 'parameters')).toBe(shown(10, 'parameters'));
    expect(shown(20, 'tokens')).not.toBe(shown(20, 'parameters'));
    expect(shown(10, 'parameters').points).toHaveLength(5);
  });

  it('is another where a run diverges', () => {
    const before = at(3, 10);
    const { arms, ...progress } = progressAt(record, 3, 10);
    const lost = arms.map((arm) => (arm.arm === 3 ? { ...arm, statuses: ['training', 'diverged', 'training'] as const } : arm));
    expect(soFar({ record, curves, progress: { ...progress, arms: lost } })).not.toBe(before);
  });
});

it('arms that are watched while they train move at every report', () => {
  const record = filledRecord(fourWidths, 0.5);
  const curves = curvesOf(record);
  const at = (step: number) => soFar({ record, curves, progress: progressAt(record, 0, step) });
  const before = at(10);
  expect(at(10)).toBe(before);
  expect(at(11)).not.toBe(before);
});
