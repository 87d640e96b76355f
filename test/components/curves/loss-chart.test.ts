// The loss chart in a real browser: it draws, it can be read without seeing it, and by keyboard.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { LossChart } from '#src/components/curves/loss-chart.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { preferences, type View } from '#src/store/preferences.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { filledRecord } from '../../store/fake-record.ts';
import { expectAccessible, find, findAll, heard, mount } from '../mount.ts';
import { pixels } from '../pixels.ts';
import '#src/components/curves/loss-chart.ts';

const record = filledRecord(lessons[0]!.spec('nano'));

async function chart(of: ExperimentRecord | undefined = record, change: Partial<View> = {}): Promise<LossChart> {
  const element = await mount<LossChart>(
    html`<loss-chart .record=${of} .curves=${of ? curvesOf(of) : []} .view=${{ ...preferences.get(), ...change }}></loss-chart>`,
  );
  if (of) await vi.waitFor(() => expect(pixels(element, '--arm-b')).toBeGreaterThan(50));
  return element;
}

const readout = (element: LossChart): string => find(element, 'chart-foot .readout').textContent.replace(/\s+/g, ' ').trim();

describe('loss-chart', () => {
  it('is accessible, empty, drawn, read, as a table and with its options unfolded', async () => {
    await expectAccessible(await chart(undefined));
    const element = await chart();
    await expectAccessible(element);
    element.cursor = 100;
    find(element, 'chart-foot button').click();
    await vi.waitFor(() => find(element, 'chart-foot table'));
    find<HTMLDetailsElement>(element, 'view-options details').open = true;
    await expectAccessible(element);
  });

  it('draws each arm in its colour', async () => {
    const element = await chart();
    for (const token of ['--arm-a', '--arm-b', '--arm-c', '--arm-d']) expect(pixels(element, token)).toBeGreaterThan(50);
  });

  it('draws on log axes, in other units, smoothed, in bits, with other bands', async () => {
    for (const axis of ['steps', 'tokens', 'flops', 'seconds'] as const)
      await chart(record, { axis, logX: true, logY: true, unit: 'bits', smoothing: 0.9, band: 'range', centre: 'median' });
  });

  it('describes itself in words', async () => {
    const figure = find(await chart(), 'chart-frame [role=figure]');
    expect(figure.getAttribute('aria-label')).toMatch(
      /A, no residual: from .* in 200 steps, mean of 3 seeds, ± \d\.\d{3} \(95 % interval\)\./,
    );
    expect(figure.getAttribute('aria-label')).toContain('knows letter pairs 2.46');
  });

  it('is read by keyboard', async () => {
    const element = await chart();
    const figure = find(element, 'chart-frame [role=figure]');
    figure.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', cancelable: true }));
    await vi.waitFor(() => expect(readout(element)).toContain('200 steps A 3.1'));
    expect(readout(element)).toContain('n = 3');
    expect(find(element, 'chart-foot .readout').getAttribute('aria-live')).toBe('polite');
    figure.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }));
    await vi.waitFor(() => expect(readout(element)).toContain('held-out loss, mean of 3 seeds'));
  });

  it('shows where another chart is read, without saying it aloud', async () => {
    const element = await chart();
    element.cursor = 100;
    await vi.waitFor(() => expect(readout(element)).toContain('100 steps A'));
    expect(find(element, 'chart-foot .readout').getAttribute('aria-live')).toBe('off');
    expect(find(element, 'chart-frame svg line')).toBeTruthy();
  });

  it('reports another axis and single seeds', async () => {
    const element = await chart();
    const axis = heard(element, 'view-changed');
    const select = find<HTMLSelectElement>(element, 'select');
    select.value = 'flops';
    select.dispatchEvent(new Event('change'));
    expect(await axis).toEqual({ key: 'axis', value: 'flops' });
    const seeds = heard(element, 'view-changed');
    findAll(element, 'input')[1]!.click();
    expect(await seeds).toEqual({ key: 'showRuns', value: false });
  });

  it('reports what is chosen under View, and folds it away with Escape', async () => {
    const element = await chart();
    const details = find<HTMLDetailsElement>(element, 'view-options details');
    const height = find(element, 'chart-frame').getBoundingClientRect();
    details.open = true;
    expect(find(element, 'chart-frame').getBoundingClientRect()).toEqual(height);
    const change = async (path: string, value: string, type: string): Promise<unknown> => {
      const told = heard(element, 'view-changed');
      const control = find<HTMLInputElement | HTMLSelectElement>(element, `view-options ${path}`);
      control.value = value;
      control.dispatchEvent(new Event(type));
      return told;
    };
    expect(await change('#centre', 'median', 'change')).toEqual({ key: 'centre', value: 'median' });
    expect(await change('#band', 'range', 'change')).toEqual({ key: 'band', value: 'range' });
    expect(await change('#unit', 'bits', 'change')).toEqual({ key: 'unit', value: 'bits' });
    expect(await change('#smoothing', '0.75', 'input')).toEqual({ key: 'smoothing', value: 0.75 });
    const log = heard(element, 'view-changed');
    find(element, 'view-options .box input').click();
    expect(await log).toEqual({ key: 'logX', value: true });
    find(element, 'view-options #band').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(details.open).toBe(false);
  });
});
