// A lesson about what comes after pre-training: recorded, trained, stopped, gone on with; what it says and what it never does.

import { html } from 'lit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StudyRecord, StudySpec } from '#src/experiment/study/study-record.ts';
import type { StudyListener } from '#src/lab/lab.ts';
import { studies } from '#src/lessons/studies.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { message } from '#src/words/message.ts';
import { loadStudy, saveStudy } from '#src/storage/kept-studies.ts';
import { studyScene } from '#src/components/study/study-scene.ts';
import type { StudyView } from '#src/components/study/study-view.ts';
import { expectAccessible, find, findAll, frames, mount, type, words } from '../mount.ts';
import { parityStudy } from './sample-study.ts';
import '#src/components/study/study-view.ts';

beforeEach(() => setStorage(memoryStorage()));

interface Asked {
  readonly what: StudySpec | string;
  readonly listener: StudyListener;
  readonly end: (record: StudyRecord | undefined) => void;
  readonly fail: (error: Error) => void;
}

/** A worker that does what a test tells it. */
function fakeHost() {
  const asked: Asked[] = [];
  let stops = 0;
  return {
    asked,
    stops: () => stops,
    host: {
      worker: {
        study: (what: StudySpec | string, listener: StudyListener) =>
          new Promise<StudyRecord | undefined>((end, fail) => void asked.push({ what, listener, end, fail })),
        stop: () => Promise.resolve(void stops++),
      },
      clear: () => Promise.resolve(),
    },
  };
}

/** Until what is waited for is there: promises, and at most a second of frames. */
async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (let i = 0; i < 60; i++) {
    const found = look();
    if (found) return found;
    await frames(1);
  }
  throw new Error('It did not come.');
}

const view = (host: ReturnType<typeof fakeHost>['host'], recorded?: StudyRecord, study = 'think-longer'): Promise<StudyView> =>
  mount(html`<study-view .study=${study} .host=${host} .recordings=${() => Promise.resolve(recorded)}></study-view>`);

const press = (element: Element, id: string): void => find(element, `study-controls ${id}`).click();

describe('before anything is trained', () => {
  it('asks the question, plays the recording, and then says what it answers', async () => {
    const element = await view(fakeHost().host, parityStudy);
    await until(() => findAll(element, '.recorded').length > 0);
    expect(words(element)).toContain('Is the number of ones odd or even?');
    expect(words(find(element, '.recorded'))).toContain('a device');
    expect(findAll(element, '.headline')).toEqual([]); // not before it has been seen
    await until(() => findAll(element, 'study-chart').length === 2);
  });

  it('is accessible, with a recording and without', async () => {
    const element = await view(fakeHost().host);
    await expectAccessible(element);
    element.brought = parityStudy;
    await until(() => findAll(element, '.headline').length > 0);
    await expectAccessible(element);
  });

  it.each(studies.map(({ id }) => id))('%s has its question, its guess and its settings', async (id) => {
    const element = await view(fakeHost().host, undefined, id);
    expect(find(element, 'h1').textContent.length).toBeGreaterThan(10);
    expect(findAll(element, 'study-settings number-field').length).toBeGreaterThan(2);
  });
});

describe('a study', () => {
  it('is started with what is expected and set, told while it runs, and answered', async () => {
    const { host, asked } = fakeHost();
    const element = await view(host);
    type(find(element, '.guess number-field input'), '70');
    press(element, '#start');
    const { what, listener, end } = await until(() => asked[0]);
    expect(what).toMatchObject({ study: 'think-longer', size: 'nano', seeds: [0, 1, 2], guess: 70, settings: { bits: 12 } });
    const { points, transcripts, ...begun } = parityStudy;
    listener.begun({ ...begun, status: 'training', points: [], transcripts: [] });
    listener.progress({ stage: 'aloud', done: 3, of: 150 });
    for (const point of points) listener.measured(point);
    listener.wrote(transcripts);
    await until(() => findAll(element, 'study-transcripts section').length === 2);
    expect(words(find(element, 'study-controls'))).toContain('step by step · step 3 of 150');
    end(parityStudy);
    await until(() => words(find(element, 'study-controls')).includes('Took'));
    expect(words(find(element, '.headline'))).toBe(
      'Writing steps makes 50 (44 to 56) of 100 answers more right: 100 % instead of 50 %. You expected 70 %; it was 100 %.',
    );
  });

  it('is stopped and gone on with', async () => {
    const { host, asked, stops } = fakeHost();
    const element = await view(host);
    press(element, '#start');
    const first = await until(() => asked[0]);
    first.listener.begun({ ...parityStudy, status: 'training' });
    await until(() => findAll(element, 'study-controls #stop').length > 0);
    press(element, '#stop');
    expect(stops()).toBe(1);
    first.end({ ...parityStudy, status: 'stopped' });
    await until(() => findAll(element, 'study-controls #resume').length > 0);
    press(element, '#resume');
    expect((await until(() => asked[1])).what).toBe('a1');
  });

  it('whatever ends it is said in a sentence', async () => {
    const { host, asked } = fakeHost();
    const element = await view(host);
    press(element, '#start');
    (await until(() => asked[0])).fail(new Error('inside'));
    const said = await until(() => findAll(element, 'study-controls .wrong')[0]);
    expect(said.getAttribute('role')).toBe('alert');
    expect(words(said)).toMatch(/^[A-Z].+\.$/);
    expect(findAll(element, 'study-controls #start').length).toBe(1);
  });

  it('is stopped by whoever leaves', async () => {
    const { host, asked, stops } = fakeHost();
    const element = await view(host);
    press(element, '#start');
    (await until(() => asked[0])).listener.begun({ ...parityStudy, status: 'training' });
    element.remove();
    expect(stops()).toBe(1);
  });

  it('that is kept comes back, can be chosen, and is deleted until it is brought back', async () => {
    await saveStudy(parityStudy, new Map());
    await saveStudy({ ...parityStudy, id: 'b', study: 'leaner', points: [] }, new Map());
    const element = await view(fakeHost().host);
    await until(() => findAll(element, '.headline').length > 0);
    expect(findAll(element, '.kept li')).toHaveLength(1);
    findAll(element, '.kept li button').at(-1)!.click();
    const undo = await until(() => findAll(element, '.kept #undo')[0]);
    await until(() => findAll(element, '.kept li').length === 0);
    expect(await loadStudy('a1')).toBeUndefined();
    undo.click();
    await until(() => findAll(element, '.kept li').length === 1 && findAll(element, '.headline').length > 0);
    expect((await loadStudy('a1'))!.record).toEqual(parityStudy);
    expect(findAll(element, '.kept #undo')).toEqual([]);
    expect(await loadStudy('b')).toBeDefined();
  });
});

describe('what goes wrong', () => {
  it('is said in sentences that the page has learned', async () => {
    const { host, asked } = fakeHost();
    const element = await view(host);
    press(element, '#start');
    const { listener } = await until(() => asked[0]);
    listener.begun({ ...parityStudy, status: 'training' });
    listener.state({ phase: 'training', message: message('studyNotKept', { why: message('storageFull') }) });
    expect(words(await until(() => findAll(element, 'study-controls .wrong')[0]))).toMatch(/^This study is not kept .+\.$/);
  });

  it('nothing is started with numbers that cannot be, or resumed with those of a file', async () => {
    const { host, asked } = fakeHost();
    const element = await view(host);
    const refused = async (sentence: string): Promise<void> => {
      await until(() => words(find(element, 'study-controls')).includes(sentence));
      expect(find<HTMLButtonElement>(element, 'study-controls #start').disabled).toBe(true);
      element.toggle();
    };
    const fields = findAll<HTMLInputElement>(element, 'study-settings number-field input');
    type(fields[0]!, '2.5');
    await refused('Seeds must be a whole number from 1 to');
    type(fields[0]!, '1000000');
    await refused('Seeds must be a whole number from 1 to');
    type(fields[0]!, '2');
    type(fields[1]!, '');
    await refused('Bits of a question must be a whole number from 4 to 20.');
    type(fields[1]!, '8');
    type(find(element, '.guess number-field input'), '500');
    await refused('Your guess must be a number from 0 to 100.');
    type(find(element, '.guess number-field input'), '');
    await until(() => !find<HTMLButtonElement>(element, 'study-controls #start').disabled);
    element.brought = { ...parityStudy, status: 'stopped', settings: { ...parityStudy.settings, width: 1e9 } };
    await refused('Width must be a whole number from 8 to 256.');
    expect(find<HTMLButtonElement>(element, 'study-controls #resume').disabled).toBe(true);
    expect(asked).toEqual([]);
  });

  it('who stops before the worker has heard of it is obeyed, and sees that it stops', async () => {
    const { host, asked } = fakeHost();
    let cleared = (): void => {};
    const element = await view({ ...host, clear: () => new Promise((resolve) => (cleared = resolve)) });
    press(element, '#start');
    await until(() => findAll(element, 'study-controls #stop').length > 0);
    press(element, '#stop');
    await until(() => words(find(element, 'study-controls')).includes('Stopping.'));
    cleared();
    await until(() => findAll(element, 'study-controls #start').length > 0);
    expect(asked).toEqual([]);
    press(element, '#start');
    element.remove();
    cleared();
    await frames(2);
    expect(asked).toEqual([]);
  });

  it('a worker that broke ends it, and what was measured stays', async () => {
    const { host, asked } = fakeHost();
    const element = await view(host);
    press(element, '#start');
    (await until(() => asked[0])).listener.begun({ ...parityStudy, status: 'training' });
    element.broken = message('workerFailed', { why: 'no more' });
    await until(() => findAll(element, 'study-controls #resume').length > 0);
    expect(words(find(element, 'study-controls .wrong'))).toMatch(/\.$/);
    expect(findAll(element, 'study-chart').length).toBe(2);
  });

  it('a study that is brought while another one trains stops that one first', async () => {
    const { host, asked, stops } = fakeHost();
    const element = await view(host);
    press(element, '#start');
    (await until(() => asked[0])).listener.begun({ ...parityStudy, id: 'b', status: 'training' });
    element.brought = parityStudy;
    await until(() => findAll(element, '.headline').length > 0);
    expect(stops()).toBe(1);
  });

  it('what cannot be deleted stays, and why is said', async () => {
    const inner = memoryStorage();
    await inner.set('study:a1', parityStudy);
    setStorage({ ...inner, delete: () => Promise.reject(new DOMException('', 'InvalidStateError')) });
    const element = await view(fakeHost().host);
    const remove = await until(() => findAll(element, '.kept li button')[1]);
    expect(remove.getAttribute('aria-label')).toContain('delete the study of');
    remove.click();
    expect(words(await until(() => findAll(element, '.kept .wrong')[0]))).toMatch(/\.$/);
    expect(findAll(element, '.kept li')).toHaveLength(1);
  });
});

describe('by keyboard and ear', () => {
  it('Stop has the focus where Start had it, and the end is told once, with the answer', async () => {
    const { host, asked } = fakeHost();
    const element = await view(host);
    const said = (): string => words(find(element, '[role=status].unseen'));
    expect(said()).toBe('');
    find(element, 'study-controls #start').focus();
    press(element, '#start');
    const { listener, end } = await until(() => asked[0]);
    listener.begun({ ...parityStudy, status: 'training' });
    const stop = await until(() => findAll(element, 'study-controls #stop')[0]);
    await frames(1);
    expect((stop.getRootNode() as ShadowRoot).activeElement).toBe(stop);
    expect(said()).toBe('Training.');
    end(parityStudy);
    await until(() => said().startsWith('Finished. Writing steps makes'));
    const again = find(element, 'study-controls #start');
    expect((again.getRootNode() as ShadowRoot).activeElement).toBe(again);
  });

  it('one key starts, stops and goes on', async () => {
    const { host, asked, stops } = fakeHost();
    const element = await view(host);
    element.toggle();
    const { listener, end } = await until(() => asked[0]);
    listener.begun({ ...parityStudy, status: 'training' });
    element.toggle();
    expect(stops()).toBe(1);
    end({ ...parityStudy, status: 'stopped' });
    await until(() => findAll(element, 'study-controls #resume').length > 0);
    element.toggle();
    expect((await until(() => asked[1])).what).toBe('a1');
  });
});

describe('what is kept', () => {
  it('goes on with what it was begun with, and tells by the clock of the recording how far it is', async () => {
    const stopped: StudyRecord = { ...parityStudy, id: 'k', status: 'training', points: parityStudy.points.slice(0, 5) };
    await saveStudy(stopped, new Map());
    const { host, asked } = fakeHost();
    const element = await view(host, parityStudy);
    await until(() => findAll(element, 'study-controls #resume').length > 0);
    expect(words(find(element, '.kept li'))).toContain('interrupted');
    type(findAll<HTMLInputElement>(element, 'study-settings number-field input')[1]!, '8');
    await frames(1);
    press(element, '#resume');
    (await until(() => asked[0])).listener.begun(stopped);
    const bar = await until(() => findAll<HTMLProgressElement>(element, 'study-controls progress')[0]);
    await until(() => bar.position > 0.5);
    expect(bar.position).toBeCloseTo(0.6);
    expect(findAll<HTMLInputElement>(element, 'study-settings number-field input')[1]!.value).toBe('12');
  });
});

describe('what a model wrote', () => {
  it('is never markup, and its verdict is a sign and a word', async () => {
    const element = await view(fakeHost().host);
    element.brought = parityStudy;
    await until(() => findAll(element, 'study-transcripts section').length === 2);
    expect(findAll(element, 'study-transcripts img')).toEqual([]);
    expect(words(find(element, 'study-transcripts'))).toContain('<img src=x onerror=alert(1)> ✗ wrong');
    expect(words(find(element, 'study-transcripts'))).toContain('1 ✓ right');
    expect(words(find(element, 'study-transcripts'))).toContain('1 of 2 answers right');
  });
});

it('a file with a million answers does not hold the page up', async () => {
  const attempts = Array.from({ length: 1000 }, (_, i) => ({ text: String(i), right: i % 2 === 0 }));
  const transcripts = Array.from({ length: 1000 }, (_, i) => ({ stage: 'aloud', prompt: `${i}`, attempts }));
  const element = await view(fakeHost().host);
  element.brought = { ...parityStudy, transcripts };
  await until(() => findAll(element, 'study-transcripts section').length === 1);
  expect(findAll(element, 'study-transcripts span').length).toBeLessThan(5000);
  expect(words(find(element, 'study-transcripts'))).toContain('and 936 more');
  expect(words(find(element, 'study-transcripts'))).toContain('and 976 more');
  expect(words(find(element, 'study-transcripts'))).toContain('500,000 of 1,000,000 answers right');
});

describe('what it looks like', () => {
  it('a verdict is not struck through with its answer, and a projector has room for the chart', async () => {
    const element = await view(fakeHost().host);
    element.brought = parityStudy;
    const sign = await until(() => findAll(element, 'study-transcripts .miss i')[0]);
    expect(getComputedStyle(sign).display).toBe('inline-block'); // only that ends what the text around it has
    document.documentElement.toggleAttribute('data-present', true);
    try {
      await frames(2);
      const { height } = find(element, 'study-chart chart-frame').getBoundingClientRect();
      expect(height).toBeLessThanOrEqual(Math.max(0.34 * innerHeight, 260));
    } finally {
      document.documentElement.toggleAttribute('data-present', false);
    }
  });

  it('the margin has room for the names of levels, too', () => {
    for (const { charts } of studies)
      for (const chart of charts) {
        const points = chart.lines.flatMap(({ line }) => [1, 2].map((x) => ({ line, x, values: [0.5, 0.5, 0.5], at: x })));
        const record = { ...parityStudy, points };
        const names = chart.levels?.(record).map(({ name }) => name) ?? [];
        expect(studyScene(chart, record)!.names).toEqual(expect.arrayContaining(names));
      }
  });
});

describe('a chart', () => {
  it('is read by keys, and as a table', async () => {
    const element = await view(fakeHost().host);
    element.brought = parityStudy;
    await until(() => findAll(element, 'study-chart').length === 2);
    const chart = findAll(element, 'study-chart')[0]!;
    const plot = await until(() => findAll(chart, 'chart-frame .plot')[0]);
    expect(plot.getAttribute('aria-label')).toContain(
      'step by step: 70 % at 75 steps of training, 100 % at 150 steps of training.',
    );
    await frames(2);
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    await until(() => words(find(chart, '.readout')).includes('150 steps of training'));
    find(chart, '.foot button').click();
    await until(() => findAll(chart, 'tbody tr').length === 6);
    expect(words(findAll(chart, 'tbody tr')[3]!)).toContain('–'); // a seed without a number
  });
});
