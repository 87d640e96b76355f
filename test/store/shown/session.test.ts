// Running an experiment: what the worker says becomes what the page shows.

import { computed } from '@lit-labs/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { connect, workerBroke } from '#src/store/connect.ts';
import { askToPersist, held, keepingNotice, letGo } from '#src/store/keeping.ts';
import * as history from '#src/store/kept/history.ts';
import { device, loadDevice } from '#src/store/machine.ts';
import { services, setServices } from '#src/store/services.ts';
import { chooseExperiment, chooseSize, draft } from '#src/store/setup/draft.ts';
import { announcement } from '#src/store/shown/announcements.ts';
import { verdict } from '#src/store/shown/conclusion.ts';
import { atOnce } from '#src/store/in-pieces.ts';
import { earlier } from '#src/store/shown/earlier.ts';
import { chooseSeed, oneSeed, seedsToChoose } from '#src/store/shown/one-seed.ts';
import { resultRows } from '#src/store/shown/results.ts';
import * as session from '#src/store/shown/session.ts';
import { Refusal, message, sentenceOf } from '#src/words/message.ts';
import { fakeExperiments, type FakeExperiments } from '../fake-experiments.ts';
import { filledRecord, fourWidths } from '../fake-record.ts';
import { fakeSetups } from '../fake-setups.ts';
import { fakeWorker, type FakeWorker } from '../fake-worker.ts';

let worker: FakeWorker;
let disk: FakeExperiments;
let disconnect: () => void;

/** How the session stands, and what it says of it. */
function said(): [phase: string, sentence: string | undefined] {
  const { phase, message } = session.state.get();
  return [phase, message && sentenceOf(message)];
}

beforeEach(async () => {
  disconnect?.();
  disk = fakeExperiments();
  worker = fakeWorker(0, 20, (record) => disk.kept.set(record.id, structuredClone(record)));
  disconnect = await connect({ worker, experiments: disk, setups: fakeSetups() });
  await session.reset();
  chooseExperiment('shortcuts');
  chooseSize('nano');
  worker.asked.length = 0;
});

const phase = (): string => session.state.get().phase;

describe('a run', () => {
  it('goes from start to the kept result', async () => {
    const ended = session.start();
    expect(phase()).toBe('training');
    expect(session.live.get()).toBe(true);
    worker.advance(10);
    expect(session.done.get()).toBeCloseTo(0.5);
    expect(session.curves.get()[0]!.summary.validation.length).toBe(10);
    expect(session.record.get()!.floors).toHaveLength(3);
    worker.advance(10);
    await ended;
    expect(phase()).toBe('finished');
    expect(session.record.get()!.status).toBe('finished');
    const [row] = atOnce(resultRows(session.record.get()!, session.curves.get(), session.progress.get()));
    expect(row).toMatchObject({ n: 3, step: 200, diverged: 0 });
    expect(row!.deviation).toBeGreaterThan(0);
  });

  it('keeps what was trained before in view, until the chart is emptied', async () => {
    const first = session.start();
    worker.advance(20);
    await first;
    expect(earlier.get()).toBeUndefined();
    const { id } = session.record.get()!;
    const second = session.start();
    expect(session.record.get()!.id).not.toBe(id);
    expect(earlier.get()!.record.id).toBe(id);
    expect(earlier.get()!.curves[0]!.summary.validation.length).toBe(20);
    await session.reset();
    await second;
    expect(earlier.get()).toBeUndefined();
  });

  it('is looked at seed by seed, and then as a whole again', async () => {
    const ended = session.start();
    worker.advance(20);
    await ended;
    expect([seedsToChoose.get(), oneSeed.get()]).toEqual([[0, 1, 2], undefined]);
    for (const seed of [0, 2, undefined, 1]) {
      chooseSeed(seed);
      expect(oneSeed.get()).toBe(seed);
    }
    chooseSeed(3);
    expect(oneSeed.get(), 'that there is not').toBeUndefined();
    chooseSeed(1);
    await session.reset();
    expect([seedsToChoose.get(), oneSeed.get()]).toEqual([[], undefined]);
  });

  it('tells those who watch its curves of every point, though the curves grow in place', async () => {
    const seen = computed(() => session.curves.get().map((arm) => arm.summary.validation.length));
    const ended = session.start();
    const [first] = session.curves.get();
    expect(seen.get()).toEqual([0, 0, 0, 0]);
    worker.advance();
    expect(seen.get()).toEqual([1, 1, 1, 1]);
    worker.advance();
    expect(seen.get()).toEqual([2, 2, 2, 2]);
    expect(session.curves.get()[0]).toBe(first);
    await session.reset();
    await ended;
  });

  it('is announced at the start, at each quarter and at the end', async () => {
    const heard: string[] = [];
    const ended = session.start();
    heard.push(announcement.get());
    for (let i = 0; i < 20; i++) {
      worker.advance();
      if (announcement.get() !== heard.at(-1)) heard.push(announcement.get());
    }
    await ended;
    expect(heard[0]).toContain('Training started');
    expect(heard.slice(1)).toEqual(['25 percent done.', '50 percent done.', '75 percent done.', 'Training has finished.']);
  });

  it('pauses, steps and continues', async () => {
    const ended = session.start();
    await session.step();
    await session.pauseOrContinue();
    expect(phase()).toBe('paused');
    await session.step();
    await session.pauseOrContinue();
    expect(worker.asked).toEqual(['start', 'pause', 'step', 'continue']);
    await session.reset();
    await ended;
  });

  it('is gone at a reset, even if the worker does not answer', async () => {
    worker.start = () => new Promise(() => {});
    worker.stop = () => new Promise(() => {});
    void session.start();
    expect(said()).toEqual(['preparing', 'Preparing.']);
    announcement.set('');
    void session.reset();
    expect(phase()).toBe('idle');
    expect(session.active.get()).toBe(false);
    expect(announcement.get(), 'nothing of it is in the list').toBe('');
  });

  it('is stopped by reset, after which late reports change nothing', async () => {
    const ended = session.start();
    worker.advance(5);
    await session.reset();
    await ended;
    worker.advance(5);
    expect(phase()).toBe('idle');
    expect(session.record.get()).toBeUndefined();
    expect(disk.kept.size).toBe(1);
    expect(announcement.get()).toContain('can be resumed');
  });

  it('that ends early says why and can be resumed', async () => {
    worker.failAt = 0.5;
    const ended = session.start();
    worker.advance(12);
    await ended;
    expect(session.state.get()).toEqual(worker.failure);
    expect(session.record.get()!.status).toBe('stopped');
    const again = session.resume(session.record.get()!.id);
    expect(phase()).toBe('training');
    worker.advance(10);
    await again;
    expect(phase()).toBe('finished');
    expect(session.curves.get()[0]!.summary.validation.length).toBe(20);
  });

  it('that the worker refuses leaves its sentence', async () => {
    vi.spyOn(worker, 'start').mockRejectedValue(
      new Refusal(message('said', { text: 'This does not fit into the memory of the GPU.' })),
    );
    await session.start();
    expect(said()).toEqual(['stopped', 'This does not fit into the memory of the GPU.']);
  });

  it('a seed that diverged is not waited for and not counted', async () => {
    const ended = session.start();
    worker.advance(4);
    const before = session.progress.get()!;
    const report = {
      ...before,
      arms: before.arms.map((arm) => ({ ...arm, statuses: ['training', 'diverged', 'diverged'] as const })),
    };
    const rows = atOnce(resultRows(session.record.get()!, session.curves.get(), report));
    expect(rows[0]).toMatchObject({ n: 1, diverged: 2 });
    expect(rows[0]!.deviation).toBeNaN();
    await session.reset();
    await ended;
  });

  it('takes more seeds, as many at once as it is told, and the verdict takes them into account', async () => {
    const ended = session.start();
    worker.advance(20);
    await ended;
    expect(verdict.get()!.comparisons.map((c) => c.n)).toEqual([3, 3, 3]);
    await session.addSeeds(3, { atOnce: 2 });
    expect(worker.asked).toEqual(['start', 'extend 3,4', 'extend 5']);
    expect(session.record.get()!.arms[0]!.runs.map((r) => [r.seed, r.training])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 1],
      [5, 2],
    ]);
    expect(verdict.get()!.comparisons.map((c) => c.n)).toEqual([6, 6, 6]);
    expect(session.curves.get()[0]!.runs).toHaveLength(6);
    expect(draft.get().seeds, 'Start would repeat them all').toBe(6);
    await session.addSeeds(2, { separate: true });
    expect(worker.asked.at(-1)).toBe('extend 6,7 separate');
    vi.spyOn(worker, 'extend').mockRejectedValueOnce(new Refusal(message('said', { text: 'The GPU stopped answering.' })));
    await session.addSeeds(4, { atOnce: 1 });
    expect(said()).toEqual(['stopped', 'The GPU stopped answering.']);
    expect(session.record.get()!.arms[0]!.runs).toHaveLength(8);
  });
});

describe('what was shown', () => {
  const points = (): number[] => session.shownSoFar()!.arms[0]!.runs.map((r) => r.train.length);

  it('is there to be exported while it trains, though the disk has none of it', async () => {
    const ended = session.start();
    worker.advance(10);
    expect(points()).toEqual([50, 50, 50]);
    const soFar = session.shownSoFar()!;
    expect(soFar.arms[0]!.runs[0]).toMatchObject({ status: 'training' });
    expect(soFar.arms[0]!.runs[0]!.tokens).toBe(100 * soFar.arms[0]!.config.batch * soFar.arms[0]!.config.context);
    expect(soFar.arms[0]!.samples.length).toBeGreaterThan(0);
    await session.reset();
    await ended;
  });

  it('is what the worker has, if the disk has nothing; and stays in the list, with a notice', async () => {
    const { start } = worker;
    let whole: ExperimentRecord | undefined;
    vi.spyOn(worker, 'start').mockImplementation(async (spec, listener) => {
      listener.keeping(message('curvesNotKept', { why: message('storageFull') }));
      await start(spec, listener);
      whole = disk.kept.get('run-1')!;
      disk.kept.clear();
      return whole;
    });
    const ended = session.start();
    worker.advance(20);
    await ended;
    expect(phase()).toBe('finished');
    expect(session.record.get()!.arms[0]!.runs[0]!.train).toEqual(whole!.arms[0]!.runs[0]!.train);
    expect(verdict.get()!.comparisons).toHaveLength(3);
    expect(history.experiments.get().map(({ id }) => id)).toContain(whole!.id);
    const said = (): string => sentenceOf(keepingNotice.get()!);
    expect(said()).toMatch(/^Not kept on this machine: .+ no room left/);
    await history.rename(whole!.id, 'Mine');
    expect(history.experiments.get().find(({ id }) => id === whole!.id)!.title).toBe('Mine');
    await session.reset();
    expect(said(), 'it stays').toMatch(/^Not kept on this machine/);
    await history.open(whole!.id);
    expect(session.record.get()!.title).toBe('Mine');
    await history.remove([whole!.id]);
    expect(history.experiments.get()).toEqual([]);
    await history.undoRemove();
    expect(history.experiments.get()).toHaveLength(1);
    await history.remove([whole!.id]);
  });

  it('outlives its worker, which is replaced once: Resume goes on with the new one', async () => {
    const second = fakeWorker(0);
    const renew = vi.fn(() => second);
    setServices({ worker, experiments: disk, setups: fakeSetups(), renew });
    await loadDevice();
    void session.start();
    worker.advance(10);
    vi.spyOn(second, 'device');
    workerBroke('boom');
    expect(said()).toEqual(['stopped', 'The training program failed: everything up to the last checkpoint is kept.']);
    expect(points()).toEqual([50, 50, 50]);
    expect(session.record.get()!.status).toBe('stopped');
    expect(renew).toHaveBeenCalledTimes(1);
    expect(services().worker).toBe(second);
    expect(second.device).toHaveBeenCalledTimes(1);
    workerBroke('again, before it could answer');
    expect(renew, 'not for ever').toHaveBeenCalledTimes(1);
    expect(device.get()).toMatchObject({ ok: false });
  });
});

describe('what trains', () => {
  it('is not deleted unasked', async () => {
    const ended = session.start();
    worker.advance(5);
    const { id, title } = session.record.get()!;
    await history.remove([id]);
    expect(history.problem.get()).toBe(`“${title}” is training: press Reset before deleting it.`);
    expect(phase()).toBe('training');
    expect(disk.kept.has(id)).toBe(true);
    await session.reset();
    await ended;
    await history.remove([id]);
    expect(disk.kept.has(id)).toBe(false);
  });
});

describe('the browser is asked to keep what is here', () => {
  const asked = vi.fn(() => Promise.resolve(true));
  beforeEach(() => {
    asked.mockClear();
    const values = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => values.set(key, value),
    });
    vi.stubGlobal('navigator', { storage: { persisted: () => Promise.resolve(false), persist: asked } });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    letGo([...held.get().keys()]);
  });

  it('not for what it did not keep', async () => {
    for (const [code, times] of [
      ['curvesNotKept', 0],
      ['weightsNotKept', 1],
    ] as const) {
      const { start } = worker;
      vi.spyOn(worker, 'start').mockImplementationOnce((wanted, listener) => {
        const ending = start(wanted, listener);
        listener.keeping(message(code, { why: message('storageFull') }));
        return ending;
      });
      const ended = session.start();
      worker.advance(20);
      await ended;
      expect(session.state.get().phase).toBe('finished');
      expect(localStorage.getItem('plateau.persistence') === null, code).toBe(times === 0);
      await expect.poll(() => asked.mock.calls.length).toBe(times);
      await session.reset();
    }
  });

  it('once, when two runs end together', async () => {
    await Promise.all([askToPersist(), askToPersist()]);
    await askToPersist();
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it.each([[0], [1]])('once, when a run has finished, not when the page is opened (%i)', async () => {
    for (let i = 0; i < 2; i++) {
      const ended = session.start();
      worker.advance(10);
      expect(asked).toHaveBeenCalledTimes(i);
      worker.advance(10);
      await ended;
      await expect.poll(() => asked.mock.calls.length).toBe(1);
      await session.reset();
    }
  });
});

describe('opening the page', () => {
  it('shows the last experiment again, resumable where it was interrupted', async () => {
    const kept = filledRecord(fourWidths, 0.4, 'before');
    disconnect();
    disconnect = await connect({ worker, experiments: fakeExperiments([kept]), setups: fakeSetups() });
    expect(session.record.get()!.id).toBe('before');
    expect(draft.get().id).toBe('parameters');
    expect(said()).toEqual(['stopped', 'The page was closed.']);
    expect(session.state.get().resumable).toBe(true);
    expect(session.done.get()).toBeCloseTo(0.4);
  });
});
