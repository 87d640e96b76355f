// 5,000 sequences of keys in number fields: nothing throws, nothing that stands there is changed, and no other value is taken than
// what was typed. What the text means is read here by a cruder rule than the page's, which allows more.

import { html } from 'lit';
import { expect, it } from 'vitest';
import type { NumberChanged, NumberField } from '#src/components/base/field/number-field.ts';
import { options, type NumberOption } from '#src/experiment/options.ts';
import { findAll, find, mount, words } from '../../mount.ts';
import '#src/components/base/field/number-field.ts';

const numbers = options.filter((o): o is NumberOption => o.kind === 'integer' || o.kind === 'number');

let state = 20261126;
const below = (n: number): number => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) % n;
const one = <T>(list: readonly T[]): T => list[below(list.length)]!;

/** Mostly digits, as people type; then all that slips in between. */
const characters = [...'00112233445566778899'.repeat(8), ..."..,,--+eE %kM_xX*^/ '’  −０５９．，ｅ٣٫½∞"];
const pasted = [
  '400 steps',
  '1,000',
  '1.000',
  '0,05',
  '1e-3',
  '3×10⁻⁴',
  ' 12 ',
  '\u00a07',
  '1 000',
  'NaN',
  '-1',
  '1e999',
  '5 %',
  '０．１',
];

/** The keys of one person: a character, a paste, Backspace, or an arrow. */
const keys = (): string[] =>
  Array.from({ length: 1 + below(5) }, () => {
    const kind = below(40);
    return kind < 34
      ? one(characters)
      : kind < 36
        ? one(pasted)
        : kind < 39
          ? 'Backspace'
          : one(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown']);
  });

const plainly = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[٠-٩]/g, (c) => String(c.charCodeAt(0) - 0x660))
    .replace(/٫/g, '.')
    .replace(/−/g, '-')
    .replace(/[\s_'’]/g, '')
    .replace(/steps$/, '');
/** All that a text could mean: with its commas or points as decimals, or as nothing. */
function meanings(text: string): number[] {
  const plain = plainly(text).replace(/[×x*]?10\^?(?=-)/i, (ten) => (/^\D/.test(ten) ? 'e' : '1e'));
  const [, digits = plain, suffix = ''] = /^(.*\d[.,]?)([%kKM])$/.exec(plain) ?? [];
  const power = { '%': 'e-2', k: 'e3', K: 'e3', M: 'e6' }[suffix] ?? '';
  return [digits, digits.replaceAll(',', ''), digits.replaceAll('.', '').replace(',', '.'), digits.replaceAll('.', '')]
    .map((each) => Number(each + power))
    .filter((value) => !Number.isNaN(value));
}

it('mean what they say, or are refused', { timeout: 120_000 }, async () => {
  const element = await mount<NumberField>(html`<number-field label="Steps" unit="steps"></number-field>`);
  let told: number | undefined;
  element.addEventListener(
    'number-changed',
    (event) => (element.value = told = (event as CustomEvent<NumberChanged>).detail.value),
  );
  const input = find<HTMLInputElement>(element, 'input');
  const seen = { accepted: 0, refused: 0, keys: 0 };
  for (let sequence = 0; sequence < 5000; sequence++) {
    const { min, max, kind, by } = one(numbers);
    const before = below(2) ? min : max;
    Object.assign(element, { min, max, whole: kind === 'integer', by: typeof by === 'string' ? by : 'size', value: before });
    await element.updateComplete;
    input.focus();
    input.select();
    let text = '';
    for (const [i, key] of keys().entries()) {
      seen.keys++;
      const pressed = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
      input.dispatchEvent(pressed);
      if (key === 'Backspace') {
        document.execCommand('delete');
        text = i ? [...text].slice(0, -1).join('') : '';
      } else if (key.length === 1 || !/^(Arrow|Page)/.test(key)) {
        document.execCommand('insertText', false, key);
        text += key;
      } else {
        await element.updateComplete;
        // An arrow leaves another number, or what stood there.
        if (/^[\d.e-]+$/.test(input.value)) text = input.value;
        input.setSelectionRange(text.length, text.length);
      }
      await element.updateComplete;
      expect(input.value, 'as it was typed').toBe(text);
    }
    const { value } = element;
    const wrong = findAll(element, '.wrong').map(words).join();
    const place = JSON.stringify({ text, value, told, min, max, kind, wrong });
    expect(wrong.length, place).toBeLessThanOrEqual(300);
    expect(wrong === '', place).toBe(value >= min && value <= max && (kind === 'number' || Number.isInteger(value)));
    expect(input.getAttribute('aria-invalid'), place).toBe(wrong ? 'true' : null);
    if (wrong) seen.refused++;
    else {
      seen.accepted++;
      expect(meanings(text), place).toContain(value);
    }
    // What any program reads as a number is read so.
    if (
      /^\d+(\.\d+)?$/.test(text) &&
      !(kind === 'integer' && /^[1-9]\d{0,2}\.\d{3}$/.test(text)) &&
      String(Number(text)) === text
    )
      expect(value, place).toBe(Number(text));
  }
  expect(seen.accepted, JSON.stringify(seen)).toBeGreaterThan(1000);
  expect(seen.refused, JSON.stringify(seen)).toBeGreaterThan(1000);
});
