// What a visitor expects before anything is trained.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ExpectationChoice } from '#src/components/setup/expectation-choice.ts';
import '#src/components/setup/expectation-choice.ts';
import { expectAccessible, find, heard, mount } from '../mount.ts';

describe('expectation-choice', () => {
  const choice = (locked = false): Promise<ExpectationChoice> =>
    mount(html`<expectation-choice .choices=${['less', 'more']} chosen="more" .locked=${locked}></expectation-choice>`);
  it('is accessible', async () => expectAccessible(await choice()));
  it('reports a choice, and none while training', async () => {
    const element = await choice();
    const chosen = heard(element, 'expectation-chosen');
    find(element, 'input').click();
    expect(await chosen).toEqual({ expectation: 'less' });
    expect(find<HTMLInputElement>(await choice(true), 'input').disabled).toBe(true);
  });
});
