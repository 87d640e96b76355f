// A text of one’s own, pasted or dropped.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { TextDrop } from '#src/components/setup/text-drop.ts';
import { expectAccessible, find, heard, mount, type } from '../mount.ts';
import '#src/components/setup/text-drop.ts';

describe('text-drop', () => {
  const drop = (problem = ''): Promise<TextDrop> => mount(html`<text-drop .problem=${problem}></text-drop>`);
  function drag({ file, words }: { file?: File; words?: string }): DragEvent {
    const dataTransfer = new DataTransfer();
    if (file) dataTransfer.items.add(file);
    if (words) dataTransfer.setData('text/plain', words);
    return new DragEvent('drop', { dataTransfer, bubbles: true, composed: true, cancelable: true });
  }

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
    const given = heard<{ name: string; text: Blob }>(element, 'text-given');
    const dropped = drag({ file: new File(['ishmael'], 'novel.txt') });
    const beyond = vi.fn();
    element.addEventListener('drop', beyond);
    find(element, '.drop').dispatchEvent(dropped);
    const { name, text } = await given;
    expect([name, await text.text()]).toEqual(['novel.txt', 'ishmael']);
    expect(dropped.defaultPrevented, 'or the browser would open it').toBe(true);
    expect(beyond, 'or the page would import it').not.toHaveBeenCalled();
  });
  it('gives dropped words', async () => {
    const element = await drop();
    const given = heard<{ name: string; text: Blob }>(element, 'text-given');
    find(element, '.drop').dispatchEvent(drag({ words: 'call me' }));
    expect(await (await given).text.text()).toBe('call me');
  });
});
