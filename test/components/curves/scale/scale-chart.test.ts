// The scale chart in a real browser.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { ScaleChart } from '#src/components/curves/scale/scale-chart.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { preferences } from '#src/store/preferences.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { emptyRecord, filledRecord, fourWidths, lessonNamed } from '../../../store/fake-record.ts';
import { choose, expectAccessible, find, findAll, mount, words } from '../../mount.ts';
import { pixels } from '../../pixels.ts';
import '#src/components/curves/scale/scale-chart.ts';

const spec = fourWidths;
const record = filledRecord(spec);

const chart = (of: ExperimentRecord | undefined = record): Promise<ScaleChart> =>
  mount(html`<scale-chart .record=${of} .curves=${of ? curvesOf(of) : []} .view=${preferences.get()}></scale-chart>`);
const press = (element: Element, key: string): boolean =>
  find(element, 'chart-frame .plot').dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
const readout = (element: Element): string => words(find(element, 'chart-foot .readout'));

describe('scale-chart', () => {
  it('is accessible before, while and after something is measured, and as a table', async () => {
    await expectAccessible(await chart(emptyRecord(spec)));
    await expectAccessible(await chart(filledRecord(spec, 0.5)));
    const element = await chart();
    find(element, 'chart-foot button').click();
    await vi.waitFor(() => find(element, 'chart-foot table'));
    await expectAccessible(element);
    expect(findAll(element, 'chart-foot tbody tr')).toHaveLength(4);
  });

  it('draws every arm in its colour', async () => {
    const element = await chart();
    for (const arm of 'abcd') await vi.waitFor(() => expect(pixels(element, `--arm-${arm}`)).toBeGreaterThan(30));
  });

  it('is read arm by arm from the keyboard', async () => {
    const element = await chart();
    await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(30));
    press(element, 'ArrowRight');
    await vi.waitFor(() => expect(readout(element)).toMatch(/^[\d.]+k parameters A 3\.\d+ ± 0\.\d+ n = 3$/));
    press(element, 'ArrowRight');
    await vi.waitFor(() => expect(readout(element)).toMatch(/ B 2\./));
    press(element, 'ArrowLeft');
    press(element, 'ArrowLeft');
    await vi.waitFor(() => expect(readout(element)).toMatch(/ A 3\./));
    press(element, 'End');
    await vi.waitFor(() => expect(readout(element)).toMatch(/ D 2\./));
    press(element, 'Escape');
    await vi.waitFor(() => expect(readout(element)).toMatch(/^marks: held-out loss at the end/));
  });

  it('is held against something else, for this experiment', async () => {
    const element = await chart();
    const select = find<HTMLSelectElement>(element, 'select');
    const label = (): string => find(element, 'chart-frame [role=figure]').getAttribute('aria-label') ?? '';
    expect([words(find(element, 'h2')), select.value]).toEqual([
      'Loss at the end against parameters, nats per character',
      'parameters',
    ]);
    choose(select, 'flops');
    await vi.waitFor(() => expect(label()).toMatch(/^Held-out loss at the end against FLOP/));
    element.record = filledRecord(lessonNamed('data').spec('nano'), 0.5, 'another');
    await vi.waitFor(() => expect(label()).toMatch(/^Held-out loss so far against characters of unique text/));
    expect([words(find(element, 'h2')), select.value]).toEqual([
      'Loss so far against unique text, nats per character',
      'uniqueText',
    ]);
  });

  it('says in words what has no place, and draws nothing where nothing has one', async () => {
    const lost = structuredClone(record);
    for (const run of lost.arms[1]!.runs) run.status = 'diverged';
    expect(findAll(await chart(lost), 'p').map((p) => p.textContent)).toEqual(['B diverged, so it has no loss at the end.']);
    for (const { runs } of lost.arms) for (const run of runs) run.status = 'diverged';
    const element = await chart(lost);
    expect(findAll(element, 'chart-frame')).toEqual([]);
    expect(words(element)).toContain('A, B, C and D diverged, so they have no loss at the end.');
    await expectAccessible(element);
  });
});
