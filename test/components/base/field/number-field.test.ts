// A number in a form.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { NumberChanged, NumberField } from '#src/components/base/field/number-field.ts';
import { expectAccessible, find, findAll, heard, mount, type, words } from '../../mount.ts';
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

  /** As a form does: what is reported comes back as the value. */
  async function owned(change: Partial<NumberField> = {}): Promise<{ element: NumberField; input: HTMLInputElement }> {
    const element = await field();
    Object.assign(element, change);
    element.addEventListener('number-changed', (event) => (element.value = (event as CustomEvent<NumberChanged>).detail.value));
    await element.updateComplete;
    const input = find<HTMLInputElement>(element, 'input');
    input.select();
    return { element, input };
  }
  const wrong = (element: NumberField): string => findAll(element, '.wrong').map(words).join();

  it('reports NaN for what is no number, and does not wipe it while it is typed', async () => {
    const { element, input } = await owned();
    await userEvent.keyboard('2e');
    await element.updateComplete;
    expect(element.value).toBeNaN();
    expect(input.value).toBe('2e');
    expect(wrong(element)).toBe('Depth must be a whole number from 1 to 48.');
    await userEvent.keyboard('1');
    await element.updateComplete;
    expect(element.value).toBe(20);
    expect(input.value, 'as it was typed').toBe('2e1');
    expect(wrong(element)).toBe('');
    await userEvent.tab();
    await element.updateComplete;
    expect(input.value, 'as it was read').toBe('20');
  });

  it('is typed digit by digit through what is out of range, which is told at once and changed by nobody', async () => {
    const { element, input } = await owned({ min: 16, max: 5000 });
    const seen: string[] = [];
    for (const digit of '400000') {
      await userEvent.keyboard(digit);
      await element.updateComplete;
      seen.push(`${input.value} ${element.value} ${wrong(element) ? 'wrong' : 'right'}`);
    }
    expect(seen).toEqual([
      '4 4 wrong',
      '40 40 right',
      '400 400 right',
      '4000 4000 right',
      '40000 40000 wrong',
      '400000 400000 wrong',
    ]);
    await userEvent.tab();
    await element.updateComplete;
    expect(input.value, 'what is wrong stays, to be mended').toBe('400000');
    expect(input.getAttribute('aria-invalid')).toBe('true');
  });

  it('takes a decimal comma, full-width digits and a unit, and asks where it can be read in two ways', async () => {
    const { element, input } = await owned({ whole: false, min: 0, max: 10, unit: 'nats' });
    for (const [typed, value] of [
      ['0,05', 0.05],
      ['０．５', 0.5],
      ['2 nats', 2],
      [' 1.5\u00a0', 1.5],
    ] as const) {
      input.select();
      await userEvent.keyboard(typed);
      await element.updateComplete;
      expect([input.value, element.value]).toEqual([typed, value]);
    }
    input.select();
    await userEvent.keyboard('1,000');
    await element.updateComplete;
    expect(element.value).toBeNaN();
    expect(wrong(element)).toBe('This can be read as 1000 or as 1: write it without a comma or point for thousands.');
  });

  it('shows another value from elsewhere, but not its own in other words', async () => {
    const { element, input } = await owned({ whole: false });
    await userEvent.keyboard('1,5');
    await element.updateComplete;
    element.help = 'Drawn again.';
    await element.updateComplete;
    expect(input.value).toBe('1,5');
    element.value = 7;
    await element.updateComplete;
    expect(input.value).toBe('7');
  });

  it('lets the wheel scroll the page', async () => {
    const { element, input } = await owned();
    const event = new WheelEvent('wheel', { deltaY: 100, bubbles: true, composed: true, cancelable: true });
    expect(input.dispatchEvent(event), 'nobody kept it').toBe(true);
    await element.updateComplete;
    expect(element.value).toBe(8);
  });

  it('goes by sensible steps with arrows and page keys, and says so to a screen reader', async () => {
    const { element, input } = await owned({ whole: false, min: 1e-6, max: 1, value: 0.01, by: 'factors' });
    const seen: string[] = [];
    for (const key of ['{ArrowDown}', '{ArrowUp}', '{ArrowUp}', '{PageUp}', '{PageUp}', '{PageDown}']) {
      await userEvent.keyboard(key);
      await element.updateComplete;
      expect(input.getAttribute('aria-valuenow')).toBe(String(element.value));
      seen.push(input.value);
    }
    expect(seen).toEqual(['0.005', '0.01', '0.02', '0.2', '1', '0.1']);
    expect([input.role, input.getAttribute('aria-valuemin'), input.getAttribute('aria-valuemax')]).toEqual([
      'spinbutton',
      '0.000001',
      '1',
    ]);
  });

  it('leaves half a number alone when an arrow is pressed, and begins an empty one at the least', async () => {
    const { element, input } = await owned();
    await userEvent.keyboard('2e{ArrowUp}');
    await element.updateComplete;
    expect(input.value).toBe('2e');
    await userEvent.keyboard('{Backspace}{Backspace}{ArrowUp}');
    await element.updateComplete;
    expect(element.value).toBe(1);
  });
});
