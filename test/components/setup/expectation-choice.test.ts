// What a visitor expects before anything is trained.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ExpectationChoice } from '#src/components/setup/expectation-choice.ts';
import { expectAccessible, find, findAll, heard, mount } from '../mount.ts';
import '#src/components/setup/expectation-choice.ts';

describe('expectation-choice', () => {
  const choice = (locked = false): Promise<ExpectationChoice> =>
    mount(html`<expectation-choice .choices=${['less', 'more']} chosen="more" .locked=${locked}></expectation-choice>`);
  it('is accessible', async () => expectAccessible(await choice()));
  it('shows what was chosen, reports another choice, and none while training', async () => {
    const element = await choice();
    expect(findAll<HTMLInputElement>(element, 'input').map((input) => input.checked)).toEqual([false, true]);
    const chosen = heard(element, 'expectation-chosen');
    find(element, 'input').click();
    expect(await chosen).toEqual({ expectation: 'less' });
    const locked = await choice(true);
    // What was chosen can still be read.
    expect(findAll<HTMLInputElement>(locked, 'input').map((input) => input.disabled)).toEqual([true, false]);
  });
});
