// Numbers as people type and paste them. What could mean something else is refused rather than guessed.

import { describe, expect, it } from 'vitest';
import { readNumber, type Wanted } from '#src/words/typed.ts';

const whole = { whole: true };
const read = (text: string, wanted?: Wanted): number => readNumber(text, wanted).value;

describe('a number', () => {
  it.each([
    ['0.05', 0.05],
    ['0,05', 0.05],
    [',5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['5,', 5],
    ['1,25', 1.25],
    ['0,125', 0.125],
    ['1.125', 1.125],
    ['1e-3', 0.001],
    ['1E−3', 0.001],
    ['2,5e-4', 0.00025],
    ['+7', 7],
    ['−7', -7],
    ['-0', 0],
    ['007', 7],
  ])('%s is %d', (text, value) => expect(read(text)).toBe(value));

  it.each([
    ['４００', 400],
    ['０．０５', 0.05],
    ['０，０５', 0.05],
    ['１ｅ－３', 0.001],
    ['٤٠٠', 400],
    ['٠٫٠٥', 0.05],
    ['१२', 12],
    ['𝟗𝟎', 90],
  ])('%s, in other digits, is %d', (text, value) => expect(read(text)).toBe(value));

  it.each([
    ['  400\u00a0', 400],
    ['\ufeff400', 400],
    ['\u200e0.5\u200f', 0.5],
    ['1 000', 1000],
    ['1\u202f000\u202f000', 1e6],
    ['1’000.5', 1000.5],
    ['1_000', 1000],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1 234,567', 1234.567],
    ['1.234.567', 1234567],
    ['1,234,567', 1234567],
    ['1234,567', 1234.567],
  ])('%s, in groups or with blanks around it, is %d', (text, value) => expect(read(text)).toBe(value));

  it.each([
    ['5 %', 0.05],
    ['7%', 0.07],
    ['２０％', 0.2],
    ['41.2k', 41200],
    ['10 M', 1e7],
    ['3×10⁻⁴', 3e-4],
    ['3 · 10^-4', 3e-4],
    ['10⁻³', 1e-3],
    ['10^-3', 1e-3],
  ])('%s is %d', (text, value) => expect(read(text)).toBe(value));

  it.each([
    '',
    ' ',
    '-',
    '.',
    ',',
    'e',
    '2e',
    '2e-',
    '1..5',
    '1,,5',
    '--5',
    '+-5',
    '1e5e5',
    '0x10',
    'Infinity',
    'NaN',
    '½',
    '2²',
  ])('“%s” is none', (text) => expect(readNumber(text)).toEqual({ value: NaN }));
  it.each([
    '1/2',
    '10-3',
    '3x10-4',
    '1 5',
    '12 34',
    '1,23,456',
    '0,123,456',
    '1.2.3',
    '1,234 567',
    '5m',
    '5B',
    '1e3k',
    '5 million',
    '5±1',
    '5, 6',
    '1\t000',
    '五',
  ])('“%s” is none', (text) => expect(readNumber(text)).toEqual({ value: NaN }));

  it('is not made smaller or larger than it was meant', () => {
    expect(read('1e400')).toBeNaN();
    expect(read('1e-400')).toBeNaN();
    expect(read('0e-400')).toBe(0);
    expect(read('400.00000000000000001', whole)).toBeNaN();
    expect(read('400.0', whole)).toBe(400);
    expect(read('2.5', whole)).toBe(2.5);
    expect(read('1e3', whole)).toBe(1000);
  });
});

describe('what can be read in two ways', () => {
  it('is told where the page itself does not write so', () => {
    expect(readNumber('1,000')).toEqual({ value: NaN, doubt: [1000, 1] });
    expect(readNumber('12,345')).toEqual({ value: NaN, doubt: [12345, 12.345] });
    expect(readNumber('1.000', whole)).toEqual({ value: NaN, doubt: [1, 1000] });
    expect(readNumber('1.500', whole)).toEqual({ value: NaN, doubt: [1.5, 1500] });
  });

  it('is read as the page writes it', () => {
    expect(read('409,600', whole)).toBe(409_600);
    expect(read('1.500')).toBe(1.5);
  });
});

describe('a unit', () => {
  it('may stand behind, if it is the one that is asked for', () => {
    const steps = { whole: true, unit: 'steps' };
    for (const text of ['400 steps', '400steps', '400 Step', '４００　ｓｔｅｐｓ']) expect(read(text, steps)).toBe(400);
    expect(read('1,000 steps', steps)).toBe(1000);
    for (const text of ['400 tokens', '400 ms', 'steps', 'steps 400', '400 stepss']) expect(read(text, steps)).toBeNaN();
    expect(read('400 steps')).toBeNaN();
  });
});

it('means what it says, however it is written: 5,000 numbers in every notation', () => {
  let state = 12345;
  const below = (n: number): number => (state = (state * 1103515245 + 12345) % 2 ** 31) % n;
  for (let i = 0; i < 5000; i++) {
    const value = below(10 ** (1 + below(7)));
    const digits = String(value);
    const places = below(5);
    const fraction = Array.from({ length: places }, () => below(10)).join('');
    const point = ['.', ',', '．', '，', '٫'][below(5)]!;
    const group = ['', ' ', '\u202f', '’', '_'][below(5)]!;
    const grouped = digits.replace(/\B(?=(\d{3})+$)/g, group);
    const text = [...(places ? grouped + point + fraction : grouped)]
      .map((c) => (/\d/.test(c) && below(2) ? '０１２３４５６７８９'[Number(c)]! : c))
      .join('');
    const { value: found, doubt } = readNumber(text);
    const meant = Number(places ? `${digits}.${fraction}` : digits);
    if (doubt) expect([text, ...doubt]).toContain(meant);
    else expect([text, found]).toEqual([text, meant]);
  }
});
