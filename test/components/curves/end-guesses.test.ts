// Where each arm will end, guessed by keys and by pointer over a chart, or where there is none yet.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { EndGuesses, LevelGuessed } from '#src/components/curves/end-guesses.ts';
import type { PlotPlaced } from '#src/components/base/chart/chart-frame.ts';
import { expectAccessible, find, findAll, heard, mount, words } from '../mount.ts';
import '#src/components/curves/end-guesses.ts';

const arms = ['no residual', 'one wire', 'residual'].map((name) => ({ name }));
const plot: PlotPlaced = {
  box: { left: 40, top: 10, width: 300, height: 200, margin: 0 },
  y: { low: 2, high: 4, log: false, format: String },
};

async function guesses(begun = true, of: PlotPlaced | null = plot, perNat = 1): Promise<EndGuesses> {
  const host = await mount<EndGuesses>(
    html`<end-guesses
      style="position: relative; display: block; width: 400px; height: 240px"
      .arms=${arms}
      .plot=${of ?? undefined}
      .perNat=${perNat}
    ></end-guesses>`,
  );
  // As the page does: what is guessed comes back as a property.
  host.addEventListener('level-guessed', ({ detail: { arm, loss } }: CustomEvent<LevelGuessed>) => {
    const others = host.levels.filter((level) => level.arm !== arm);
    host.levels = loss === undefined ? others : [...others, { arm, loss }];
  });
  host.addEventListener('levels-forgotten', () => (host.levels = []));
  if (begun) {
    find(host, '.begin').click();
    await host.updateComplete;
    await host.updateComplete;
  }
  return host;
}

declare global {
  interface HTMLElementEventMap {
    'level-guessed': CustomEvent<LevelGuessed>;
  }
}

const handles = (element: EndGuesses): HTMLElement[] => findAll(element, '[role=slider]');
const said = (element: EndGuesses): (string | null)[] => handles(element).map((handle) => handle.getAttribute('aria-valuetext'));
async function press(element: EndGuesses, arm: number, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    handles(element)[arm]!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await element.updateComplete;
  }
}

describe('end-guesses', () => {
  it('is accessible before, while and after somebody guesses', async () => {
    await expectAccessible(await guesses(false));
    const element = await guesses();
    await expectAccessible(element);
    await press(element, 1, 'ArrowUp');
    await expectAccessible(element);
  });

  it('gives no place away: one quiet line at first, and no handle counts before it is moved', async () => {
    const element = await guesses(false);
    expect(words(find(element, '.area'))).toBe('guess where each arm ends');
    expect(handles(element)).toEqual([]);
    find(element, '.begin').click();
    await element.updateComplete;
    await element.updateComplete;
    expect(said(element)).toEqual(['A: no guess yet', 'B: no guess yet', 'C: no guess yet']);
    expect(new Set(handles(element).map(({ style }) => style.top)).size, 'one height for all').toBe(1);
    expect(findAll(element, '.level')).toEqual([]);
    expect(element.shadowRoot!.activeElement).toBe(handles(element)[0]);
  });

  it.each([
    [['ArrowDown', 'ArrowDown'], 'B would end at 2.90'],
    [['ArrowUp'], 'B would end at 3.05'],
    [['PageDown'], 'B would end at 2.50'],
    [['End', 'ArrowUp'], 'B would end at 4.00'],
    [['Home'], 'B would end at 2.00'],
    [['ArrowUp', 'Delete'], 'B: no guess yet'],
  ])('by keys %j says “%s”', async (keys, text) => {
    const element = await guesses();
    await press(element, 1, ...keys);
    expect(said(element)).toEqual(['A: no guess yet', text, 'C: no guess yet']);
    expect(findAll(element, '.level')).toHaveLength(text.includes('would') ? 1 : 0);
  });

  it('by pointer puts the handle where it is dragged, to a hundredth, within the plot', async () => {
    const element = await guesses();
    const handle = handles(element)[2]!;
    handle.setPointerCapture = () => {};
    handle.hasPointerCapture = () => true;
    const { top } = find(element, '.area').getBoundingClientRect();
    for (const [y, text] of [
      [50, 'C would end at 3.50'],
      [123, 'C would end at 2.77'],
      [900, 'C would end at 2.00'],
    ] as const) {
      handle.dispatchEvent(new PointerEvent('pointermove', { clientY: top + y }));
      await element.updateComplete;
      expect(said(element)[2]).toBe(text);
    }
  });

  it('keeps nats where the chart is drawn in bits, and has a scale of its own where there is no chart', async () => {
    const bits = await guesses(true, { ...plot, y: { ...plot.y, low: 2, high: 6 } }, 2);
    await press(bits, 0, 'ArrowDown');
    expect(bits.levels).toEqual([{ arm: 0, loss: expect.closeTo(1.95, 6) as number }]);
    expect(said(bits)[0]).toBe('A would end at 3.90');
    const element = await guesses(true, null);
    expect(findAll(element, '.scale').map(words)).toEqual(['1', '2', '3', '4', '5']);
    await press(element, 0, 'ArrowUp');
    expect(said(element)[0]).toBe('A would end at 2.55');
  });

  it('is forgotten by one press', async () => {
    const element = await guesses();
    await press(element, 0, 'ArrowUp');
    const forgotten = heard(element, 'levels-forgotten');
    find(element, '.forget').click();
    await forgotten;
    await element.updateComplete;
    expect(handles(element)).toEqual([]);
    expect(element.levels).toEqual([]);
  });
});
