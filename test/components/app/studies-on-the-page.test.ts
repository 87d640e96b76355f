// Studies beside experiments on the page: each is shown alone, has its own address and link, and gets the keys that are pressed.

import { html } from 'lit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PlateauApp } from '#src/components/app/plateau-app.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { exportStudy } from '#src/experiment/study/study-file.ts';
import type { StudyRecord, StudySpec } from '#src/experiment/study/study-record.ts';
import { plainView } from '#src/links/view.ts';
import { listStudies } from '#src/storage/kept-studies.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { broughtStudy, chosenStudy } from '#src/store/chosen-study.ts';
import { connect, workerBroke } from '#src/store/connect.ts';
import { importFiles, open, problem } from '#src/store/kept/history.ts';
import { followLink, isHidden, linkNow, view } from '#src/store/links.ts';
import { presenting } from '#src/store/preferences.ts';
import { chooseExperiment, draft, restoreLesson } from '#src/store/setup/draft.ts';
import * as session from '#src/store/shown/session.ts';
import { fakeExperiments } from '../../store/fake-experiments.ts';
import { filledRecord, fourWidths } from '../../store/fake-record.ts';
import { fakeSetups } from '../../store/fake-setups.ts';
import { fakeWorker, type FakeWorker } from '../../store/fake-worker.ts';
import { find, findAll, mount, words } from '../mount.ts';
import { parityStudy } from '../study/sample-study.ts';
import '#src/components/app/plateau-app.ts';

const address = location.href;
const kept = filledRecord(fourWidths, 1, 'kept');
let worker: FakeWorker;
let studied: (StudySpec | string)[];
let app: PlateauApp;
let disconnect: (() => void) | undefined;

beforeEach(async () => {
  localStorage.clear();
  setStorage(memoryStorage());
  disconnect?.();
  await session.reset();
  chooseExperiment('shortcuts');
  restoreLesson();
  studied = [];
  worker = fakeWorker(0);
  worker.study = (what) => {
    studied.push(what);
    return new Promise<StudyRecord | undefined>(() => {});
  };
  disconnect = await connect({ worker, experiments: fakeExperiments([kept]), setups: fakeSetups() });
  await session.reset();
  app = await mount<PlateauApp>(html`<plateau-app></plateau-app>`);
});

afterEach(() => {
  chosenStudy.set('');
  broughtStudy.set(undefined);
  view.set(plainView);
  presenting.set(false);
  history.replaceState(null, '', address);
});

const press = (key: string): boolean =>
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
const choose = (id: string): void =>
  void find(app, 'experiment-nav').dispatchEvent(new CustomEvent('experiment-chosen', { detail: { id } }));
const studyShown = (): Promise<HTMLElement> => vi.waitFor(() => find(app, 'study-view h1'));
const experimentShown = (): Promise<void> =>
  vi.waitFor(() => {
    expect(findAll(app, 'study-view')).toEqual([]);
    find(app, 'lesson-question');
  });
const jsonFile = (json: string): File => new File([json], 'file.json');

it('keys mean the study that is seen, and never the experiment behind it', async () => {
  await session.show(kept);
  choose('think-longer');
  await studyShown();
  await vi.waitFor(() => expect(find<HTMLButtonElement>(app, 'study-view study-controls #start').disabled).toBe(false));
  press('s');
  press('r');
  expect(session.record.get()?.id).toBe('kept');
  press(' ');
  await vi.waitFor(() => expect(studied).toMatchObject([{ study: 'think-longer' }]));
  expect(worker.asked).not.toContain('start');
});

it('an experiment that is opened or imported takes the place of a study', async () => {
  choose('think-longer');
  await studyShown();
  await open('kept');
  await experimentShown();
  expect(session.record.get()?.id).toBe('kept');
  choose('think-longer');
  await studyShown();
  await importFiles([jsonFile(exportRecord({ ...kept, id: 'brought' }))]);
  await experimentShown();
  expect(session.record.get()?.id).toBe('brought');
});

it('a study that is imported is opened in its lesson, and in the address', async () => {
  await importFiles([jsonFile(exportStudy(parityStudy))]);
  await studyShown();
  await vi.waitFor(() => expect(words(find(app, 'study-view .headline'))).toContain('You expected 70 %'));
  expect(location.hash).toBe('#lesson=think-longer');
  expect(problem.get()).toBe('');
  expect(await listStudies()).toHaveLength(1);
});

it.each([
  ['of a lesson that there is not', { ...parityStudy, study: 'alchemy' }, /^There is no study “alchemy”; .+\.$/],
  ['with a value too many', { ...parityStudy, seeds: [0] }, /points\[0\]\.values.+\.$/],
])('a study %s is refused in a sentence, and nothing changes', async (_, record, sentence) => {
  await importFiles([jsonFile(JSON.stringify(record))]);
  expect(problem.get()).toMatch(sentence);
  expect(chosenStudy.get()).toBe('');
  expect(await listStudies()).toEqual([]);
});

it('a huge file of a study is refused before it is read', async () => {
  const file = jsonFile(exportStudy(parityStudy));
  Object.defineProperty(file, 'size', { value: 17 * 2 ** 20 });
  await importFiles([file]);
  expect(problem.get()).toMatch(/16 MB.*\.$/);
  expect(await listStudies()).toEqual([]);
});

it('whoever comes back from a study finds what they left, and its address is gone', async () => {
  await session.show(kept);
  const { id } = draft.get();
  choose('think-longer');
  await studyShown();
  expect(location.hash).toBe('#lesson=think-longer');
  choose(id);
  await experimentShown();
  expect(session.record.get()?.id).toBe('kept');
  expect(location.hash).toBe('');
});

it('a teacher’s link of a study asks of the page what others ask, and is what is shared', async () => {
  const link = '#lesson=think-longer&hide=runs&present=on';
  expect(await followLink(link)).toBe(false);
  await studyShown();
  expect([chosenStudy.get(), isHidden('runs'), presenting.get(), linkNow()]).toEqual(['think-longer', true, true, link]);
  find(app, '.share').click();
  await vi.waitFor(() => expect(find<HTMLInputElement>(app, 'share-panel #link').value).toContain(link));
});

it('a worker that breaks while it studies is told where the study is', async () => {
  choose('think-longer');
  await studyShown();
  await vi.waitFor(() => expect(find<HTMLButtonElement>(app, 'study-view study-controls #start').disabled).toBe(false));
  find(app, 'study-view study-controls #start').click();
  await vi.waitFor(() => expect(studied).toHaveLength(1));
  workerBroke('out of memory');
  await vi.waitFor(() => expect(words(find(app, 'study-view study-controls .wrong'))).toMatch(/\.$/));
});
