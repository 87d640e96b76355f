// What is inside, in a real browser: traces, where a head looks, and what each layer would answer.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { AttentionMap } from '#src/components/inside/attention-map.ts';
import type { CadenceChosen, InsidePanel, Unfolded } from '#src/components/inside/inside-panel.ts';
import type { LogitLens } from '#src/components/inside/logit-lens.ts';
import type { InsideRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import type { Look, LookRequest } from '#src/session/look.ts';
import { filledRecord } from '../../store/fake-record.ts';
import { expectAccessible, find, findAll, heard, mount, type } from '../mount.ts';
import '#src/components/inside/inside-panel.ts';

const record = filledRecord(lessons[0]!.spec('nano'));

const inside: InsideRecord = {
  steps: [10, 20, 30],
  traces: [
    { kind: 'weight', group: 'a (stream)', layer: 0, values: [1, 1.1, 1.2] },
    { kind: 'weight', group: 'a (stream)', layer: 1, values: [1, 0.9, 0.8] },
    { kind: 'gradient', group: 'qkv', layer: 0, values: [0.1, 0.2, 0.3] },
    { kind: 'gradient', group: 'head', layer: -1, values: [3, 2, 1] },
    { kind: 'stream', group: 'stream', layer: 0, values: [1, 1, 1] },
    { kind: 'stream', group: 'stream', layer: 1, values: [2, 3, 4] },
  ],
};

const tokens = ['a', ' ', 'b'];
const look: Look = {
  arm: 1,
  step: 30,
  tokens,
  attention: Float32Array.of(1, 0, 0, 0.25, 0.75, 0, 0.5, 0.3, 0.2),
  lens: [
    { likeliest: ['x', 'x', 'x'], probability: Float32Array.of(0.1, 0.3, 0.3), loss: 2.5 },
    { likeliest: [' ', 'b', 'a'], probability: Float32Array.of(0.9, 0.6, 0.4), loss: 0.5 },
  ],
};

async function panel(change: Partial<InsidePanel> = {}, open = true): Promise<InsidePanel> {
  const element = await mount<InsidePanel>(
    html`<inside-panel .record=${record} .traces=${[undefined, inside]} .look=${look} live .every=${10}></inside-panel>`,
  );
  Object.assign(element, change);
  find<HTMLDetailsElement>(element, 'details').open = open;
  await vi.waitFor(() => expect(findAll(element, '.panel').length > 0).toBe(open));
  return element;
}

async function choose(element: InsidePanel, label: string, value: string): Promise<void> {
  const field = findAll(element, 'choice-field').find((f) => (f as unknown as { label: string }).label === label)!;
  const select = find<HTMLSelectElement>(field, 'select');
  select.value = value;
  select.dispatchEvent(new Event('change'));
  await element.updateComplete;
}

const shown = (element: Element): string => element.shadowRoot!.textContent.replace(/\s+/g, ' ');

describe('inside-panel', () => {
  it('is accessible, folded and unfolded', async () => {
    await expectAccessible(await panel({}, false));
    const element = await panel();
    await choose(element, 'Arm', '1');
    await expectAccessible(element);
  });

  it('says what is needed where nothing was captured', async () => {
    const element = await panel();
    await choose(element, 'Arm', '0');
    expect(shown(element)).toContain('The first numbers appear as soon as the models have trained on');
    element.live = false;
    await element.updateComplete;
    expect(shown(element)).toContain('Nothing was captured while this run trained.');
    expect(shown(element)).toContain('load these models to see where their heads look');
  });

  it('draws a line for each block and tells the values as a table and in words', async () => {
    const element = await panel();
    await choose(element, 'Arm', '1');
    const rows = findAll(element, 'table tr').map((row) => row.textContent.replace(/\s+/g, ' ').trim());
    expect(rows).toEqual(['step 30 block 1block 2', 'a (stream) 1.20.8']);
    const chart = find(element, 'chart-frame');
    expect(chart.getAttribute('label')).toContain(
      'a (stream), of no residual + first layer by block over 3 captures. block 1: from 1 to 1.2; block 2: from 1 to 0.8.',
    );
    chart.dispatchEvent(new CustomEvent('cursor-moved', { detail: { x: 22 } }));
    await element.updateComplete;
    expect(find(element, 'table').textContent).toContain('step 20');
    await choose(element, 'Show', 'gradient');
    await choose(element, 'of', 'head');
    expect(find(element, 'table').textContent.replace(/\s+/g, ' ')).toContain('head 2');
    await choose(element, 'Show', 'stream');
    expect(find(element, 'table').textContent.replace(/\s+/g, ' ')).toContain('embeddinglast block');
  });

  it('tells when it is unfolded and how often to capture', async () => {
    const element = await panel({}, false);
    const unfolded = heard<Unfolded>(element, 'unfolded');
    find<HTMLDetailsElement>(element, 'details').open = true;
    expect(await unfolded).toEqual({ open: true });
    await element.updateComplete;
    const every = heard<CadenceChosen>(element, 'cadence-chosen');
    type(findAll<HTMLInputElement>(element, '.choices number-field input')[0]!, '25');
    expect(await every).toEqual({ every: 25 });
  });

  it('asks for a look, and for none at a block or head that is not there', async () => {
    const element = await panel();
    const [block, head] = findAll<HTMLInputElement>(element, 'form number-field input');
    type(block!, '99');
    await element.updateComplete;
    const button = find<HTMLButtonElement>(element, 'form button');
    expect(button.disabled).toBe(true);
    type(block!, '3');
    type(head!, '2');
    type(find<HTMLInputElement>(element, 'form label input'), 'the whale');
    await element.updateComplete;
    const asked = heard<LookRequest>(element, 'look-wanted');
    button.click();
    expect(await asked, 'of the first arm that has learned shortcuts').toEqual({
      arm: 1,
      text: 'the whale',
      layer: 2,
      head: 1,
    });
    element.problem = 'The GPU has not enough memory left to look inside this arm.';
    await element.updateComplete;
    expect(find(element, '.wrong').textContent).toContain('not enough memory');
  });
});

describe('attention-map', () => {
  const map = (): Promise<AttentionMap> =>
    mount(html`<attention-map .tokens=${tokens} .weights=${look.attention} label="Attention"></attention-map>`);

  it('is accessible', async () => {
    const element = await map();
    find<HTMLDetailsElement>(element, 'details').open = true;
    await expectAccessible(element);
  });

  it('is as dark as the weights', async () => {
    const element = await map();
    const pen = find<HTMLCanvasElement>(element, 'canvas').getContext('2d')!;
    const at = (t: number, j: number): number => pen.getImageData(j, t, 1, 1).data[0]!;
    expect([at(0, 1), at(0, 2), at(1, 2)]).toEqual([255, 255, 255]);
    expect(at(0, 0)).toBeLessThan(at(1, 1));
    expect(at(1, 1)).toBeLessThan(at(1, 0));
  });

  it('is read row by row, by keyboard and as a table', async () => {
    const element = await map();
    const canvas = find(element, 'canvas');
    const readout = (): string => find(element, '.readout').textContent;
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', cancelable: true }));
    await element.updateComplete;
    expect(readout()).toBe('Position 3, b, looks at a at 1 (50 %), ␣ at 2 (30 %), b at 3 (20 %).');
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', cancelable: true }));
    await element.updateComplete;
    expect(readout()).toContain('Position 2, ␣, looks at ␣ at 2 (75 %), a at 1 (25 %).');
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await element.updateComplete;
    expect(readout()).toContain('use the arrow keys');
    expect(findAll(element, 'tbody tr').at(0)!.textContent.replace(/\s+/g, ' ')).toContain('1 a a at 1 (100 %)');
  });
});

describe('logit-lens', () => {
  const view = (layers: LogitLens['layers']): Promise<LogitLens> =>
    mount(html`<logit-lens .tokens=${tokens} .layers=${layers}></logit-lens>`);

  it('is accessible', async () => expectAccessible(await view(look.lens)));

  it('has a row for each layer, and marks what is right', async () => {
    const element = await view(look.lens);
    const rows = findAll(element, 'tbody tr').map((row) => row.textContent.replace(/\s+/g, ' ').trim());
    expect(rows).toEqual(
      ['embedding 2.500 x x x', 'after block 1 0.500 ␣ b a'].map((row) => expect.stringMatching(row.replaceAll(' ', ' ?'))),
    );
    expect(findAll(element, '.right').map((cell) => cell.textContent)).toEqual(['␣', 'b']);
  });

  it('says why a stream cannot be read', async () => {
    const why = 'Without residual each block writes in a language of its own, which the head cannot read.';
    expect((await view(why)).shadowRoot!.textContent).toContain(why);
  });
});
