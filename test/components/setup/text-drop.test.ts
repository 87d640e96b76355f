// A text of one’s own, pasted or dropped.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { TextDrop } from '#src/components/setup/text-drop.ts';
import '#src/components/setup/text-drop.ts';
import { expectAccessible, find, heard, mount, type } from '../mount.ts';

describe('text-drop', () => {
  const drop = (problem = ''): Promise<TextDrop> => mount(html`<text-drop .problem=${problem}></text-drop>`);
  it('is accessible', async () => expectAccessible(await drop('A text must have at least 200 characters.')));
  it('gives pasted text', async () => {
    const element = await drop();
    const given = heard<{ name: string; text: Blob }>(element, 'text-given');
    type(find<HTMLTextAreaElement>(element, 'textarea'), 'call me');
    find(element, 'button').click();
    expect(await (await given).text.text()).toBe('call me');
  });
  it('gives a dropped file', async () => {
    const element = await drop();
    const given = heard<{ name: string }>(element, 'text-given');
    const files = new DataTransfer();
    files.items.add(new File(['ishmael'], 'novel.txt'));
    find(element, '.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: files, cancelable: true }));
    expect((await given).name).toBe('novel.txt');
  });
});
