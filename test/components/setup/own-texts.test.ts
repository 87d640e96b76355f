// The visitor's own texts, and how one is deleted and brought back.

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
const diary = text('own:1', 'Diary');
const hebrew = text('own:2', 'יומן (1)');
const list = (texts: SourceInfo[], deleted?: SourceInfo): Promise<OwnTexts> =>
  mount(html`<own-texts .texts=${texts} .deleted=${deleted}></own-texts>`);

describe('own-texts', () => {
  it('is accessible, and nothing where there is none', async () => {
    expect(findAll(await list([]), '*').filter((e) => e.localName !== 'style')).toEqual([]);
    await expectAccessible(await list([diary, hebrew]));
    await expectAccessible(await list([diary], hebrew));
  });

  it.each([
    [diary, hebrew, undefined],
    [hebrew, diary, undefined],
    [diary, hebrew, text('own:3', 'deleted before')],
  ])('deletes a text at once, and brings it back', async (gone, left, before) => {
    const element = await list([gone, left], before);
    expect(findAll(element, 'li').map((item) => words(item))).toEqual(
      [gone, left].map(({ title }) => `${title} 23.1k characters delete`),
    );
    const deleted = heard<TextDeleted>(element, 'text-deleted');
    const button = (): HTMLElement =>
      findAll(element, 'button').find(({ ariaLabel }) => ariaLabel === `delete the text ${gone.title}`)!;
    button().focus();
    button().click();
    expect(await deleted).toEqual({ source: gone.id });
    Object.assign(element, { texts: [left], deleted: gone });
    await element.updateComplete;
    expect(words(find(element, '.undo'))).toBe(`“${gone.title}” was deleted: its runs stay, but cannot go on. Undo`);
    expect(element.shadowRoot!.activeElement?.textContent.trim(), 'the focus goes on').toBe('Undo');

    const restored = heard(element, 'text-restored');
    find(element, '.undo button').click();
    await restored;
    Object.assign(element, { texts: [gone, left], deleted: undefined });
    await element.updateComplete;
    expect(element.shadowRoot!.activeElement).toBe(button());
    expect(findAll(element, '.undo')).toEqual([]);
  });

  it('leaves the focus where it is when a text cannot be deleted', async () => {
    const element = await list([diary], hebrew);
    const button = find(element, 'li button');
    button.focus();
    button.click();
    element.texts = [diary];
    await element.updateComplete;
    expect(element.shadowRoot!.activeElement).toBe(button);
  });
});
