// Numbers from inside an arm, as a chart, a table and in words.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { ChartExport } from '#src/components/base/chart/chart-export.ts';
import type { ChoiceField } from '#src/components/base/field/choice-field.ts';
import type { ArmChosen, CadenceChosen, InsideTraces } from '#src/components/inside/inside-traces.ts';
import { addFrame } from '#src/experiment/inside.ts';
import { choose, expectAccessible, find, findAll, heard, mount, type, words } from '../mount.ts';
import { pixels } from '../pixels.ts';
import { inside, record } from './sample-inside.ts';
import '#src/components/inside/inside-traces.ts';

const traces = (change: Partial<InsideTraces> = {}): Promise<InsideTraces> =>
  mount(
    html`<inside-traces
      .record=${record}
      .traces=${change.traces ?? [undefined, inside]}
      .arm=${change.arm ?? 1}
      .live=${change.live ?? true}
      .every=${10}
    ></inside-traces>`,
  );

const field = (element: InsideTraces, label: string): ChoiceField =>
  findAll<ChoiceField>(element, 'choice-field').find((each) => each.label === label)!;
const offered = (element: InsideTraces, label: string): string[] => field(element, label).choices.map((choice) => choice.value);
async function pick(element: InsideTraces, label: string, value: string): Promise<void> {
  choose(find(field(element, label), 'select'), value);
  await element.updateComplete;
}

describe('inside-traces', () => {
  it('is accessible, with and without numbers', async () => {
    await expectAccessible(await traces());
    await expectAccessible(await traces({ arm: 0 }));
  });

  it('says what is needed where nothing was captured', async () => {
    const element = await traces({ arm: 0 });
    expect(words(element)).toContain('The first numbers appear as soon as the models have trained on');
    element.live = false;
    await element.updateComplete;
    expect(words(element)).toContain('Nothing was captured while this run trained.');
    expect(findAll(element, 'chart-frame')).toEqual([]);
    expect(offered(element, 'Show'), 'of what there may be').toEqual(['weight', 'gradient', 'update', 'stream']);
  });

  it('draws the arm in its colour, and tells the values as a table and in words', async () => {
    const element = await traces();
    await vi.waitFor(() => expect(pixels(element, '--arm-b')).toBeGreaterThan(50));
    expect(findAll(element, 'table tr').map(words)).toEqual(['step 30 block 1 (means nothing)block 2', 'a (stream) 1.20.8']);
    expect(find(element, 'chart-frame').getAttribute('label')).toContain(
      'a (stream), of no residual + first layer by block over 3 captures. block 1 (means nothing): from 1 to 1.2; block 2: from 1 to 0.8.',
    );
  });

  it('says why a weight means nothing, and only of such a one', async () => {
    const element = await traces();
    expect(words(element)).toContain('the loss does not depend on it');
    await pick(element, 'Show', 'gradient');
    expect(words(element)).not.toContain('nothing');
    expect(words(await traces({ traces: [inside], arm: 0 }))).not.toContain('nothing');
  });

  it('offers what was captured, and shows the first of a kind', async () => {
    const element = await traces();
    expect(offered(element, 'Show')).toEqual(['weight', 'gradient', 'stream']);
    expect(offered(element, 'of')).toEqual(['a (stream)']);
    await pick(element, 'Show', 'gradient');
    expect(offered(element, 'of')).toEqual(['qkv', 'head']);
    expect(findAll(element, 'table tr').map(words)).toEqual(['step 30 block 1', 'qkv 0.3']);
    expect(words(element)).toContain('Before clipping.');
    await pick(element, 'of', 'head');
    expect(findAll(element, 'table tr').map(words)).toEqual(['step 30 all', 'head 1']);
    await pick(element, 'Show', 'stream');
    expect(findAll(element, 'table tr').map(words)).toEqual(['step 30 embeddinglast block', 'stream 14']);
    expect(words(element)).not.toContain('Before clipping.');
  });

  it('shows another kind of an arm that has none of the one that was chosen', async () => {
    const element = await traces({ traces: [{ ...inside, traces: inside.traces.slice(2) }], arm: 0 });
    expect(find<HTMLSelectElement>(field(element, 'Show'), 'select').value).toBe('gradient');
    element.traces = [inside];
    await element.updateComplete;
    expect(find<HTMLSelectElement>(field(element, 'Show'), 'select').value, 'it was not the visitor’s choice').toBe('weight');
  });

  it('is read at the cursor: the last capture before it, or the first', async () => {
    const element = await traces();
    const read = async (x: number | undefined): Promise<string> => {
      find(element, 'chart-frame').dispatchEvent(new CustomEvent('cursor-moved', { detail: { x } }));
      await element.updateComplete;
      return words(find(element, 'table'));
    };
    expect(await read(22)).toBe('step 20 block 1 (means nothing)block 2 a (stream) 1.10.9');
    expect(await read(30)).toContain('step 30');
    expect(await read(3)).toContain('step 10');
    expect(await read(undefined)).toContain('step 30');
  });

  it('draws what has grown in place when it is told so', async () => {
    const growing = structuredClone(inside);
    const element = await traces({ traces: [undefined, growing] });
    addFrame(growing, { arm: 1, step: 40, every: 1, values: growing.traces.map((trace) => ({ ...trace, value: 5 })) });
    element.traces = [...element.traces];
    await element.updateComplete;
    expect(findAll(element, 'table tr').map(words)).toEqual(['step 40 block 1 (means nothing)block 2', 'a (stream) 55']);
  });

  it('reports another arm and another rhythm', async () => {
    const element = await traces();
    const arm = heard<ArmChosen>(element, 'arm-chosen');
    await pick(element, 'Arm', '3');
    expect(await arm).toEqual({ arm: 3 });
    const every = heard<CadenceChosen>(element, 'cadence-chosen');
    type(find(element, 'number-field input'), '25');
    expect(await every).toEqual({ every: 25 });
  });

  it('leaves the page as a picture that names what it shows', async () => {
    const element = await traces();
    const { title, scene, description, file } = find<ChartExport>(element, 'chart-export').picture()!;
    expect(title).toBe('shortcut weights, a (stream): no residual + first layer');
    expect(scene.lines).toHaveLength(2);
    expect(description).toContain('over 3 captures');
    expect(file).toBe('Shortcuts inside no residual + first layer');
  });
});
