// The loss chart in a real browser: it draws, it can be read without seeing it, and by keyboard.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { ChartFrame } from '#src/components/base/chart/chart-frame.ts';
import { canvasMeasure, svgOf } from '#src/components/base/chart/image.ts';
import type { EndGuesses } from '#src/components/curves/end-guesses.ts';
import type { LossChart } from '#src/components/curves/loss-chart.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { preferences, type CurveView } from '#src/store/preferences.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { filledRecord } from '../../store/fake-record.ts';
import { choose, expectAccessible, find, findAll, frames, heard, mount, words } from '../mount.ts';
import { pixels } from '../pixels.ts';
import '#src/components/curves/end-guesses.ts';
import '#src/components/curves/loss-chart.ts';
import '#src/components/curves/view-options.ts';

const record = filledRecord(lessons[0]!.spec('nano'));

async function chart(of: ExperimentRecord | undefined = record, change: Partial<CurveView> = {}): Promise<LossChart> {
  const element = await mount<LossChart>(
    html`<loss-chart .record=${of} .curves=${of ? curvesOf(of) : []} .view=${{ ...preferences.get(), ...change }}></loss-chart>`,
  );
  if (of) await vi.waitFor(() => expect(pixels(element, '--arm-b')).toBeGreaterThan(50));
  return element;
}

/** All that a visitor may choose instead. */
const otherwise: { readonly [K in keyof CurveView]: readonly CurveView[K][] } = {
  axis: ['tokens', 'flops', 'seconds'],
  logX: [true],
  logY: [true],
  unit: ['bits'],
  centre: ['median'],
  band: ['range', 'none'],
  smoothing: [0.9],
  showTrain: [false],
  showRuns: [false],
  showLevels: [false],
};

/** What is drawn, as the text of a picture: the same data make the same text. */
const picture = (element: LossChart): string => {
  const scene = find<ChartFrame>(element, 'chart-frame').build()!;
  return svgOf({ scene, title: '', caption: [], description: '', file: '' }, canvasMeasure());
};
const readout = (element: LossChart): string => words(find(element, 'chart-foot .readout'));

describe('loss-chart', () => {
  it('is accessible, empty, drawn, read, as a table and with its options unfolded', async () => {
    await expectAccessible(await chart(undefined));
    const element = await chart();
    await expectAccessible(element);
    element.cursor = 100;
    find(element, 'chart-foot button').click();
    await vi.waitFor(() => find(element, 'chart-foot table'));
    find<HTMLDetailsElement>(element, 'view-options view-fold details').open = true;
    await expectAccessible(element);
  });

  it('draws each arm in its colour', async () => {
    const element = await chart();
    for (const token of ['--arm-a', '--arm-b', '--arm-c', '--arm-d']) expect(pixels(element, token)).toBeGreaterThan(50);
  });

  it.each(Object.entries(otherwise).flatMap(([option, values]) => values.map((value) => [option, value] as const)))(
    'draws another picture with %s %s, and the old one without',
    async (option, value) => {
      const element = await chart();
      const { view } = element;
      const pictureWith = async (change: Partial<CurveView>): Promise<string> => {
        element.view = { ...view, ...change };
        await element.updateComplete;
        return picture(element);
      };
      const before = await pictureWith({});
      expect((await pictureWith({ [option]: value })) === before).toBe(false);
      expect((await pictureWith({})) === before).toBe(true);
    },
  );

  it('draws again when the visitor wants it otherwise', async () => {
    const element = await chart();
    await frames(3); // whatever else wanted to be drawn
    const before = pixels(element, '--arm-a');
    element.view = { ...element.view, band: 'none', showRuns: false };
    await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeLessThan(before), { timeout: 10_000 });
  });

  it('describes itself in words', async () => {
    const figure = find(await chart(), 'chart-frame [role=figure]');
    expect(figure.getAttribute('aria-label')).toMatch(
      /A, no residual: from .* in 200 steps, mean of 3 seeds, ± \d\.\d{3} \(95 % interval\)\./,
    );
    expect(figure.getAttribute('aria-label')).toContain('knows letter pairs 2.46');
  });

  it('keeps what was guessed beside what came of it: drawn, in pictures, and in words', async () => {
    const levels = [
      { arm: 1, loss: 2.9 },
      { arm: 3, loss: 1.2 },
    ];
    const element = await chart({ ...record, prediction: { levels } });
    const { y } = find<ChartFrame>(element, 'chart-frame').build()!;
    expect(y.low, 'below all curves').toBeLessThan(1.2);
    for (const words of ['B guessed 2.90', 'D guessed 1.20']) expect(picture(element)).toContain(words);
    expect(find(element, 'chart-frame [role=figure]').getAttribute('aria-label')).toContain(
      'Guessed before: B would end at 2.90, D would end at 1.20.',
    );
    element.view = { ...element.view, unit: 'bits' };
    await element.updateComplete;
    expect(picture(element)).toContain('B guessed 4.18');
    const before = await chart();
    expect(picture(before)).not.toContain('guessed');
  });

  it('is guessed on before there is a run, over the plot where there is one', async () => {
    const element = await chart();
    element.guessable = record.arms;
    const guesses = await vi.waitFor(() => find<EndGuesses>(element, 'chart-frame end-guesses'));
    await vi.waitFor(() => expect(guesses.plot!.y.high).toBeGreaterThan(guesses.plot!.y.low));
    await expectAccessible(element);
    const none = await mount<LossChart>(html`<loss-chart .view=${preferences.get()}></loss-chart>`);
    none.guessable = record.arms;
    await vi.waitFor(() => find(none, '.empty end-guesses'));
    await expectAccessible(none);
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
    choose(find(element, 'view-options select'), 'flops');
    expect(await axis).toEqual({ key: 'axis', value: 'flops' });
    const seeds = heard(element, 'view-changed');
    findAll(element, 'view-options input')[1]!.click();
    expect(await seeds).toEqual({ key: 'showRuns', value: false });
  });

  it('reports what is chosen under View, and folds it away with Escape', async () => {
    const element = await chart();
    const details = find<HTMLDetailsElement>(element, 'view-options view-fold details');
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
    findAll(element, 'view-options .box input')[2]!.click();
    expect(await log).toEqual({ key: 'logX', value: true });
    find(element, 'view-options #band').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(details.open).toBe(false);
  });
});
