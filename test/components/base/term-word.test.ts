// A word that tells what it means.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { TermWord } from '#src/components/base/term-word.ts';
import { terms } from '#src/words/english/terms.ts';
import { expectAccessible, find, mount } from '../mount.ts';
import '#src/components/base/term-word.ts';

const word = (): Promise<TermWord> => mount(html`<term-word term="nats">nats</term-word>`);
const isTold = (element: TermWord): boolean => find(element, '[popover]').matches(':popover-open');

describe('term-word', () => {
  it('is accessible, told or not', async () => {
    const element = await word();
    await expectAccessible(element);
    find(element, 'button').focus();
    await expectAccessible(element);
  });
  it('is told by focus and by press, and not without', async () => {
    const element = await word();
    const button = find(element, 'button');
    expect(isTold(element)).toBe(false);
    button.dispatchEvent(new PointerEvent('pointerenter'));
    expect(isTold(element)).toBe(false);
    button.focus();
    expect(isTold(element)).toBe(true);
    button.blur();
    expect(isTold(element)).toBe(false);
    button.click();
    expect(isTold(element)).toBe(true);
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    expect(isTold(element)).toBe(false);
  });
  it('tells it under the word, within the window', async () => {
    const element = await word();
    find(element, 'button').focus();
    const box = find(element, '[popover]').getBoundingClientRect();
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.right).toBeLessThanOrEqual(innerWidth);
    expect(box.top).toBeGreaterThanOrEqual(find(element, 'button').getBoundingClientRect().bottom);
  });
  it('describes the word to those who do not see it', async () => {
    const element = await word();
    const id = find(element, 'button').getAttribute('aria-describedby')!;
    expect(element.shadowRoot!.getElementById(id)!.textContent).toBe(terms.nats);
  });
});

it('each term is explained in one sentence', () => {
  for (const [term, meaning] of Object.entries(terms)) {
    expect(meaning.match(/[.?!](?= |$)/g), term).toHaveLength(1);
    expect(meaning.length, term).toBeLessThanOrEqual(300);
  }
});
