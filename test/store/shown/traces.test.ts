// What is inside the models that train: captured while the visitor looks, and looked at again as they train on.

import { computed } from '@lit-labs/signals';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { InsideFrame } from '#src/experiment/inside.ts';
import { lessons } from '#src/lessons/lessons.ts';
import type { Look, LookRequest } from '#src/session/look.ts';
import { setServices } from '#src/store/services.ts';
import * as inside from '#src/store/shown/traces.ts';
import { Refusal, message } from '#src/words/message.ts';
import { fakeExperiments } from '../fake-experiments.ts';
import { emptyRecord } from '../fake-record.ts';
import { fakeSetups } from '../fake-setups.ts';
import { fakeWorker, type FakeWorker } from '../fake-worker.ts';

const record = emptyRecord(lessons[0]!.spec('nano'));
const frame = (arm: number, step: number, value: number): InsideFrame => ({
  arm,
  step,
  every: 5,
  values: [{ kind: 'weight', part: 'firstLayer', index: 0, layer: 0, value }],
});
const request: LookRequest = { arm: 1, text: 'the whale', layer: 0, head: 0 };
const lookAt = (step: number): Look => ({ arm: 1, step, tokens: ['a'], attention: Float32Array.of(1), lens: [] });

let worker: FakeWorker;
beforeEach(async () => {
  worker = fakeWorker(0);
  setServices({ worker, experiments: fakeExperiments(), setups: fakeSetups() });
  await inside.unfold(false);
  await inside.setCadence(5);
  inside.takeTraces(record, false);
  vi.spyOn(worker, 'inspect');
});

describe('captures', () => {
  it('are asked for only while the panel is unfolded, as often as the visitor wants', async () => {
    await inside.setCadence(20);
    await inside.unfold(true);
    await inside.setCadence(7);
    await inside.unfold(false);
    expect(vi.mocked(worker.inspect).mock.calls).toEqual([0, 20, 7, 0].map((every) => [every, true]));
  });

  it('are not asked for in a rhythm that is none', async () => {
    await inside.unfold(true);
    vi.mocked(worker.inspect).mockClear();
    for (const every of [0, -1, 2.5, NaN]) await inside.setCadence(every);
    expect(worker.inspect).not.toHaveBeenCalled();
  });

  it('grow in place, and those who watch are told', () => {
    const seen = computed(() => inside.traces.get().map((arm) => arm?.traces[0]!.values.join()));
    expect(seen.get()).toEqual([undefined, undefined, undefined, undefined]);
    inside.addFrames([frame(1, 5, 1)]);
    const [, arm] = inside.traces.get();
    inside.addFrames([frame(1, 10, 2), frame(3, 10, 7)]);
    expect(seen.get()).toEqual([undefined, '1,2', undefined, '7']);
    expect(inside.traces.get()[1]).toBe(arm);
  });

  it('do not grow into the record they came from', () => {
    const kept = structuredClone(record);
    kept.arms[1]!.inside = { steps: [5], traces: [{ kind: 'weight', part: 'firstLayer', index: 0, layer: 0, values: [1] }] };
    inside.takeTraces(kept, false);
    inside.addFrames([frame(1, 10, 2)]);
    expect(inside.traces.get()[1]!.steps).toEqual([5, 10]);
    expect(kept.arms[1]!.inside.steps).toEqual([5]);
  });
});

describe('a look', () => {
  beforeEach(() => {
    let step = 0;
    vi.spyOn(worker, 'look').mockImplementation(async () => lookAt(++step));
  });

  it('is taken again when its arm has trained on, but not while the panel is folded', async () => {
    await inside.lookAt(request);
    expect(inside.look.get()!.step).toBe(1);
    inside.addFrames([frame(1, 5, 1)]);
    expect(worker.look).toHaveBeenCalledTimes(1);
    await inside.unfold(true);
    inside.addFrames([frame(0, 10, 1)]);
    expect(worker.look, 'another arm has').toHaveBeenCalledTimes(1);
    inside.addFrames([frame(1, 10, 1)]);
    await vi.waitFor(() => expect(inside.look.get()!.step).toBe(2));
    expect(vi.mocked(worker.look).mock.calls).toEqual([[request], [request]]);
  });

  it('is forgotten with its experiment, and kept where that is saved or goes on', async () => {
    await inside.lookAt(request);
    inside.takeTraces(record, true);
    expect(inside.look.get()).toBeDefined();
    inside.takeTraces(record, false);
    expect(inside.look.get()).toBeUndefined();
    await inside.unfold(true);
    inside.addFrames([frame(1, 5, 1)]);
    expect(worker.look).toHaveBeenCalledTimes(1);
  });

  it('that the worker refuses leaves its sentence, until one succeeds', async () => {
    vi.mocked(worker.look).mockRejectedValueOnce(new Refusal(message('said', { text: 'No model is loaded.' })));
    await inside.lookAt(request);
    expect(inside.lookProblem.get()).toBe('No model is loaded.');
    await inside.lookAt(request);
    expect(inside.lookProblem.get()).toBe('');
  });
});
