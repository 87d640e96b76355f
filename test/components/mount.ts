// Puts a template on a page with the real colours and waits for it; the accessibility check every element passes.

import axe from 'axe-core';
import { render, type TemplateResult } from 'lit';
import { afterEach, expect } from 'vitest';
import { applyTokens } from '#src/components/base/tokens.ts';

let place: HTMLElement | undefined;

export async function mount<E extends HTMLElement & { updateComplete: Promise<boolean> }>(template: TemplateResult): Promise<E> {
  applyTokens(document);
  document.documentElement.lang = 'en';
  document.title = 'test';
  place?.remove();
  place = document.createElement('div');
  document.body.append(place);
  render(template, place);
  const element = place.firstElementChild as E;
  await element.updateComplete;
  return element;
}

afterEach(() => {
  place?.remove();
  place = undefined;
});

/** No violation, in the light and in the dark theme. */
export async function expectAccessible(element: Element): Promise<void> {
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset.theme = theme;
    // Nested elements draw one turn later than their parents.
    await frames(1);
    const { violations } = await axe.run(element, { resultTypes: ['violations'] });
    const found = violations.map((v) => `${theme}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`);
    expect(found).toEqual([]);
  }
  delete document.documentElement.dataset.theme;
}

/** The first match inside the element's shadow, and theirs below it: 'arm-card number-field input'. */
// Typed by the caller, as querySelector is.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function find<E extends Element = HTMLElement>(root: Element, path: string): E {
  const found = findAll<E>(root, path)[0];
  if (!found) throw new Error(`Nothing matches "${path}" in <${root.localName}>.`);
  return found;
}

export function findAll<E extends Element = HTMLElement>(root: Element, path: string): E[] {
  return path
    .split(' ')
    .reduce<Element[]>(
      (roots, step) => roots.flatMap((r) => [...(r.shadowRoot?.querySelectorAll(step) ?? []), ...r.querySelectorAll(step)]),
      [root],
    ) as E[];
}

/** What is to be read in an element, one space between the words. */
export const words = (element: Element): string => (element.shadowRoot ?? element).textContent.replace(/\s+/g, ' ').trim();

/** The next event of this type, as its detail. */
export const heard = <T>(element: EventTarget, type: string): Promise<T> =>
  new Promise((resolve) => {
    element.addEventListener(type, (event) => resolve((event as CustomEvent<T>).detail), { once: true });
  });

export function type(input: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}

export function choose(select: HTMLSelectElement, value: string): void {
  select.value = value;
  select.dispatchEvent(new Event('change'));
}

/** So many frames have been prepared: what was to be drawn before them is. */
export async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
}
