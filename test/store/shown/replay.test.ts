// The recording of a lesson: it grows as if it were trained, can be stopped, and gives way to whatever is started or opened.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lessons } from '#src/lessons/lessons.ts';
import { connect } from '#src/store/connect.ts';
import { setServices } from '#src/store/services.ts';
import { chooseExperiment, restoreLesson, setOption, setSize } from '#src/store/setup/draft.ts';
import { earlier } from '#src/store/shown/earlier.ts';
import { pauseOrPlay, recording, replayLesson } from '#src/store/shown/replay.ts';
import * as session from '#src/store/shown/session.ts';
import { verdict } from '#src/store/shown/conclusion.ts';
import { fakeExperiments } from '../fake-experiments.ts';
import { filledRecord } from '../fake-record.ts';
import { fakeSetups } from '../fake-setups.ts';
import { fakeWorker, type FakeWorker } from '../fake-worker.ts';

const recorded = filledRecord(lessons[0]!.spec('nano'), 1, 'shortcuts-nano');
let worker: FakeWorker;
let disconnect: () => void;
const asked = vi.fn((lesson: string, size: string) =>
  Promise.resolve(`${lesson} ${size}` === 'shortcuts nano' ? recorded : undefined),
);

beforeEach(async () => {
  vi.useFakeTimers();
  worker = fakeWorker(0);
  const services = { worker, experiments: fakeExperiments(), setups: fakeSetups() };
  disconnect = await connect(services);
  setServices({ ...services, recordings: asked });
  await session.reset();
  chooseExperiment('shortcuts');
  restoreLesson();
  setSize('nano');
});
afterEach(async () => {
  disconnect();
  await session.reset();
  vi.useRealTimers();
});

const points = (): number =>
  session.curves.get().reduce((sum, { runs }) => sum + runs.reduce((n, r) => n + r.train.length, 0), 0);
const all = recorded.arms.reduce((sum, { runs }) => sum + runs.reduce((n, r) => n + r.train.length, 0), 0);

it('moves within three seconds, and ends as what it is a recording of', async () => {
  await replayLesson();
  expect([points(), recording.get()?.phase, verdict.get()]).toEqual([0, 'playing', undefined]);
  vi.advanceTimersByTime(3000);
  const early = points();
  expect(early).toBeGreaterThan(all / 5);
  expect(early).toBeLessThan(all);
  vi.advanceTimersByTime(6000);
  expect([points(), recording.get()?.phase]).toEqual([all, 'ended']);
  expect(session.record.get()).toBe(recorded);
  expect(verdict.get()!.comparisons).toHaveLength(3);
  expect(session.active.get()).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

it('leaves nothing behind what is trained in its place', async () => {
  await replayLesson();
  vi.advanceTimersByTime(9000);
  void session.start();
  await vi.advanceTimersByTimeAsync(0);
  expect([session.record.get()!.id === recorded.id, earlier.get()]).toEqual([false, undefined]);
});

it('stands still while it is paused, and begins again when it has ended', async () => {
  await replayLesson();
  vi.advanceTimersByTime(1000);
  pauseOrPlay();
  const before = points();
  vi.advanceTimersByTime(20_000);
  expect([points(), recording.get()?.phase]).toEqual([before, 'paused']);
  pauseOrPlay();
  vi.advanceTimersByTime(20_000);
  expect(points()).toBe(all);
  pauseOrPlay();
  expect([points(), recording.get()?.phase]).toEqual([0, 'playing']);
});

it('shows its end at once to who wants no motion', async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  await replayLesson();
  vi.unstubAllGlobals();
  expect([points(), recording.get()?.phase, vi.getTimerCount()]).toEqual([all, 'ended', 0]);
});

it('gives way to what is trained here, and to what is opened', async () => {
  await replayLesson();
  vi.advanceTimersByTime(1000);
  const training = session.start();
  worker.advance(1);
  vi.advanceTimersByTime(20_000);
  expect(recording.get()).toBeUndefined();
  expect(session.record.get()!.id).not.toBe(recorded.id);
  expect(points()).toBeLessThan(all);
  await session.reset();
  await training;
  await replayLesson();
  await session.show(filledRecord(lessons[1]!.spec('nano'), 1, 'kept'));
  vi.advanceTimersByTime(20_000);
  expect([session.record.get()!.id, recording.get()]).toEqual(['kept', undefined]);
});

it('is not played of another lesson, of arms that were changed, or over something', async () => {
  chooseExperiment('data');
  await replayLesson();
  expect(session.record.get()).toBeUndefined();
  chooseExperiment('shortcuts');
  setOption(0, 'depth', 3);
  asked.mockClear();
  await replayLesson();
  expect(asked).not.toHaveBeenCalled();
  restoreLesson();
  await session.show(filledRecord(lessons[1]!.spec('nano'), 1, 'kept'));
  await replayLesson();
  expect(session.record.get()!.id).toBe('kept');
});
