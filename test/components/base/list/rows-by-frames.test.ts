// Lists of more arms than can be trained come frame by frame, in turns.

import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { expect, it } from 'vitest';
import { RowsByFrames } from '#src/components/base/list/rows-by-frames.ts';
import { mostArms } from '#src/experiment/limits.ts';
import { findAll, mount } from '../../mount.ts';

@customElement('long-list')
class LongList extends LitElement {
  @property({ attribute: false }) rows: readonly number[] = [];
  private readonly byFrames = new RowsByFrames(this);

  protected override render(): TemplateResult {
    return html`${this.byFrames.of(this.rows).map((row) => html`<p>${row}</p>`)}`;
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
declare global {
  interface HTMLElementTagNameMap {
    'long-list': LongList;
  }
}

const list = (count: number): Promise<LongList> => mount<LongList>(html`<long-list .rows=${upTo(count)}></long-list>`);
const drawn = (element: LongList): string[] => findAll(element, 'p').map((row) => row.textContent);
const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));

it('what can be trained is there at once', async () => {
  expect(drawn(await list(mostArms))).toHaveLength(mostArms);
});

it('of more, a few rows come in each frame, in their order, until all are there', async () => {
  const element = await list(200);
  let before = drawn(element).length;
  expect(before).toBeLessThan(40);
  while (before < 200) {
    await frame();
    await element.updateComplete;
    const now = drawn(element);
    expect(now.length - before).toBeLessThanOrEqual(40);
    expect(now).toEqual(upTo(now.length).map(String));
    before = now.length;
  }
});

it('several lists take turns, and one that becomes short begins anew', async () => {
  const one = await list(100);
  const other = document.createElement('long-list');
  other.rows = upTo(100);
  one.after(other);
  await expect.poll(() => [drawn(one).length, drawn(other).length]).toEqual([100, 100]);
  one.rows = [1];
  await one.updateComplete;
  expect(drawn(one)).toEqual(['1']);
  one.rows = upTo(100);
  await one.updateComplete;
  expect(drawn(one).length).toBeLessThan(40);
  await expect.poll(() => drawn(one).length).toBe(100);
});
