// What a key means on the page, and where it means something else.

import { html, LitElement } from 'lit';
import { expect, it } from 'vitest';
import { pageCommand, type PageCommand } from '#src/components/app/page-keys.ts';
import { mount } from '../mount.ts';

/** Pressed where an element of this name has the focus, inside of another element as all of the page's are. */
async function pressed(key: string, name = 'div', more: KeyboardEventInit = {}): Promise<PageCommand | undefined> {
  const host = await mount<LitElement>(html`<page-keys-host></page-keys-host>`);
  const target = host.renderRoot.appendChild(document.createElement(name));
  let command: PageCommand | undefined;
  host.addEventListener('keydown', (event) => (command = pageCommand(event)));
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }));
  return command;
}
customElements.define('page-keys-host', class extends LitElement {});

it('is a command, in capitals too', async () => {
  expect(await pressed(' ')).toBe('toggle');
  expect(await pressed('s')).toBe('step');
  expect(await pressed('S', 'div', { shiftKey: true })).toBe('step');
  expect(await pressed('r')).toBe('reset');
  expect(await pressed('p')).toBe('present');
  expect(await pressed('?', 'div', { shiftKey: true })).toBe('keys');
  expect(await pressed('x')).toBeUndefined();
  expect(await pressed('ArrowUp')).toBeUndefined();
});

it.each(['input', 'select', 'textarea'])('belongs to %s, where one writes or chooses', async (field) => {
  for (const key of [' ', 's', 'r', 'p', '?']) expect(await pressed(key, field)).toBeUndefined();
});

it.each(['button', 'summary', 'a'])('presses %s with the space bar, and is a command otherwise', async (name) => {
  expect(await pressed(' ', name)).toBeUndefined();
  expect(await pressed('r', name)).toBe('reset');
});

it('is left to the browser with a modifier, while it repeats, and where somebody has taken it', async () => {
  for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }])
    expect(await pressed('r', 'div', held)).toBeUndefined();
  const taken = new KeyboardEvent('keydown', { key: 'r', cancelable: true });
  taken.preventDefault();
  expect(pageCommand(taken)).toBeUndefined();
});
