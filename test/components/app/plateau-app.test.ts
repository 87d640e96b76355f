// The page on a fake worker: the journeys a visitor makes.

import { html } from 'lit';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlateauApp } from '#src/components/app/plateau-app.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { connect } from '#src/store/connect.ts';
import { setPreference } from '#src/store/preferences.ts';
import { chooseExperiment, draft, restoreLesson, setSize } from '#src/store/setup/draft.ts';
import * as session from '#src/store/shown/session.ts';
import { Refusal, message, sentenceOf } from '#src/words/message.ts';
import { fakeExperiments, type FakeExperiments } from '../../store/fake-experiments.ts';
import { filledRecord, fourWidths } from '../../store/fake-record.ts';
import { fakeSetups } from '../../store/fake-setups.ts';
import { fakeWorker, noDevice, type FakeWorker } from '../../store/fake-worker.ts';
import { choose, expectAccessible, find, findAll, mount, type, words } from '../mount.ts';
import '#src/components/app/plateau-app.ts';

let worker: FakeWorker;
let disk: FakeExperiments;
let disconnect: () => void;

async function page(
  records: readonly ExperimentRecord[] = [],
  before: (worker: FakeWorker) => void = () => {},
): Promise<PlateauApp> {
  disconnect?.();
  await session.reset();
  chooseExperiment('shortcuts');
  restoreLesson();
  setSize('nano');
  disk = fakeExperiments(records);
  worker = fakeWorker(0, 20, (record) => {
    disk.kept.set(record.id, structuredClone(record));
    disk.changed(record.id);
  });
  before(worker);
  disconnect = await connect({ worker, experiments: disk, setups: fakeSetups() });
  for (const fold of ['settings', 'numbers', 'differences', 'texts', 'runs'] as const) setPreference(fold, true);
  const app = await mount<PlateauApp>(html`<plateau-app></plateau-app>`);
  await vi.waitFor(() => find(app, 'lesson-question h1'));
  return app;
}

const click = (app: PlateauApp, path: string): void => find(app, path).click();
const text = (app: PlateauApp, path: string): string => words(find(app, path));
const press = (key: string, target: EventTarget = document.body): boolean =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

beforeEach(() => {
  localStorage.clear();
});

describe('accessibility', () => {
  it('holds before training', async () => {
    await expectAccessible(await page());
  });

  it('holds while and after training', async () => {
    const app = await page();
    click(app, 'run-controls #start');
    worker.advance(10);
    await vi.waitFor(() => find(app, 'experiment-results loss-chart chart-frame canvas'));
    await expectAccessible(app);
    worker.advance(10);
    await vi.waitFor(() => expect(text(app, 'experiment-results result-table h2')).toBe('Final losses'));
    await expectAccessible(app);
  });

  it('holds without WebGPU', async () => {
    await expectAccessible(await page([], (w) => (w.report = noDevice)));
  });
});

describe('the profile', () => {
  const details = (app: PlateauApp) => find<HTMLDetailsElement>(app, 'experiment-results profile-panel details');

  it('is measured when it is opened, and belongs to the run that is shown', async () => {
    const app = await page();
    click(app, 'run-controls #start');
    await vi.waitFor(() => details(app));
    expect(worker.asked).not.toContain('profile');
    details(app).open = true;
    await vi.waitFor(() => expect(findAll(app, 'experiment-results profile-panel tbody tr')).toHaveLength(3));
    expect(worker.asked.filter((call) => call === 'profile')).toHaveLength(1);
    await expectAccessible(app);
    click(app, 'run-controls button:last-child');
    await vi.waitFor(() => expect(find<HTMLButtonElement>(app, 'run-controls #start').disabled).toBe(false));
    click(app, 'run-controls #start');
    await vi.waitFor(() => details(app));
    expect(findAll(app, 'experiment-results profile-panel tbody tr')).toEqual([]);
  });

  it('that the worker refuses leaves its sentence', async () => {
    const app = await page([], (w) =>
      vi.spyOn(w, 'profile').mockRejectedValue(new Refusal(message('said', { text: 'No model is loaded.' }))),
    );
    click(app, 'run-controls #start');
    await vi.waitFor(() => details(app));
    await vi.waitFor(() => click(app, 'experiment-results profile-panel form button'));
    await vi.waitFor(() => expect(text(app, 'experiment-results profile-panel .wrong')).toBe('No model is loaded.'));
  });
});

describe('the inside of an arm', () => {
  const inside = 'experiment-results inside-panel';

  it('is captured and looked at while it is unfolded, as the visitor asks', async () => {
    const app = await page([], (w) => (vi.spyOn(w, 'inspect'), vi.spyOn(w, 'look')));
    click(app, 'run-controls #start');
    const details = await vi.waitFor(() => find<HTMLDetailsElement>(app, `${inside} details`));
    expect(vi.mocked(worker.inspect).mock.calls).toEqual([[0, true]]); // only what the drawings need
    expect(worker.look).not.toHaveBeenCalled();
    details.open = true;
    await vi.waitFor(() => expect(worker.look).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ layer: 0, head: 0 })));
    await vi.waitFor(() => expect(text(app, `${inside} inside-look .wrong`)).toBe('This worker shows nothing inside.'));
    type(find(app, `${inside} inside-traces number-field input`), '20');
    type(find(app, `${inside} inside-look form label input`), 'the whale');
    await vi.waitFor(() => click(app, `${inside} inside-look form button`));
    expect(worker.look).toHaveBeenLastCalledWith(expect.objectContaining({ text: 'the whale' }));
    details.open = false;
    await vi.waitFor(() => expect(vi.mocked(worker.inspect).mock.calls).toEqual([0, 5, 20, 0].map((every) => [every, true])));
    expect(findAll(app, `${inside} inside-traces`)).toEqual([]);
  });
});

describe('a lesson', () => {
  it('goes from an expectation to the result beside it', async () => {
    const app = await page();
    findAll(app, 'setup-panel expectation-choice input')[1]!.click();
    click(app, 'run-controls #start');
    worker.advance(20);
    await vi.waitFor(() => expect(text(app, 'experiment-results result-table h2')).toBe('Final losses'));
    await vi.waitFor(() => expect(text(app, 'experiment-results verdict-panel .headline')).toContain('The answer unfolds'));
    expect(session.record.get()!.prediction).toEqual({ choice: 'part' });
    type(find(app, 'experiment-results before-answer #why'), 'it carries the letters');
    click(app, 'experiment-results before-answer button');
    await vi.waitFor(() => expect(text(app, 'experiment-results verdict-panel')).toContain('You chose “The wire wins back'));
    expect(text(app, 'experiment-results verdict-panel')).toContain('as it was thought before: it carries the letters');
    expect(findAll(app, 'experiment-results before-answer')).toEqual([]);
    const [kept] = disk.kept.values();
    expect(kept!.prediction).toEqual({ choice: 'part', why: 'it carries the letters' });
    await vi.waitFor(() => expect(findAll(app, 'run-table run-grid experiment-line')).toHaveLength(1));
  });

  it('locks the arms while it trains', async () => {
    const app = await page();
    click(app, 'run-controls #start');
    await vi.waitFor(() => expect(text(app, 'setup-panel .why')).toBe('Reset to change the arms.'));
    expect(find<HTMLButtonElement>(app, 'setup-panel arm-card button').disabled).toBe(true);
    click(app, 'run-controls button:last-of-type');
    await vi.waitFor(() => expect(text(app, 'setup-panel .under')).toContain('add an arm'));
  });

  it('can be changed, is refused in words, and restored', async () => {
    const app = await page();
    click(app, 'setup-panel arm-card button');
    await vi.waitFor(() => find(app, 'setup-panel arm-card arm-editor'));
    const field = findAll<HTMLElement & { label: string }>(app, 'setup-panel arm-card arm-editor number-field').find(
      (f) => f.label === 'Width',
    )!;
    type(find<HTMLInputElement>(field, 'input'), '37');
    await vi.waitFor(() => expect(text(app, 'run-controls #line')).toContain('Arm A: Width must be a multiple'));
    expect(find<HTMLButtonElement>(app, 'run-controls #start').disabled).toBe(true);
    findAll(app, 'setup-panel .under button').at(-1)!.click();
    await vi.waitFor(() => expect(find<HTMLButtonElement>(app, 'run-controls #start').disabled).toBe(false));
  });

  it('takes the visitor’s own text, or says why not', async () => {
    const app = await page();
    const area = find<HTMLTextAreaElement>(app, 'setup-panel text-drop textarea');
    type(area, 'too short');
    click(app, 'setup-panel text-drop button');
    await vi.waitFor(() => expect(text(app, 'setup-panel text-drop .wrong')).toContain('at least 200 characters'));
    type(area, 'call me ishmael '.repeat(20));
    click(app, 'setup-panel text-drop button');
    await vi.waitFor(() => expect(draft.get().arms.every((arm) => arm.config.source.startsWith('own:'))).toBe(true));
    const listed = (): number => findAll(app, 'setup-panel own-texts li').length;
    await vi.waitFor(() => expect(listed()).toBe(1));
    click(app, 'setup-panel own-texts li button');
    await vi.waitFor(() => expect(listed()).toBe(0));
    click(app, 'setup-panel own-texts .undo button');
    await vi.waitFor(() => expect(listed()).toBe(1));
    expect(findAll(app, 'setup-panel own-texts .undo')).toEqual([]);
  });
});

describe('the two charts', () => {
  const plot = (app: PlateauApp, chart: string) => find(app, `experiment-results ${chart} chart-frame .plot`);
  const reading = (app: PlateauApp, chart: string): string => text(app, `experiment-results ${chart} chart-foot .readout`);

  it('are read at one place, which draws nothing again', async () => {
    const app = await page();
    click(app, 'run-controls #start');
    worker.advance(20);
    await vi.waitFor(() => expect(text(app, 'experiment-results result-table h2')).toBe('Final losses'));
    await vi.waitFor(() => expect(reading(app, 'difference-chart')).toContain('seeds, paired by seed'));
    await app.updateComplete;
    const drawn = [app, find(app, 'experiment-results')].map((e) => vi.spyOn(e as unknown as { render(): unknown }, 'render'));
    plot(app, 'loss-chart').dispatchEvent(new KeyboardEvent('keydown', { key: 'End', cancelable: true }));
    await vi.waitFor(() => expect(reading(app, 'difference-chart')).toMatch(/^\d+ steps A − C \+1\.\d+ .* n = \d$/));
    expect(reading(app, 'loss-chart')).toMatch(/^\d+ steps A 3\.\d+/);
    for (const render of drawn) expect(render).not.toHaveBeenCalled();
    choose(find(app, 'experiment-results loss-chart view-options select'), 'tokens');
    await vi.waitFor(() => expect(reading(app, 'difference-chart')).toContain('at equal tokens'));
  });

  it('follow another baseline', async () => {
    const app = await page([filledRecord(lessons[0]!.spec('nano'), 1, 'kept')]);
    await vi.waitFor(() => find(app, 'experiment-results difference-chart select'));
    expect(plot(app, 'difference-chart').ariaLabel).toContain('from C, residual');
    choose(find(app, 'experiment-results difference-chart select'), '0');
    await vi.waitFor(() => expect(plot(app, 'difference-chart').ariaLabel).toContain('from A, no residual'));
  });
});

describe('keys', () => {
  it('pause, step, continue and reset, but not from a field', async () => {
    const app = await page();
    click(app, 'run-controls #start');
    worker.advance(2);
    press(' ', find(app, 'setup-panel number-field input'));
    expect(worker.asked).toEqual(['start']);
    press(' ');
    await vi.waitFor(() => expect(session.state.get().phase).toBe('paused'));
    press('s');
    press(' ');
    await vi.waitFor(() => expect(worker.asked).toEqual(['start', 'pause', 'step', 'continue']));
    press('r');
    await vi.waitFor(() => expect(session.state.get().phase).toBe('idle'));
  });

  it('can be switched off', async () => {
    const app = await page();
    press('?');
    await vi.waitFor(() => expect(find<HTMLDetailsElement>(app, 'key-list details').open).toBe(true));
    click(app, 'key-list label');
    click(app, 'run-controls #start');
    for (const key of [' ', 's', 'r', 'p']) press(key);
    expect(worker.asked).toEqual(['start']);
    expect(session.state.get().phase).toBe('training');
    expect(find(app, '.present').ariaPressed).toBe('false');
  });
});

describe('without WebGPU', () => {
  it('says why, and still shows kept runs', async () => {
    const kept = filledRecord(lessons[0]!.spec('nano'), 1, 'kept');
    const app = await page([kept], (w) => (w.report = noDevice));
    expect(text(app, '.notice')).toContain(noDevice.ok ? '' : sentenceOf(noDevice.reason));
    expect(find<HTMLButtonElement>(app, 'run-controls #start').disabled).toBe(true);
    await vi.waitFor(() => find(app, 'experiment-results loss-chart chart-frame canvas'));
    expect(findAll(app, 'run-table run-grid experiment-line')).toHaveLength(1);
  });
});

describe('kept runs', () => {
  const kept = [filledRecord(lessons[0]!.spec('nano'), 1, 'one'), filledRecord(fourWidths, 0.3, 'two')];

  it('are searched, opened, renamed, deleted and brought back', async () => {
    const app = await page(kept);
    const line = 'run-table run-grid experiment-line';
    const search = find<HTMLInputElement>(app, 'run-table run-filter input[type=search]');
    type(search, 'width');
    await vi.waitFor(() => expect(findAll(app, line)).toHaveLength(1));
    click(app, `${line} .title`);
    await vi.waitFor(() =>
      expect(text(app, 'lesson-question h1')).toBe('Does each doubling of the width help as much as the one before?'),
    );
    expect(session.state.get()).toMatchObject({ phase: 'stopped', resumable: true });
    click(app, `${line} [aria-label^=rename]`);
    await vi.waitFor(() => find(app, `${line} form`));
    find<HTMLInputElement>(app, `${line} form input`).value = 'Wider';
    click(app, `${line} form button`);
    await vi.waitFor(() => expect(text(app, `${line} .title`)).toBe('Wider'));
    click(app, `${line} [aria-label^=delete]`);
    await vi.waitFor(() => expect(text(app, 'run-table .undo')).toContain('“Wider” was deleted.'));
    click(app, 'run-table .undo button');
    await vi.waitFor(() => expect(disk.kept.has('two')).toBe(true));
    type(search, '');
  });

  it('are imported by dropping a file anywhere', async () => {
    const app = await page();
    const files = new DataTransfer();
    files.items.add(new File([JSON.stringify(kept[0])], 'run.json'));
    app.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, composed: true, cancelable: true }));
    await vi.waitFor(() => expect(findAll(app, 'run-table run-grid experiment-line')).toHaveLength(1));
    expect(session.record.get()!.id).toBe('one');
  });
});

it('switches between light and dark, and remembers it', async () => {
  const app = await page();
  const before = document.documentElement.dataset.theme;
  click(app, '.theme');
  await vi.waitFor(() => expect(document.documentElement.dataset.theme).not.toBe(before));
  expect(localStorage.getItem('plateau.preferences')).toContain(document.documentElement.dataset.theme);
});

describe('a minute of this GPU', () => {
  it('is set up by what steps take here, guessed, trained by one press, and scored in words', async () => {
    const app = await page();
    await session.switchTo('minute');
    await vi.waitFor(() => expect(draft.get().arms.map(({ config }) => config.steps)).toEqual([1200, 1200, 1200, 1200]));
    await vi.waitFor(() => expect(findAll(app, 'setup-panel expectation-choice input')).toHaveLength(4));
    await expectAccessible(app);
    findAll(app, 'setup-panel expectation-choice input')[0]!.click();
    click(app, 'run-controls #start');
    worker.advance(20);
    await vi.waitFor(() => expect(text(app, 'experiment-results result-table h2')).toBe('Final losses'));
    await vi.waitFor(() => click(app, 'experiment-results before-answer button'));
    await vi.waitFor(() =>
      expect(text(app, 'experiment-results verdict-panel')).toContain(
        'You chose “The narrowest ends best, since it takes the most steps”: that is not so here.',
      ),
    );
    expect(text(app, 'experiment-results verdict-panel')).toMatch(/higher than the best of the others, D/);
  });
});
