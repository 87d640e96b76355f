// What all fields have in common, each of them in turn.

import { html, type TemplateResult } from 'lit';
import { describe, expect, it } from 'vitest';
import type { FormField } from '#src/components/base/field/form-field.ts';
import { expectAccessible, find, findAll, mount } from '../../mount.ts';
import '#src/components/base/field/choice-field.ts';
import '#src/components/base/field/number-field.ts';
import '#src/components/base/field/switch-field.ts';

const fields: Readonly<Record<string, TemplateResult>> = {
  'choice-field': html`<choice-field label="Width" help="Channels." .choices=${[{ value: '', label: 'any' }]}></choice-field>`,
  'number-field': html`<number-field label="Width" help="Channels."></number-field>`,
  'switch-field': html`<switch-field label="Width" help="Channels."></switch-field>`,
};

describe.each(Object.entries(fields))('%s', (_, template) => {
  const field = async (change: Partial<FormField<unknown>> = {}): Promise<FormField<unknown>> => {
    const element = await mount<FormField<unknown>>(template);
    Object.assign(element, change);
    await element.updateComplete;
    return element;
  };
  const control = (element: Element): HTMLInputElement | HTMLSelectElement => find(element, '#control');
  /** What a screen reader says after the name. */
  const description = (element: Element): string =>
    (control(element).getAttribute('aria-describedby')?.split(' ') ?? [])
      .map((id) => element.shadowRoot!.getElementById(id)!.textContent)
      .join(' ');

  it('is accessible: as it is, compact, wrong and disabled', async () => {
    for (const change of [{}, { compact: true }, { problem: 'Too wide.' }, { disabled: true }])
      await expectAccessible(await field(change));
  });

  it('has its label as its name, and its help beside it', async () => {
    const element = await field();
    expect([...control(element).labels!].map((label) => label.textContent)).toEqual(['Width']);
    expect(description(element)).toMatch(/^Channels\./);
    expect(control(element).hasAttribute('aria-invalid')).toBe(false);
    expect(findAll(element, '.wrong')).toEqual([]);
  });

  it('says what is wrong with it', async () => {
    const element = await field({ problem: 'Too wide.' });
    expect(find(element, '.wrong').checkVisibility()).toBe(true);
    expect(description(element)).toMatch(/^Channels\..* Too wide\.$/);
    expect(control(element).getAttribute('aria-invalid')).toBe('true');
  });

  it('leaves out its help where it is compact, but not what is wrong', async () => {
    const element = await field({ compact: true, problem: 'Too wide.' });
    expect(findAll(element, '.help')).toEqual([]);
    expect(description(element)).toBe('Too wide.');
    expect(description(await field({ compact: true }))).toBe('');
  });

  it('can be switched off', async () => {
    expect(control(await field()).disabled).toBe(false);
    expect(control(await field({ disabled: true })).disabled).toBe(true);
  });
});
