// A text seen from inside an arm.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { InsideLook } from '#src/components/inside/inside-look.ts';
import type { LookRequest } from '#src/session/look.ts';
import { expectAccessible, find, findAll, heard, mount, type, words } from '../mount.ts';
import { look, record } from './sample-inside.ts';
import '#src/components/inside/inside-look.ts';

async function form(change: Partial<InsideLook> = {}): Promise<InsideLook> {
  const element = await mount<InsideLook>(html`<inside-look .record=${record} .arm=${1} .look=${look} live></inside-look>`);
  Object.assign(element, change);
  await element.updateComplete;
  return element;
}
const button = (element: InsideLook): HTMLButtonElement => find(element, 'form button');
const text = (element: InsideLook): HTMLInputElement => find(element, 'form label input');

describe('inside-look', () => {
  it('is accessible, with a look, a problem, and without a model', async () => {
    await expectAccessible(await form());
    await expectAccessible(await form({ look: undefined, problem: 'The GPU has not enough memory left.' }));
    await expectAccessible(await form({ live: false }));
  });

  it('says what is needed without a model', async () => {
    const element = await form({ live: false });
    expect(words(element)).toContain('load these models to see where their heads look');
    expect(findAll(element, 'form')).toEqual([]);
  });

  it('shows where a head looks and what each layer would answer, of this arm only', async () => {
    const element = await form();
    expect(findAll(element, 'h3').map(words)).toEqual([
      'Where it looks block 1, head 1, step 30',
      'What each layer would answer step 30',
    ]);
    expect(findAll(element, 'attention-map tbody tr')).toHaveLength(3);
    expect(findAll(element, 'logit-lens tbody tr')).toHaveLength(2);
    element.arm = 2;
    await element.updateComplete;
    expect(findAll(element, '.views')).toEqual([]);
  });

  it('asks for what stands in the form, and for nothing that is not there', async () => {
    const element = await form();
    const [block, head] = findAll<HTMLInputElement>(element, 'form number-field input');
    const refused = async (): Promise<boolean> => {
      await element.updateComplete;
      return button(element).disabled;
    };
    expect(await refused()).toBe(false);
    for (const wrong of ['99', '0', '1.5', '']) {
      type(block!, wrong);
      expect(await refused(), `block ${wrong}`).toBe(true);
    }
    type(block!, '3');
    type(head!, '99');
    expect(await refused()).toBe(true);
    type(head!, '2');
    type(text(element), '');
    expect(await refused(), 'no text').toBe(true);
    type(text(element), 'the whale');
    expect(await refused()).toBe(false);
    const wanted = heard<LookRequest>(element, 'look-wanted');
    button(element).click();
    expect(await wanted).toEqual({ arm: 1, text: 'the whale', layer: 2, head: 1 });
  });

  it('begins with what the arm has written, as much as it can read', async () => {
    const [sample] = record.arms[1]!.samples;
    const element = await form();
    expect(text(element).value).toBe(sample!.text.slice(0, record.arms[1]!.config.context));
    const silent = structuredClone(record);
    silent.arms[1]!.samples = [];
    element.record = silent;
    await element.updateComplete;
    expect(text(element).value).toBe('the captain and the sea');
  });

  it('does not ask for what the form refuses, whoever asks it to', async () => {
    const element = await form();
    const asked: Event[] = [];
    element.addEventListener('look-wanted', (event) => asked.push(event));
    element.ask();
    expect(asked).toHaveLength(1);
    type(text(element), '');
    element.ask();
    expect(asked).toHaveLength(1);
  });

  it('says why there is no look', async () => {
    const problem = 'The GPU has not enough memory left to look inside this arm.';
    expect(find(await form({ problem }), '.wrong').textContent).toBe(problem);
  });
});
