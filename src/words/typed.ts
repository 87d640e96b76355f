// What a person types where a number is asked for: decimal comma or point, digits of any script, groups, powers of ten, a unit.
// Nothing is guessed: what can be read in two ways is told, and what is not wholly understood is no number.

import { message, type Message } from './message.ts';

export interface Wanted {
  readonly whole?: boolean; // then 1,000 is a thousand, as the page itself writes it
  readonly unit?: string; // in the plural: "steps" allows "400 steps" and "1 step"
}

export interface Reading {
  readonly value: number; // NaN where it is no number
  readonly doubt?: readonly [number, number]; // what it may mean
}

export const inDoubt = ([one, other]: readonly [number, number]): Message => message('numberInDoubt', { one, other });

/** Sign, digits and what separates them, then a power of ten: 1e-3, 1 × 10^-3, 10 %, 41.2k; or a power of ten alone. */
const form =
  /^([+-]?) ?(?:([\d.,](?:[\d., '_]*[\d.,])?)(?:[eE]([+-]?\d+)| ?[×x*·⋅] ?10 ?\^ ?([+-]?\d+)| ?([%kKMGT]))?|10 ?\^ ?([+-]?\d+))$/;
const suffixes: Readonly<Record<string, number>> = { '%': -2, k: 3, K: 3, M: 6, G: 9, T: 12 };

export function readNumber(text: string, { whole = false, unit = '' }: Wanted = {}): Reading {
  const [all, sign = '', mantissa = '1', e, times, suffix, alone] = form.exec(withoutUnit(inAscii(text), unit)) ?? [];
  if (all === undefined) return { value: NaN };
  const power = suffix ? suffixes[suffix]! : Number(e ?? times ?? alone ?? 0);
  const [first, second] = decimalsIn(mantissa).map((decimal) => valueOf(sign, decimal, power, whole));
  if (first === undefined) return { value: NaN };
  // The page writes 409,600 and 0.125: so may whoever copies from it.
  if (second === undefined || first === second || mantissa.includes(',') === whole) return { value: first };
  return { value: NaN, doubt: [first, second] };
}

/** The text with the characters that programs use: other digits, signs, spaces and marks for the same look different. */
function inAscii(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '') // marks of direction, joiners, a BOM: pasted unseen
    .replace(
      /10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g,
      (_, power: string) => `10^${[...power].map((c) => '0123456789+-'['⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻'.indexOf(c)]).join('')}`,
    )
    .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)) // full width
    .replace(/\p{Nd}/gu, digitOf)
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[‐‑‒–−﹣]/g, '-')
    .replace(/[٫。｡]/g, '.')
    .replace(/،/g, ',')
    .replace(/[’ʼ٬]/g, "'")
    .trim();
}

/** Unicode keeps the digits of a script together, from 0 to 9. */
function digitOf(digit: string): string {
  let before = 0;
  const code = digit.codePointAt(0)!;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
  return String(before % 10);
}

function withoutUnit(text: string, unit: string): string {
  const words = text.toLowerCase();
  const found = [unit, unit.replace(/s$/, '')].find((each) => each && words.endsWith(each));
  return found ? text.slice(0, -found.length).trimEnd() : text;
}

/** The number with a point or without, first as the page writes it, then as with a decimal comma; one if both are the same. */
function decimalsIn(mantissa: string): string[] {
  const inGroups = /^(?:\d*|[1-9]\d{0,2}(?:([., '_])\d{3})(?:\1\d{3})*)$/;
  const found = ['.', ','].flatMap((point) => {
    const [before = '', after = '', ...more] = mantissa.split(point);
    const [ok, group] = inGroups.exec(before) ?? [];
    if (ok === undefined || group === point || more.length || !/^\d*$/.test(after) || !(before + after)) return [];
    return [`${before.replace(/\D/g, '')}.${after}`];
  });
  return [...new Set(found)];
}

/** NaN for what a double cannot hold as it was meant: beyond its range, or a whole number that only rounding makes whole. */
function valueOf(sign: string, decimal: string, power: number, whole: boolean): number {
  const value = Number(`${sign}${decimal}e${power}`);
  const [before = '', after = ''] = decimal.split('.');
  const digits = (before + after).replace(/0+$/, '');
  if (!Number.isFinite(value) || (value === 0 && /[1-9]/.test(digits))) return NaN;
  const isWhole = digits.length <= before.length + power || digits === '';
  return whole && !isWhole && Number.isInteger(value) ? NaN : value === 0 ? 0 : value;
}
