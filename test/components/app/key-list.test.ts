// The list of keys.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { KeyList } from '#src/components/app/key-list.ts';
import { expectAccessible, find, heard, mount } from '../mount.ts';
import '#src/components/app/key-list.ts';

describe('key-list', () => {
  const list = (): Promise<KeyList> => mount(html`<key-list open></key-list>`);
  it('is accessible', async () => expectAccessible(await list()));
  it('switches single keys off', async () => {
    const element = await list();
    const switched = heard(element, 'keys-switched');
    find(element, 'label').click();
    expect(await switched).toEqual({ on: false });
  });
  it('is opened and has the focus when it is asked for', async () => {
    const element = await mount<KeyList>(html`<key-list></key-list>`);
    const details = find<HTMLDetailsElement>(element, 'details');
    expect(details.open).toBe(false);
    await element.show();
    expect(details.open).toBe(true);
    expect(element.shadowRoot!.activeElement).toBe(find(element, 'summary'));
  });
});
