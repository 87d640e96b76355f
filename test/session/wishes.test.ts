// What is wanted of a session while it trains is done, whenever it is wanted, and changes no curve.

import { describe, expect, test } from 'vitest';
import { message } from '#src/words/message.ts';
import { specOf, tiny } from '../tiny.ts';
import { curvesOf, run, twoShapes, uninterrupted } from './run.ts';

test('pause, single steps and continue change nothing', async () => {
  const through = await uninterrupted();
  const done: number[][] = [];
  const paused = await run(twoShapes, (session, { listener }) => {
    const interrupt = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) {
        const state = await listener.next('paused');
        expect(state.resumable).toBe(true);
        expect(session.record.status).toBe('paused');
        done.push(listener.allProgress.at(-1)!.arms.map((a) => a.step));
        if (i < 2) session.step();
      }
      session.continue();
    };
    void interrupt();
    listener.onProgress = ({ arms }) => {
      if (arms[0]!.step > 2) session.pause();
      if (arms[0]!.step > 2) listener.onProgress = () => {};
    };
  });
  expect(done).toHaveLength(3);
  // A step takes the cohort that is behind first: then all stand at the same step and move on together.
  const [first, second, third] = done.map((steps) => Math.min(...steps));
  expect([second! - first!, third! - second!]).toEqual([1, 1]);
  expect(done[2]![0]).toBeLessThan(tiny.steps);
  expect(paused.record.status).toBe('finished');
  expect(curvesOf(paused.record)).toEqual(curvesOf(through.record));
  expect(paused.weights).toEqual(through.weights);
  expect(paused.listener.curve(0, 0, 'train')).toEqual(paused.record.arms[0]!.runs[0]!.train);
});

describe('wishes that come while a pause is being saved', () => {
  test.each(['stop', 'continue', 'step'] as const)('%s is not lost', async (wish) => {
    const { record, listener } = await run(twoShapes, (session, host) => {
      let pausing = false;
      host.listener.onProgress = ({ arms }) => {
        if (pausing || arms[0]!.step < 3) return;
        pausing = true;
        session.pause();
        host.onSave = () => {
          host.onSave = () => {};
          session[wish]();
          // A single step pauses again: end the test there.
          if (wish === 'step') void host.listener.next('paused').then(() => session.continue());
        };
      };
    });
    expect(record.status).toBe(wish === 'stop' ? 'stopped' : 'finished');
    expect(listener.states.at(-1)!.phase).toBe(record.status);
  });
});

test('a stop with a reason tells it', async () => {
  const wanted = message('said', { text: 'The GPU is wanted elsewhere.' });
  const { record, listener } = await run(specOf(1, {}), (session) => session.stop(wanted));
  expect([record.status, record.reason]).toEqual(['stopped', wanted]);
  expect(listener.states.at(-1)).toEqual({ phase: 'stopped', resumable: true, message: record.reason });
});
