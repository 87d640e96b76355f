// A switch in a form.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { SwitchField } from '#src/components/base/field/switch-field.ts';
import { expectAccessible, find, heard, mount } from '../../mount.ts';
import '#src/components/base/field/switch-field.ts';

describe('switch-field', () => {
  const field = (): Promise<SwitchField> => mount(html`<switch-field label="Residual" help="Adds."></switch-field>`);

  it('is accessible', async () => expectAccessible(await field()));

  it('shows its value, and reports on and off', async () => {
    const element = await field();
    const box = find<HTMLInputElement>(element, 'input');
    for (const value of [true, false]) {
      expect(box.checked).toBe(!value);
      const changed = heard(element, 'switch-changed');
      find(element, 'label').click();
      expect(await changed).toEqual({ value });
      element.value = value;
      await element.updateComplete;
    }
  });

  it('goes back where its owner does not follow', async () => {
    const element = await field();
    const box = find<HTMLInputElement>(element, 'input');
    box.click();
    element.requestUpdate();
    await element.updateComplete;
    expect(box.checked).toBe(false);
  });
});
