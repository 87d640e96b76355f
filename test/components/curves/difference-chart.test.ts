// The difference chart in a real browser, beside the loss chart whose cursor it shares.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { DifferenceChart } from '#src/components/curves/difference-chart.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { preferences } from '#src/store/preferences.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { emptyRecord, filledRecord } from '../../store/fake-record.ts';
import { choose, expectAccessible, find, findAll, heard, mount, words } from '../mount.ts';
import { pixels } from '../pixels.ts';
import '#src/components/curves/difference-chart.ts';

const spec = { ...lessons[0]!.spec('nano'), baseline: 0 };
const record = filledRecord(spec);

const chart = (of: ExperimentRecord | undefined = record): Promise<DifferenceChart> =>
  mount(html`<difference-chart .record=${of} .curves=${of ? curvesOf(of) : []} .view=${preferences.get()}></difference-chart>`);

describe('difference-chart', () => {
  it('is accessible before, while and after something is measured, and as a table', async () => {
    await expectAccessible(await chart(emptyRecord(spec)));
    const element = await chart();
    element.cursor = 100;
    find(element, 'chart-foot button').click();
    await vi.waitFor(() => find(element, 'chart-foot table'));
    await expectAccessible(element);
  });

  it('draws every arm but the baseline', async () => {
    const element = await chart();
    await vi.waitFor(() => expect(pixels(element, '--arm-b')).toBeGreaterThan(50));
    expect(pixels(element, '--arm-d')).toBeGreaterThan(50);
    expect(pixels(element, '--arm-a')).toBe(0);
  });

  it('reports another baseline, and follows it', async () => {
    const element = await chart();
    const chosen = heard(element, 'baseline-chosen');
    choose(find(element, 'select'), '2');
    expect(await chosen).toEqual({ arm: 2 });
    element.record = { ...record, baseline: 2 };
    await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(50));
    expect(pixels(element, '--arm-c')).toBe(0);
    expect(find(element, 'chart-frame [role=figure]').getAttribute('aria-label')).toContain('from C, residual');
  });

  it('is read at the cursor of the other chart', async () => {
    const element = await chart();
    element.cursor = 200;
    await vi.waitFor(() =>
      expect(words(find(element, 'chart-foot .readout'))).toMatch(/200 steps B − A −0\.\d+ ± 0\.\d+ .* n = 3/),
    );
  });

  it('says why there is nothing to draw where arms share no seeds', async () => {
    const strangers = structuredClone(record);
    strangers.arms.forEach((arm, a) => arm.runs.forEach((run, r) => (run.seed = 10 * a + r)));
    const element = await chart(strangers);
    await expectAccessible(element);
    expect(findAll(element, 'chart-frame')).toEqual([]);
    expect(findAll(element, 'p').map((p) => p.textContent)).toEqual(
      ['B', 'C', 'D'].map((letter) => `There is no paired difference between ${letter} and A: they have no seed in common.`),
    );
  });
});
