// What each arm writes.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { SampleView } from '#src/components/results/sample-view.ts';
import { expectAccessible, find, findAll, heard, mount, type, words } from '../mount.ts';
import '#src/components/results/sample-view.ts';

describe('sample-view', () => {
  const view = async (change: Partial<SampleView> = {}): Promise<SampleView> => {
    const element = await mount<SampleView>(
      html`<sample-view
        .arms=${[{ name: 'base', place: 4 }, { name: 'wide' }]}
        .samples=${[{ arm: 0, seed: 0, step: 40, text: ' the <b>whale</b>\n' }, undefined]}
        live
      ></sample-view>`,
    );
    Object.assign(element, change);
    await element.updateComplete;
    return element;
  };
  const texts = (element: SampleView): string[] => findAll(element, '.text').map((text) => text.textContent);

  it('is accessible', async () => expectAccessible(await view()));

  it('shows text as text, with its own white space and no other', async () => {
    const element = await view();
    expect(texts(element)).toEqual([' the <b>whale</b>\n', 'nothing yet']);
    expect(getComputedStyle(find(element, '.text')).whiteSpace).toContain('pre-wrap');
    expect(words(find(element, 'h2'))).toBe('What each arm writes at step 40');
  });

  it('marks an arm as the charts do', async () => {
    const classes = findAll(await view(), 'arm-mark').map((mark) => find(mark, 'svg').getAttribute('class'));
    expect(classes).toEqual(['e', 'b']);
  });

  it('shows what was written to a prompt, or why nothing was, arm by arm as it comes', async () => {
    const element = await view({ written: { prompt: 'the sea ', texts: [{ text: ' is\n' }] } });
    expect(texts(element)).toEqual(['the sea  is\n', 'nothing yet']);
    element.written = { prompt: 'the sea ', texts: [{ text: ' is\n' }, { problem: 'No model is loaded.' }] };
    await element.updateComplete;
    expect(texts(element)).toEqual(['the sea  is\n', 'No model is loaded.']);
    expect(findAll(element, '.wrong').map((wrong) => wrong.textContent)).toEqual(['No model is loaded.']);
    expect(words(find(element, 'h2'))).toBe('What each arm writes after your prompt');
  });

  it('says what of a prompt an arm could not read, and shows the rest', async () => {
    const unread = 'Left out, because the text of this arm has none of them: 鯨';
    const element = await view({ written: { prompt: 'a鯨b', texts: [{ prompt: 'ab', text: 'c', unread }, { text: 'd' }] } });
    expect(texts(element)).toEqual(['abc', 'a鯨bd']);
    expect(findAll(element, '.unread').map(words)).toEqual([unread]);
    await expectAccessible(element);
  });

  it('asks for models that are kept but not in memory', async () => {
    const element = await view({ live: false });
    expect(findAll(element, 'button')).toEqual([]);
    element.loadable = true;
    await element.updateComplete;
    const asked = heard(element, 'models-asked');
    find(element, 'button').click();
    await asked;
  });

  it('asks with a prompt, and not with a wrong number', async () => {
    const element = await view();
    const asked = heard(element, 'text-asked');
    type(find<HTMLInputElement>(element, 'form label input'), 'the sea');
    find(element, 'form button').click();
    expect(await asked).toEqual({ prompt: 'the sea', temperature: 0.8, topK: 0, length: 200 });
    const write = find<HTMLButtonElement>(element, 'form button');
    for (const field of findAll<HTMLInputElement>(element, 'number-field input')) {
      const { value } = field;
      type(field, '-1');
      await element.updateComplete;
      expect(write.disabled).toBe(true);
      type(field, value);
      await element.updateComplete;
      expect(write.disabled).toBe(false);
    }
    element.busy = true;
    await element.updateComplete;
    expect(write.disabled).toBe(true);
  });
});
