// Where a head looks.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { AttentionMap } from '#src/components/inside/attention-map.ts';
import { expectAccessible, find, findAll, mount, words } from '../mount.ts';
import { look, tokens } from './sample-inside.ts';
import '#src/components/inside/attention-map.ts';

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
    expect(words(findAll(element, 'tbody tr')[0]!)).toContain('1 a a at 1 (100 %)');
  });
});
