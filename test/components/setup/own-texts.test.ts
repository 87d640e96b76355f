// The visitor's own texts, and how one is deleted.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { OwnTexts, TextDeleted } from '#src/components/setup/own-texts.ts';
import type { SourceInfo } from '#src/data/source.ts';
import { expectAccessible, find, findAll, heard, mount, words } from '../mount.ts';
import '#src/components/setup/own-texts.ts';

const text = (id: string, title: string): SourceInfo => ({
  id,
  title,
  kind: 'own',
  available: true,
  licence: 'Yours.',
  characters: 23_123,
  note: 'A text you added.',
});
const list = (...texts: SourceInfo[]): Promise<OwnTexts> => mount(html`<own-texts .texts=${texts}></own-texts>`);

describe('own-texts', () => {
  it('is accessible, and nothing where there is none', async () => {
    expect(findAll(await list(), '*').filter((e) => e.localName !== 'style')).toEqual([]);
    const element = await list(text('own:1', 'Diary'), text('own:2', 'יומן (1)'));
    await expectAccessible(element);
    find(element, 'button').click();
    await element.updateComplete;
    await expectAccessible(element);
  });

  it('deletes a text when asked twice, and not when it is kept', async () => {
    const element = await list(text('own:1', 'Diary'), text('own:2', 'יומן (1)'));
    expect(findAll(element, 'li').map((item) => words(item))).toEqual([
      'Diary 23.1k characters delete',
      'יומן (1) 23.1k characters delete',
    ]);
    const press = async (label: string): Promise<void> => {
      findAll(element, 'button')
        .find((button) => button.ariaLabel === label)!
        .click();
      await element.updateComplete;
    };
    await press('delete the text Diary');
    expect(element.shadowRoot!.activeElement?.textContent.trim()).toBe('delete for good');
    await press('keep the text Diary');
    expect(findAll(element, '.sure')).toEqual([]);
    await press('delete the text יומן (1)');
    const deleted = heard<TextDeleted>(element, 'text-deleted');
    await press('delete for good the text יומן (1)');
    expect(await deleted).toEqual({ source: 'own:2' });
  });
});
