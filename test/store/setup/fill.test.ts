// A lesson whose arms are to fill a time gets as many steps as do so here, unless somebody has touched it.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { mostSteps } from '#src/experiment/limits.ts';
import { stepOf } from '#src/science/step-cost.ts';
import { device, stepTimes } from '#src/store/machine.ts';
import { setServices } from '#src/store/services.ts';
import * as setup from '#src/store/setup/draft.ts';
import { fillTime, stepsIn } from '#src/store/setup/fill.ts';
import { fakeExperiments } from '../fake-experiments.ts';
import { emptyRecord, lessonNamed } from '../fake-record.ts';
import { fakeSetups } from '../fake-setups.ts';
import { fakeWorker, goodDevice, type FakeWorker } from '../fake-worker.ts';

const now = (): setup.Draft => setup.draft.get();
const steps = (): number[] => now().arms.map(({ config }) => config.steps);
const names = (): string[] => now().arms.map(({ name }) => name);
let worker: FakeWorker;

/** As if steps took so many milliseconds, whatever the arm. */
const taking = (milliseconds: number): void => {
  vi.spyOn(worker, 'stepTimes').mockImplementation(async (arms, seeds) =>
    arms.map((arm) => ({ ...stepOf(arm, seeds), milliseconds: { step: milliseconds, batch: 20, text: 100 } })),
  );
};

function fresh(id: string, size: 'nano' | 'standard' | 'large'): void {
  setup.chooseExperiment(id);
  setup.restoreLesson();
  setup.setSize(size);
}

beforeEach(() => {
  worker = fakeWorker();
  setServices({ worker, experiments: fakeExperiments(), setups: fakeSetups() });
  device.set(goodDevice);
  stepTimes.set([]);
});

describe('steps that fill a time', () => {
  const arm = lessonNamed('minute').spec('nano').arms[0]!.config;
  const timed = (milliseconds: number) => [{ ...stepOf(arm, 3), milliseconds: { step: milliseconds, batch: 1, text: 1 } }];
  test.each([
    [60, 50, 1200],
    [60, 7, 8600],
    [0.5, 1, 500],
    [1, 500, 10], // never fewer than can be drawn
    [60, 1e-6, mostSteps],
  ])('%d seconds at %d ms are %d steps', (seconds, milliseconds, wanted) =>
    expect(stepsIn(seconds, arm, 3, 900, timed(milliseconds))).toBe(wanted),
  );
});

describe('a minute of this GPU', () => {
  test('is filled once steps were timed, and is still the lesson as it was made; a choice stays', async () => {
    fresh('minute', 'nano');
    setup.chooseSentence('wide');
    taking(50);
    await fillTime(() => true);
    expect(steps()).toEqual([1200, 1200, 1200, 1200]);
    expect(names()).toEqual([8, 16, 32, 64].map((width) => `width ${width}, 1.2k steps`));
    expect([setup.changed.get(), setup.differs.get(), now().prediction]).toEqual([false, false, { choice: 'wide' }]);
    expect(now().arms.every(({ config }) => config.warmup === 100)).toBe(true);
    taking(25);
    await fillTime(() => true);
    expect(steps(), 'times that come later would be another experiment').toEqual([1200, 1200, 1200, 1200]);
  });

  test('is what it was where nothing was timed, something trains, or the visitor has gone on or changed it', async () => {
    fresh('minute', 'standard');
    const before = steps();
    vi.spyOn(worker, 'stepTimes').mockResolvedValue([]);
    await fillTime(() => true);
    expect(steps()).toEqual(before);
    taking(5);
    await fillTime(() => false);
    expect(steps()).toEqual(before);
    const filling = fillTime(() => true);
    setup.chooseExperiment('depth');
    await filling;
    setup.chooseExperiment('minute');
    expect(steps()).toEqual(before);
    setup.setOption(0, 'depth', 6);
    await fillTime(() => true);
    expect(steps()).toEqual(before);
    setup.restoreLesson();
    await fillTime(() => true);
    expect(steps()).toEqual([12_000, 12_000, 12_000, 12_000]);
  });

  test('of an earlier visit is taken as it was filled then', () => {
    const lesson = lessonNamed('minute');
    const record = emptyRecord(lesson.spec('large', [9000, 4000, 2000, 900]));
    setup.draftFrom(record);
    expect([steps(), setup.changed.get()]).toEqual([[9000, 4000, 2000, 900], false]);
    expect(setup.isSetUpAs(record)).toBe(true);
  });

  test('that a link names, or that was recorded elsewhere, is still to be filled', async () => {
    const spec = lessonNamed('minute').spec('test');
    setup.draftFromSpec({ ...spec, seeds: [0, 1, 2] });
    setup.draftFrom(emptyRecord(spec));
    taking(5);
    await fillTime(() => true);
    expect(steps()).toEqual([100, 100, 100, 100]);
    expect(setup.changed.get()).toBe(false);
  });

  test('leaves other lessons alone', async () => {
    fresh('budget', 'nano');
    const before = steps();
    taking(50);
    await fillTime(() => true);
    expect(steps()).toEqual(before);
    expect(worker.stepTimes).not.toHaveBeenCalled();
  });
});
