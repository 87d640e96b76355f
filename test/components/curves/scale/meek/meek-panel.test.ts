// Whether small models catch up, in a real browser: a model with its numbers to move.

import { html } from 'lit';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { MeekPanel } from '#src/components/curves/scale/meek/meek-panel.ts';
import { fitPoints, type FitReport } from '#src/science/fit/fit-points.ts';
import { fits } from '#src/words/english/fits.ts';
import { learn } from '#src/words/language.ts';
import { expectAccessible, find, findAll, mount, words } from '../../../mount.ts';
import { pixels } from '../../../pixels.ts';
import '#src/components/curves/scale/meek/meek-panel.ts';

beforeAll(() => learn(fits));

/** Of budgets whose loss falls as compute to the −α. */
const fitted = (alpha: number, budgets = 6): FitReport =>
  fitPoints(
    Array.from({ length: 3 * budgets }, (_, i) => {
      const tokens = 1e8 * 3 ** Math.floor(i / 3);
      return { parameters: 1 / 6, tokens, seed: i % 3, loss: 1.5 + 40 * tokens ** -alpha + 0.001 * Math.sin(5 * i) };
    }),
  );
const panel = (report?: FitReport): Promise<MeekPanel> => mount(html`<meek-panel .fitted=${report}></meek-panel>`);
const said = (element: MeekPanel): string => words(find(element, '.answer'));

async function move(element: MeekPanel, id: string, value: number): Promise<void> {
  const slider = find<HTMLInputElement>(element, `#${id}`);
  slider.value = String(value);
  slider.dispatchEvent(new Event('input'));
  await element.updateComplete;
}

describe('meek-panel', () => {
  it('is labelled as a model, with its equation and both caveats', async () => {
    const element = await panel();
    await expectAccessible(element);
    expect(words(find(element, 'h2'))).toBe('Do small models catch up? A model, not a measurement');
    expect(findAll(element, '.formula').map(words)).toEqual(['E + A·C^−α', 'lead(t) = (gᵗ)^−α − (r·(g·f)ᵗ)^−α']);
    const [first, second] = findAll(element, 'li').map(words);
    expect(first).toContain('It needs a measure with an end');
    expect(second).toContain('It takes α and the text for fixed');
  });

  it('begins with the published numbers: widest after 3.33 years, at 24 %', async () => {
    const element = await panel();
    expect(said(element)).toBe('After 10 years the lead is 10 %; it is widest after 3.33 years, at 24 %, and then shrinks.');
    expect(find(element, '#alpha').getAttribute('aria-valuetext')).toBe('0.155');
  });

  it('of a leader who is a thousand times ahead the lead only shrinks', async () => {
    const element = await panel();
    await move(element, 'ratio', 3);
    expect(find(element, '#ratio').getAttribute('aria-valuetext')).toBe('× 1k');
    expect(said(element)).toBe('After 10 years the lead is 11 %; it shrinks from the start, where it is 66 %.');
    await move(element, 'years', 2);
    expect(said(element)).toMatch(/^After 2 years the lead is 50 %;/);
  });

  it('changes with every number', async () => {
    const element = await panel();
    for (const [id, value] of [
      ['alpha', 0.3],
      ['shared', 2],
      ['frontier', 8],
      ['years', 5],
    ] as const) {
      const before = said(element);
      await move(element, id, value);
      expect(said(element)).not.toBe(before);
    }
    await expectAccessible(element);
  });

  it('begins at the α of the visitor’s own budgets, and says how sure it is', async () => {
    const element = await panel(fitted(0.25));
    await expectAccessible(element);
    expect(words(find(element, '.own'))).toMatch(
      /^Of 18 runs here, α is 0\.2\d* \(95 %: 0\.2\d* to 0\.2\d*\): ten times the compute takes away 4\d % of what is above E\. E is 1\./,
    );
    expect(Number(find<HTMLInputElement>(element, '#alpha').value)).toBeCloseTo(0.25, 1);
  });

  it('begins at the published α where own runs are too few to tell it, and says so', async () => {
    const element = await panel(fitted(0.25, 2));
    expect(words(find(element, '.own'))).toMatch(
      /^A law needs at least 9 runs that ended.* So α begins at the published 0\.155\.$/,
    );
    expect(find(element, '#alpha').getAttribute('aria-valuetext')).toBe('0.155');
  });

  it('draws the lead over the years', async () => {
    const element = await panel();
    await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(100));
    expect(find(element, 'chart-frame [role=figure]').getAttribute('aria-label')).toContain('The lead over 20 years.');
  });
});
