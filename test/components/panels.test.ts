// The smaller elements of the page: navigation, expectation, controls, device, results, samples, texts, keys, sources.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { DeviceChip } from '#src/components/app/device-chip.ts';
import type { ExperimentNav } from '#src/components/app/experiment-nav.ts';
import type { KeyList } from '#src/components/app/key-list.ts';
import type { SourceList } from '#src/components/app/source-list.ts';
import type { ResultTable } from '#src/components/results/result-table.ts';
import type { SampleView } from '#src/components/results/sample-view.ts';
import type { ExpectationChoice } from '#src/components/setup/expectation-choice.ts';
import type { RunControls } from '#src/components/setup/run-controls.ts';
import type { TextDrop } from '#src/components/setup/text-drop.ts';
import { lessons } from '#src/lessons/lessons.ts';
import type { SessionState } from '#src/session/events.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { resultRows } from '#src/store/shown/results.ts';
import { filledRecord } from '../store/fake-record.ts';
import { fakeSources, goodDevice, noDevice, softwareDevice } from '../store/fake-worker.ts';
import { expectAccessible, find, findAll, heard, mount, type } from './mount.ts';
import '#src/components/app/device-chip.ts';
import '#src/components/setup/expectation-choice.ts';
import '#src/components/app/experiment-nav.ts';
import '#src/components/app/key-list.ts';
import '#src/components/results/result-table.ts';
import '#src/components/setup/run-controls.ts';
import '#src/components/results/sample-view.ts';
import '#src/components/app/source-list.ts';
import '#src/components/setup/text-drop.ts';

describe('experiment-nav', () => {
  const nav = (): Promise<ExperimentNav> => mount(html`<experiment-nav .experiments=${lessons} chosen="data"></experiment-nav>`);
  it('is accessible', async () => expectAccessible(await nav()));
  it('marks the chosen one and reports another', async () => {
    const element = await nav();
    expect(find(element, '[aria-current=true]').textContent).toContain('More data');
    const chosen = heard(element, 'experiment-chosen');
    find(element, 'button').click();
    expect(await chosen).toEqual({ id: 'shortcuts' });
  });
});

describe('expectation-choice', () => {
  const choice = (locked = false): Promise<ExpectationChoice> =>
    mount(html`<expectation-choice .choices=${['less', 'more']} chosen="more" .locked=${locked}></expectation-choice>`);
  it('is accessible', async () => expectAccessible(await choice()));
  it('reports a choice, and none while training', async () => {
    const element = await choice();
    const chosen = heard(element, 'expectation-chosen');
    find(element, 'input').click();
    expect(await chosen).toEqual({ expectation: 'less' });
    expect(find<HTMLInputElement>(await choice(true), 'input').disabled).toBe(true);
  });
});

describe('run-controls', () => {
  const bar = (session: SessionState, reason = ''): Promise<RunControls> =>
    mount(html`<run-controls .session=${session} .reason=${reason} .shown=${true} .trainable=${true}></run-controls>`);
  const enabled = (element: RunControls): string[] =>
    findAll<HTMLButtonElement>(element, 'button')
      .filter((b) => !b.disabled)
      .map((b) => b.textContent.trim());

  it('is accessible', async () => expectAccessible(await bar({ phase: 'stopped', message: 'Lost.', resumable: true })));
  it('offers what can be done now', async () => {
    expect(enabled(await bar({ phase: 'finished' }))).toEqual(['Start', 'Reset']);
    expect(enabled(await bar({ phase: 'preparing' }))).toEqual(['Reset']);
    expect(enabled(await bar({ phase: 'training' }))).toEqual(['Pause', 'Reset']);
    expect(enabled(await bar({ phase: 'paused' }))).toEqual(['Continue', 'Step', 'Reset']);
    expect(enabled(await bar({ phase: 'stopped', resumable: true }))).toEqual(['Start', 'Resume', 'Reset']);
    expect(enabled(await bar({ phase: 'stopped' }))).toEqual(['Start', 'Reset']);
  });
  it('says why Start is off, and ties the reason to it', async () => {
    const element = await bar({ phase: 'idle' }, 'Seeds must be a whole number from 1 to 16.');
    const start = find<HTMLButtonElement>(element, '#start');
    expect(start.disabled).toBe(true);
    const described = element.shadowRoot!.getElementById(start.getAttribute('aria-describedby')!);
    expect(described!.textContent).toContain('Seeds must be');
  });
  it('shows why it stopped', async () => {
    const element = await bar({ phase: 'stopped', message: 'The GPU was lost.', resumable: true });
    expect(find(element, '.wrong').textContent).toBe('The GPU was lost.');
  });
  it('passes on what is to be known while training', async () => {
    const element = await bar({ phase: 'training', message: 'Each step takes longer.' });
    expect(find(element, '.note').textContent).toBe('Each step takes longer.');
    expect(findAll(await bar({ phase: 'training' }), '.note')).toEqual([]);
  });
});

describe('device-chip', () => {
  const chip = (device: unknown): Promise<DeviceChip> => mount(html`<device-chip .device=${device}></device-chip>`);
  it('is accessible', async () => expectAccessible(await chip(goodDevice)));
  it('names the adapter, a software one, and none', async () => {
    expect((await chip(softwareDevice)).shadowRoot!.textContent).toContain('google swiftshader · software adapter');
    expect((await chip(noDevice)).shadowRoot!.textContent).toContain('no WebGPU');
    expect((await chip(undefined)).shadowRoot!.textContent).toContain('looking');
  });
  it('says what training takes', async () => {
    const element = await chip(goodDevice);
    const arm = {
      arm: 0,
      step: 1,
      steps: 9,
      seconds: 1,
      secondsShare: 1,
      tokensPerSecond: 5000,
      dispatchesPerStep: 55,
      batch: 0,
      finals: [],
      statuses: [],
    };
    element.progress = { arms: [arm], secondsLeft: 9, bytes: 41_800_000 };
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).toContain('5k tokens/s · 55 dispatches per step · 41.8 MB of GPU memory');
  });
});

describe('result-table', () => {
  const record = filledRecord(lessons[0]!.spec('nano'));
  const rows = resultRows(record, curvesOf(record), undefined);
  const table = (): Promise<ResultTable> =>
    mount(html`<result-table .rows=${rows} finished expected="The smallest wins"></result-table>`);
  it('is accessible', async () => expectAccessible(await table()));
  it('shows mean, spread and n of each arm and what was expected', async () => {
    const element = await table();
    const [first] = findAll(element, 'tbody tr');
    const cells = findAll(first!, 'td').map((cell) => cell.textContent.trim());
    expect(cells.slice(0, 3)).toEqual([rows[0]!.mean.toFixed(3), rows[0]!.deviation.toFixed(3), '3']);
    expect(element.shadowRoot!.textContent).toContain('You expected: “The smallest wins”');
  });
  it('has no spread for one seed', async () => {
    const element = await mount(html`<result-table .rows=${[{ ...rows[0]!, n: 1, deviation: NaN }]}></result-table>`);
    expect(findAll(element, 'td')[1]!.textContent).toBe('–');
  });
});

describe('sample-view', () => {
  const view = (): Promise<SampleView> =>
    mount(
      html`<sample-view
        .names=${['base', 'wide']}
        .samples=${[{ arm: 0, seed: 0, step: 40, text: 'the <b>whale</b>' }, undefined]}
        live
      ></sample-view>`,
    );
  it('is accessible', async () => expectAccessible(await view()));
  it('shows text as text', async () => {
    expect(find(await view(), '.text').textContent).toContain('the <b>whale</b>');
  });
  it('asks with a prompt, and not with a wrong number', async () => {
    const element = await view();
    const asked = heard(element, 'text-asked');
    type(find<HTMLInputElement>(element, 'form label input'), 'the sea');
    find(element, 'form button').click();
    expect(await asked).toEqual({ prompt: 'the sea', temperature: 0.8, topK: 0, length: 200 });
    type(find<HTMLInputElement>(element, 'number-field input'), '-1');
    await element.updateComplete;
    expect(find<HTMLButtonElement>(element, 'form button').disabled).toBe(true);
  });
});

describe('text-drop', () => {
  const drop = (problem = ''): Promise<TextDrop> => mount(html`<text-drop .problem=${problem}></text-drop>`);
  it('is accessible', async () => expectAccessible(await drop('A text must have at least 200 characters.')));
  it('gives pasted text', async () => {
    const element = await drop();
    const given = heard<{ name: string; text: Blob }>(element, 'text-given');
    type(find<HTMLTextAreaElement>(element, 'textarea'), 'call me');
    find(element, 'button').click();
    expect(await (await given).text.text()).toBe('call me');
  });
  it('gives a dropped file', async () => {
    const element = await drop();
    const given = heard<{ name: string }>(element, 'text-given');
    const files = new DataTransfer();
    files.items.add(new File(['ishmael'], 'novel.txt'));
    find(element, '.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: files, cancelable: true }));
    expect((await given).name).toBe('novel.txt');
  });
});

describe('key-list', () => {
  const list = (): Promise<KeyList> => mount(html`<key-list open></key-list>`);
  it('is accessible', async () => expectAccessible(await list()));
  it('switches single keys off', async () => {
    const element = await list();
    const switched = heard(element, 'keys-switched');
    find(element, 'label').click();
    expect(await switched).toEqual({ on: false });
  });
});

describe('source-list', () => {
  it('is accessible and names every licence', async () => {
    const element = await mount<SourceList>(html`<source-list .sources=${fakeSources}></source-list>`);
    find<HTMLDetailsElement>(element, 'details').open = true;
    await expectAccessible(element);
    for (const { licence } of fakeSources) expect(element.shadowRoot!.textContent).toContain(licence);
  });
});
