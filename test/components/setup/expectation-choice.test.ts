// What a visitor expects before anything is trained.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ExpectationChoice } from '#src/components/setup/expectation-choice.ts';
import type { Prediction } from '#src/experiment/asked.ts';
import { expectAccessible, find, findAll, heard, mount } from '../mount.ts';
import '#src/components/setup/expectation-choice.ts';

const choices = [
  { id: 'less', sentence: 'It is less', contrast: 'one', to: 0 },
  { id: 'more', sentence: 'It is more', contrast: 'one', from: 0 },
];

describe('expectation-choice', () => {
  const choice = (locked = false, prediction: Prediction | undefined = { choice: 'more' }): Promise<ExpectationChoice> =>
    mount(html`<expectation-choice .choices=${choices} .prediction=${prediction} .locked=${locked}></expectation-choice>`);
  it('is accessible', async () => expectAccessible(await choice()));
  it('shows what was chosen, reports another choice, and none while training', async () => {
    const element = await choice();
    expect(findAll<HTMLInputElement>(element, 'input').map((input) => input.checked)).toEqual([false, true]);
    const chosen = heard(element, 'expectation-chosen');
    find(element, 'input').click();
    expect(await chosen).toEqual({ choice: 'less' });
    const locked = await choice(true);
    // What was chosen can still be read.
    expect(findAll<HTMLInputElement>(locked, 'input').map((input) => input.disabled)).toEqual([true, false]);
  });
  it('is taken back by one press, which is there only when there is something to take back', async () => {
    expect(findAll(await choice(false, {}), 'input:checked')).toEqual([]);
    const element = await choice();
    const forgotten = heard(element, 'prediction-forgotten');
    find(element, 'button').click();
    await forgotten;
    element.prediction = undefined;
    await element.updateComplete;
    expect([...findAll(element, 'button'), ...findAll(element, 'input:checked')]).toEqual([]);
    expect(element.shadowRoot!.activeElement).toBe(find(element, 'input'));
    expect(findAll(await choice(true), 'button')).toEqual([]);
  });
});
