// The loss chart in a real browser: it draws, it can be read without seeing it, and by keyboard.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { LossChart } from '#src/components/loss-chart.ts';
import { lessons } from '#src/lessons/experiments.ts';
import type { ExperimentRecord } from '#src/runs/record.ts';
import { curvesOf } from '#src/store/curves.ts';
import { preferences, type Preferences } from '#src/store/preferences.ts';
import '#src/components/loss-chart.ts';
import { filledRecord } from './fake-record.ts';
import { expectAccessible, find, findAll, heard, mount } from './mount.ts';

const record = filledRecord(lessons[0]!.spec('nano'));

async function chart(of: ExperimentRecord | undefined = record, change: Partial<Preferences> = {}): Promise<LossChart> {
  const element = await mount<LossChart>(
    html`<loss-chart
      .record=${of}
      .curves=${of ? curvesOf(of) : []}
      .view=${{ ...preferences.get(), ...change }}
    ></loss-chart>`,
  );
  if (of) await vi.waitFor(() => find(element, 'chart-frame canvas'));
  return element;
}

/** How many pixels of the canvas carry this colour, give or take the smoothing. */
function pixels(element: LossChart, token: string): number {
  const canvas = find<HTMLCanvasElement>(element, 'chart-frame canvas');
  const wanted = getComputedStyle(element).getPropertyValue(token).trim();
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(wanted.slice(i, i + 2), 16)) as [number, number, number];
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (Math.abs(data[i]! - r) + Math.abs(data[i + 1]! - g) + Math.abs(data[i + 2]! - b) < 12 && data[i + 3]! > 200)
      count++;
  return count;
}

describe('loss-chart', () => {
  it('is accessible, empty, drawn and as a table', async () => {
    await expectAccessible(await chart(undefined));
    const element = await chart();
    find<HTMLDetailsElement>(element, 'details').open = true;
    await vi.waitFor(() => find(element, 'table'));
    await expectAccessible(element);
  });

  it('draws each arm in its colour', async () => {
    const element = await chart();
    await vi.waitFor(() => {
      for (const token of ['--arm-a', '--arm-b', '--arm-c', '--arm-d'])
        expect(pixels(element, token)).toBeGreaterThan(50);
    });
  });

  it('draws on log axes and in other units too', async () => {
    for (const axis of ['steps', 'tokens', 'flops', 'seconds'] as const) {
      const element = await chart(record, { axis, logX: true, logY: true });
      await vi.waitFor(() => expect(pixels(element, '--arm-b')).toBeGreaterThan(50));
    }
  });

  it('leaves the pen of the chart library as it was', async () => {
    const element = await chart();
    const ink = pixels(element, '--ink');
    for (let i = 1; i < 4; i++) {
      element.drawing = i;
      await element.updateComplete;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    expect(pixels(element, '--ink')).toBe(ink);
  });

  it('describes itself in words', async () => {
    const figure = find(await chart(), 'chart-frame [role=figure]');
    expect(figure.getAttribute('aria-label')).toMatch(/A, no residual: from .* in 200 steps, mean of 3 seeds\./);
    expect(figure.getAttribute('aria-label')).toContain('knows letter pairs 2.46');
  });

  it('is read by keyboard', async () => {
    const element = await chart();
    const figure = find(element, 'chart-frame [role=figure]');
    figure.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', cancelable: true }));
    await vi.waitFor(() => expect(find(element, '.readout').textContent.replace(/\s+/g, ' ')).toContain('200 steps A 3.1'));
    figure.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }));
    await vi.waitFor(() => expect(find(element, '.readout').textContent).toContain('held-out loss'));
  });

  it('reports another axis and a log scale', async () => {
    const element = await chart();
    const axis = heard(element, 'view-changed');
    const select = find<HTMLSelectElement>(element, 'select');
    select.value = 'flops';
    select.dispatchEvent(new Event('change'));
    expect(await axis).toEqual({ key: 'axis', value: 'flops' });
    const log = heard(element, 'view-changed');
    findAll(element, 'input').at(-1)!.click();
    expect(await log).toEqual({ key: 'logX', value: true });
  });
}); // prettier-ignore
