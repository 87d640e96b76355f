// A number in a form.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { NumberChanged, NumberField } from '#src/components/base/field/number-field.ts';
import { expectAccessible, find, heard, mount, type } from '../../mount.ts';
import '#src/components/base/field/number-field.ts';

describe('number-field', () => {
  const field = (value = 8, problem = ''): Promise<NumberField> =>
    mount(
      html`<number-field
        label="Depth"
        help="Blocks."
        .value=${value}
        .min=${1}
        .max=${48}
        .problem=${problem}
        whole
      ></number-field>`,
    );

  it('is accessible, right or wrong', async () => {
    await expectAccessible(await field());
    await expectAccessible(await field(99, 'Depth must be a whole number from 1 to 48.'));
  });

  it('says its range', async () => {
    expect(find(await field(), '.help').textContent).toBe('Blocks. 1 to 48.');
  });

  it('shows its value, and reports what is typed', async () => {
    const element = await field();
    const input = find<HTMLInputElement>(element, 'input');
    expect(input.value).toBe('8');
    const changed = heard<NumberChanged>(element, 'number-changed');
    type(input, '12');
    expect(await changed).toEqual({ value: 12 });
    element.value = 7;
    await element.updateComplete;
    expect(input.value).toBe('7');
  });

  it('reports NaN for what is no number, and does not wipe it while it is typed', async () => {
    const element = await field();
    element.addEventListener('number-changed', (event) => (element.value = (event as CustomEvent<NumberChanged>).detail.value));
    const input = find<HTMLInputElement>(element, 'input');
    input.select();
    await userEvent.keyboard('2e');
    await element.updateComplete;
    expect(element.value).toBeNaN();
    expect(input.validity.badInput, 'half a number stands there').toBe(true);
    await userEvent.keyboard('1');
    await element.updateComplete;
    expect(element.value).toBe(20);
    expect(input.value).toBe('20');
  });
});
