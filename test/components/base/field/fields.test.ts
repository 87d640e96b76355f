// The fields: number, choice, switch.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ChoiceField } from '#src/components/base/field/choice-field.ts';
import type { NumberField } from '#src/components/base/field/number-field.ts';
import type { SwitchField } from '#src/components/base/field/switch-field.ts';
import { expectAccessible, find, heard, mount, type } from '../../mount.ts';
import '#src/components/base/field/choice-field.ts';
import '#src/components/base/field/number-field.ts';
import '#src/components/base/field/switch-field.ts';

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

  it('says its range and ties the problem to the input', async () => {
    const element = await field(99, 'Too deep.');
    expect(find(element, '.help').textContent).toContain('1 to 48');
    const input = find<HTMLInputElement>(element, 'input');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(input.getAttribute('aria-describedby')).toContain('problem');
  });

  it('reports what is typed, and NaN for what is no number, without wiping it', async () => {
    const element = await field();
    const input = find<HTMLInputElement>(element, 'input');
    const changed = heard<{ value: number }>(element, 'number-changed');
    type(input, '12');
    expect(await changed).toEqual({ value: 12 });
    const wiped = heard<{ value: number }>(element, 'number-changed');
    type(input, '');
    expect((await wiped).value).toBeNaN();
    element.value = NaN;
    await element.updateComplete;
    expect(input.value).toBe('');
  });
});

describe('choice-field', () => {
  const field = (): Promise<ChoiceField> =>
    mount(
      html`<choice-field
        label="Positions"
        help="Order."
        value="learned"
        .choices=${[
          { value: 'rope', label: 'RoPE' },
          { value: 'learned', label: 'learned' },
        ]}
      ></choice-field>`,
    );

  it('is accessible', async () => expectAccessible(await field()));

  it('shows its value and reports another', async () => {
    const element = await field();
    const select = find<HTMLSelectElement>(element, 'select');
    expect(select.value).toBe('learned');
    const changed = heard(element, 'choice-changed');
    select.value = 'rope';
    select.dispatchEvent(new Event('change'));
    expect(await changed).toEqual({ value: 'rope' });
  });
});

describe('switch-field', () => {
  const field = (): Promise<SwitchField> => mount(html`<switch-field label="Residual" help="Adds."></switch-field>`);

  it('is accessible', async () => expectAccessible(await field()));

  it('reports on and off', async () => {
    const element = await field();
    const changed = heard(element, 'switch-changed');
    find(element, 'label').click();
    expect(await changed).toEqual({ value: true });
  });
});
