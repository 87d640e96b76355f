// What each arm writes.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { SampleView } from '#src/components/results/sample-view.ts';
import '#src/components/results/sample-view.ts';
import { expectAccessible, find, heard, mount, type } from '../mount.ts';

describe('sample-view', () => {
  const view = (): Promise<SampleView> =>
    mount(
      html`<sample-view
        .names=${['base', 'wide']}
        .samples=${[{ arm: 0, seed: 0, step: 40, text: 'the <b>whale</b>' }, undefined]}
        live
      ></sample-view>`,
    );
  it('is accessible', async () => expectAccessible(await view()));
  it('shows text as text', async () => {
    expect(find(await view(), '.text').textContent).toContain('the <b>whale</b>');
  });
  it('asks with a prompt, and not with a wrong number', async () => {
    const element = await view();
    const asked = heard(element, 'text-asked');
    type(find<HTMLInputElement>(element, 'form label input'), 'the sea');
    find(element, 'form button').click();
    expect(await asked).toEqual({ prompt: 'the sea', temperature: 0.8, topK: 0, length: 200 });
    type(find<HTMLInputElement>(element, 'number-field input'), '-1');
    await element.updateComplete;
    expect(find<HTMLButtonElement>(element, 'form button').disabled).toBe(true);
  });
});
