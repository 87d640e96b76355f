// A choice in a form.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ChoiceField } from '#src/components/base/field/choice-field.ts';
import { choose, expectAccessible, find, findAll, heard, mount } from '../../mount.ts';
import '#src/components/base/field/choice-field.ts';

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
    choose(select, 'rope');
    expect(await changed).toEqual({ value: 'rope' });
    element.value = 'rope';
    await element.updateComplete;
    expect(select.value).toBe('rope');
  });

  it('shows a value whose option comes with it, and keeps one from being chosen', async () => {
    const element = await field();
    element.choices = [
      { value: 'none', label: 'none', disabled: true },
      { value: 'alibi', label: 'ALiBi' },
    ];
    element.value = 'alibi';
    await element.updateComplete;
    expect(find<HTMLSelectElement>(element, 'select').value).toBe('alibi');
    expect(findAll<HTMLOptionElement>(element, 'option').map((o) => o.disabled)).toEqual([true, false]);
  });
});
