// One thing changed in a copy of an arm.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ChangeOne, ChangeWanted } from '#src/components/setup/change-one.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { fakeSources } from '../../store/fake-worker.ts';
import { choose, expectAccessible, find, findAll, heard, mount, type } from '../mount.ts';
import '#src/components/setup/change-one.ts';

async function opened(): Promise<ChangeOne> {
  const arms = [
    { name: 'base', config: baseArm },
    { name: 'wide', config: { ...baseArm, width: 128 } },
  ];
  const element = await mount<ChangeOne>(html`<change-one .arms=${arms} .sources=${fakeSources}></change-one>`);
  find<HTMLDetailsElement>(element, 'details').open = true;
  return element;
}

async function pick(element: ChangeOne, id: string, value: string): Promise<void> {
  choose(find(element, id), value);
  await element.updateComplete;
}

const add = (element: ChangeOne): HTMLButtonElement => find<HTMLButtonElement>(element, 'button');

describe('change-one', () => {
  it('is accessible', async () => expectAccessible(await opened()));

  it('asks for a number, and for none that the arm has already', async () => {
    const element = await opened();
    await pick(element, '#arm', '1');
    expect(find(element, 'label[for=value]').textContent).toContain('from 128 to');
    const input = find<HTMLInputElement>(element, '#value');
    for (const wrong of ['', 'wide', '128']) {
      type(input, wrong);
      await element.updateComplete;
      expect(add(element).disabled).toBe(true);
    }
    type(input, '1,024');
    await element.updateComplete;
    const wanted = heard<ChangeWanted>(element, 'change-wanted');
    add(element).click();
    expect(await wanted).toEqual({ arm: 1, key: 'width', value: 1024 });
  });

  it('takes a decimal comma, and says what is no number or can be read in two ways', async () => {
    const element = await opened();
    await pick(element, '#key', 'weightDecay');
    const input = find<HTMLInputElement>(element, '#value');
    for (const [typed, sentence] of [
      ['much', 'Weight decay must be a number from 0 to 10.'],
      ['11', 'Weight decay must be a number from 0 to 10.'],
      ['1,125', 'This can be read as 1125 or as 1.125: write it without a comma or point for thousands.'],
    ] as const) {
      type(input, typed);
      await element.updateComplete;
      expect(find(element, '.wrong').textContent).toBe(sentence);
      expect(add(element).disabled).toBe(true);
      expect(input.value).toBe(typed);
    }
    type(input, '0,05');
    await element.updateComplete;
    const wanted = heard<ChangeWanted>(element, 'change-wanted');
    add(element).click();
    expect(await wanted).toEqual({ arm: 0, key: 'weightDecay', value: 0.05 });
  });

  it('offers only other choices', async () => {
    const element = await opened();
    await pick(element, '#key', 'residual');
    expect(findAll<HTMLOptionElement>(element, '#value option').map((o) => o.value)).toEqual(['', 'false']);
    await pick(element, '#value', 'false');
    const wanted = heard<ChangeWanted>(element, 'change-wanted');
    add(element).click();
    expect(await wanted).toEqual({ arm: 0, key: 'residual', value: false });
    await pick(element, '#key', 'valueResidual');
    expect(findAll<HTMLOptionElement>(element, '#value option').map((o) => o.value)).toEqual(['', 'fixed', 'learned']);
  });

  it('leaves out what the arm does not use', async () => {
    const keys = findAll<HTMLOptionElement>(await opened(), '#key option').map((o) => o.value);
    expect(keys).toContain('steps');
    expect(keys).not.toContain('tokens');
    expect(keys).not.toContain('decayShare');
  });
});
