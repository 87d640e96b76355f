// A session opens again where it was interrupted, compiles what is new, and fits the memory of the GPU.

import { describe, expect, test, vi } from 'vitest';
import { sentenceOf } from '#src/words/message.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { specOf, tiny } from '../tiny.ts';
import type { Heard } from './listener.ts';
import { curvesOf, replicasOf, run, sharedKernels, twoShapes, uninterrupted, type Ended } from './run.ts';

describe('an interruption changes nothing:', () => {
  test('stop, and open again from what was saved', async () => {
    const through = await uninterrupted();
    const first = await run(twoShapes, (session, { listener }) => {
      listener.onProgress = ({ arms }) => arms[0]!.step > 6 && session.stop();
    });
    expect(first.record.status).toBe('stopped');
    expect(first.listener.states.at(-1)).toEqual({ phase: 'stopped', resumable: true });
    expect(replicasOf(first.record).every((r) => r.status === 'stopped')).toBe(true);
    const { record, plans } = first.saved.at(-1)!;
    expect(plans).toHaveLength(2);
    expect(plans![0]!.step).toBeLessThan(tiny.steps);
    const again = await run({ record, plans: plans! });
    expect(again.record.status).toBe('finished');
    expect(curvesOf(again.record)).toEqual(curvesOf(through.record));
    expect(again.weights).toEqual(through.weights);
    expect(again.record.arms.map((a) => a.samples)).toEqual(through.record.arms.map((a) => a.samples));
    // The listener hears the curve so far with the record, and then only what is new.
    const [begun] = again.listener.records;
    const before = begun!.arms[0]!.runs[0]!.train;
    expect([...before, ...again.listener.curve(0, 0, 'train')]).toEqual(again.record.arms[0]!.runs[0]!.train);
    expect(before.length).toBe(plans!.find((p) => p.key.includes('"width",8'))!.step);
  });

  test('a crash loses what came after the checkpoint, and trains it again', async () => {
    const through = await uninterrupted();
    const first = await run(twoShapes, (session, { listener }) => {
      void listener.next('paused').then(() => session.continue());
      listener.onProgress = ({ arms }) => {
        if (arms[0]!.step > 3) session.pause();
        if (arms[0]!.step > 3) listener.onProgress = () => {};
      };
    });
    // The record went on after the checkpoint that the pause saved.
    const { plans } = first.saved.find((s) => s.plans?.every((p) => p.step > 0))!;
    expect(plans!.every((p) => p.step < tiny.steps)).toBe(true);
    const again = await run({ record: structuredClone(first.record), plans: plans! });
    expect(curvesOf(again.record)).toEqual(curvesOf(through.record));
    expect(again.weights).toEqual(through.weights);
  });

  test('beyond a thousand steps, where points are means: one that is not complete is kept with the weights', async () => {
    const long = specOf(1, { steps: 1003, depth: 1, width: 4 }); // two steps a point
    const through = await run(long);
    const first = await run(long, (session, { listener }) => {
      listener.onProgress = ({ arms }) => arms[0]!.step >= 3 && session.stop();
    });
    const { record, plans } = first.saved.findLast((s) => s.plans)!;
    expect(plans![0]!.sums).toHaveLength(1);
    const again = await run({ record, plans: plans! });
    expect(curvesOf(again.record)).toEqual(curvesOf(through.record));
  });

  test('a run whose checkpoint is gone starts over', async () => {
    const through = await uninterrupted();
    const again = await run({ record: structuredClone(through.record), plans: [] });
    expect(curvesOf(again.record)).toEqual(curvesOf(through.record));
    expect(again.weights).toEqual(through.weights);
  });
});

test('the next experiment of the same kind compiles nothing, whatever its width, seeds and arms', async () => {
  const { device } = await sharedKernels();
  const compile = vi.spyOn(device, 'createComputePipelineAsync');
  await run(specOf(1, { width: 16, heads: 2 }));
  const compiled = compile.mock.calls.length;
  await run(specOf(2, { width: 24, heads: 3 }, { width: 24, heads: 3, depth: 2 }));
  expect(compile.mock.calls.length).toBe(compiled);
  compile.mockRestore();
});

describe('a GPU with too little memory', () => {
  /** Opens and trains a session on a GPU that is out of memory for the first `times` cohorts. */
  async function refused(times: number): Promise<Ended> {
    const { device } = await sharedKernels();
    const { popErrorScope } = device;
    let left = times;
    device.popErrorScope = () =>
      left-- > 0 ? popErrorScope.call(device).then(() => new GPUOutOfMemoryError('')) : popErrorScope.call(device);
    try {
      return await run(twoShapes);
    } finally {
      device.popErrorScope = popErrorScope;
    }
  }

  test('trains all the same: activations are recomputed, and it says so', async () => {
    const plain = await uninterrupted();
    expect(plain.record.arms.map((a) => a.recomputed)).toEqual([false, false]);
    const buffers = countBuffers((await sharedKernels()).device);
    try {
      const { record, listener } = await refused(1);
      expect(curvesOf(record)).toEqual(curvesOf(plain.record));
      expect(record.arms.map((a) => a.recomputed)).toEqual([true, true]);
      expect(record.arms[0]!.dispatchesPerStep).toBeGreaterThan(plain.record.arms[0]!.dispatchesPerStep);
      const said = (states: Heard): (string | undefined)[] =>
        states.states.filter((s) => s.phase === 'training').map((s) => s.message && sentenceOf(s.message));
      expect(said(listener)).toEqual([
        'Activations are recomputed to fit this GPU’s memory: each step takes about a third longer.',
      ]);
      expect(said(plain.listener)).toEqual([undefined]);
      expect(buffers.alive(), 'nor is the first attempt left').toEqual([]);
    } finally {
      buffers.restore();
    }
  });

  test('refuses in one sentence if that does not help, and gives back every buffer', async () => {
    const buffers = countBuffers((await sharedKernels()).device);
    try {
      await expect(refused(4)).rejects.toThrow(/^The GPU has not enough memory for this arm: lower .+\.$/);
      expect(buffers.alive()).toEqual([]);
    } finally {
      buffers.restore();
    }
  });
});
