// Links on the page: what is set up goes there and back, results open once, nothing starts by itself, nothing wrong gets in.

import { beforeEach, describe, expect, it } from 'vitest';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { plainView } from '#src/links/view.ts';
import { chosenStudy } from '#src/store/chosen-study.ts';
import { connect } from '#src/store/connect.ts';
import { experiments } from '#src/store/kept/history.ts';
import { followLink, isHidden, linkNotice, linkNow, resultsLinkNow, view } from '#src/store/links.ts';
import { presenting } from '#src/store/preferences.ts';
import { chooseExperiment, draft, removeArm, restoreLesson, setOption, setSeeds, setSize } from '#src/store/setup/draft.ts';
import * as session from '#src/store/shown/session.ts';
import { sentenceOf } from '#src/words/message.ts';
import { fakeExperiments, type FakeExperiments } from './fake-experiments.ts';
import { filledRecord } from './fake-record.ts';
import { fakeSetups } from './fake-setups.ts';
import { fakeWorker, type FakeWorker } from './fake-worker.ts';

let worker: FakeWorker;
let disk: FakeExperiments;
let disconnect: (() => void) | undefined;
const opened = async (hash = ''): Promise<void> => {
  disconnect?.();
  disconnect = await connect({ worker, experiments: disk, setups: fakeSetups() }, '', hash);
};

beforeEach(async () => {
  worker = fakeWorker(0);
  disk = fakeExperiments();
  await opened();
  await session.reset();
  view.set(plainView);
  presenting.set(false);
  chooseExperiment('shortcuts');
  restoreLesson();
  setSize('nano');
});

describe('what is set up', () => {
  it('comes back from its link when the page is opened with it, before what was there last', async () => {
    setOption(1, 'depth', 3);
    removeArm(3);
    setSeeds(5);
    const [link, before] = [linkNow(), draft.get()];
    expect(link).toBe('#v=1&lesson=shortcuts&size=nano&seeds=5&arms=abc&b.depth=3');
    chooseExperiment('data');
    disk.kept.set('kept', filledRecord(lessons[1]!.spec('nano'), 1, 'kept'));
    await opened(link);
    expect(draft.get()).toEqual({ ...before, firstSeeds: [0, 1, 2, 3, 4] });
    expect([session.record.get(), worker.asked]).toEqual([undefined, []]);
  });

  it('takes the place of what is shown, and leaves it alone where the link says nothing of an experiment', async () => {
    await session.show(filledRecord(lessons[1]!.spec('nano'), 1, 'kept'));
    expect(await followLink('#hide=runs,profile&lock')).toBe(false);
    expect(session.record.get()!.id).toBe('kept');
    expect([isHidden('runs'), isHidden('inside'), view.get().lock]).toEqual([true, false, true]);
    expect(await followLink('#lesson=depth&size=nano&present')).toBe(true);
    expect([session.record.get(), draft.get().id, presenting.get(), isHidden('runs')]).toEqual([undefined, 'depth', true, false]);
  });

  it('stays as it is where the link is wrong, which is told', async () => {
    const before = draft.get();
    expect(await followLink('#lesson=shortcuts&a.depth=1000')).toBe(false);
    expect(sentenceOf(linkNotice.get()!)).toContain('arm a cannot be used: Depth must be a whole number from 1 to 48.');
    expect(draft.get()).toBe(before);
    await followLink('#lesson=shortcuts&size=nano&moon=1');
    expect(sentenceOf(linkNotice.get()!)).toContain('was ignored: moon.');
    await followLink('#lesson=shortcuts');
    expect(linkNotice.get()).toBeUndefined();
  });
});

describe('a link of a study', () => {
  it('sets nothing else up, and names what it cannot take', async () => {
    const before = draft.get();
    expect(await followLink('#lesson=think-longer&all.steps=50&size=standard&hide=runs')).toBe(false);
    expect([chosenStudy.get(), draft.get(), isHidden('runs')]).toEqual(['think-longer', before, true]);
    expect(sentenceOf(linkNotice.get()!)).toContain('was ignored: all.steps, size.');
    await followLink('#lesson=shortcuts');
  });
});

describe('results', () => {
  it('open from their link, once, and start nothing', async () => {
    expect(await resultsLinkNow()).toBeUndefined();
    const kept = filledRecord(lessons[1]!.spec('nano'), 1, 'sent');
    await session.show(kept);
    const link = (await resultsLinkNow())!;
    await session.reset();
    expect(await followLink(link)).toBe(true);
    expect(session.record.get()).toEqual(parseRecord(exportRecord(kept)));
    const count = experiments.get().length;
    await followLink(link);
    expect([experiments.get().length, session.record.get()!.title]).toEqual([count, kept.title]);
    expect(worker.asked).toEqual([]);
  });

  it('that are damaged are refused', async () => {
    expect(await followLink('#results=AAAA')).toBe(false);
    expect(sentenceOf(linkNotice.get()!)).toContain('damaged or were cut off');
    expect(await followLink(`#results=${'A'.repeat(90_000)}`)).toBe(false);
    expect(sentenceOf(linkNotice.get()!)).toContain('This link is longer than');
  });
});
