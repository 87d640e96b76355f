// What a session records is what it tells, point by point, for whole experiments at the size made for tests.

import { describe, expect, test } from 'vitest';
import { lessons } from '#src/lessons/lessons.ts';
import { curvesOf, phases, replicasOf, run } from './run.ts';

// The widths of the third lesson would only compile more kernels.
describe.each(['shortcuts', 'data'])('the %s experiment', (id) => {
  test('trains every run to the end, and tells all it records', async () => {
    const spec = lessons.find((each) => each.id === id)!.spec('test');
    const { record, listener, saved } = await run(spec);
    expect(phases(listener)).toEqual(['preparing', 'training', 'finished']);
    expect(record.status).toBe('finished');
    expect(record.reason).toBeUndefined();
    expect(listener.records).toHaveLength(1);
    expect(replicasOf(listener.records[0]!).every((r) => r.train.length === 0 && r.status === 'waiting')).toBe(true);
    const { steps, batch, context } = spec.arms[0]!.config;
    record.arms.forEach((arm, a) => {
      expect(arm.name).toBe(spec.arms[a]!.name);
      expect(arm.dispatchesPerStep).toBeGreaterThan(20);
      expect(arm.samples.map((s) => s.step)).toEqual([11, 15, 30]);
      expect(arm.samples.every((s) => s.seed === spec.seeds[0] && s.text.length > 40)).toBe(true);
      arm.runs.forEach((run, r) => {
        expect(run.status).toBe('finished');
        expect(run.seed).toBe(spec.seeds[r]);
        expect(run.tokens).toBe(steps * batch * context);
        expect(run.seconds).toBeGreaterThan(0);
        expect(run.train.map(([step]) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
        expect(run.validation.map(([step]) => step)).toEqual([1, 4, 7, 11, 15, 19, 25, 30]);
        // Of the tokens of the curve, and of more where the run is long enough to pay for it.
        expect(run.ends![0]).toEqual([run.heldOut!.tokens, run.validation.at(-1)![1]]);
        expect(run.final).toBe(run.ends!.at(-1)![1]);
        expect([run.final!, ...run.train.map(([, loss]) => loss)].every((l) => l === Number(l.toFixed(6)))).toBe(true);
        expect([...run.train, ...run.validation].every(([, loss]) => loss > 1 && loss < 6)).toBe(true);
        expect(listener.curve(a, r, 'train')).toEqual(run.train);
        expect(listener.curve(a, r, 'validation')).toEqual(run.validation);
      });
    });
    expect(listener.allSamples).toHaveLength(3 * record.arms.length);
    expect(record.floors.length).toBeGreaterThan(2);
    expect(listener.allReferences).toEqual([record.floors]);
    const last = listener.allProgress.at(-1)!;
    expect(last.arms.map((a) => a.step)).toEqual(spec.arms.map(() => steps));
    expect(last.arms.every((a) => a.statuses.every((s) => s === 'finished'))).toBe(true);
    expect(last.arms.map((a) => a.finals)).toEqual(record.arms.map((arm) => arm.runs.map((r) => r.final)));
    expect(last.secondsLeft).toBe(0);
    expect(last.bytes).toBeGreaterThan(0);
    const kept = saved.at(-1)!;
    expect(kept.record.status).toBe('finished');
    expect(curvesOf(kept.record)).toEqual(curvesOf(record));
    expect(kept.plans!.every((p) => p.step === steps && p.alive.every(Boolean))).toBe(true);
  });
});
