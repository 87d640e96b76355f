// Flags, numbers and --help, as the command lines share them.

import { expect, test } from 'vitest';
import { helpOf, numberIn, readFlags } from '../../scripts/flags.ts';

test('flags are read, with their usual values', () => {
  const flags = { name: { type: 'string', default: 'none' }, loud: { type: 'boolean' } } as const;
  expect(readFlags(['--loud'], flags)).toEqual({ name: 'none', loud: true });
  expect(readFlags(['--name', 'x'], flags)).toEqual({ name: 'x' });
  expect(() => readFlags(['--fast'], flags)).toThrow("Unknown option '--fast'. See --help.");
  expect(() => readFlags(['fast'], flags)).toThrow(/^Unexpected argument 'fast'.* See --help\.$/);
  for (const value of ['-1', '--loud', '-x=1'])
    expect(() => readFlags(['--name', value], flags)).toThrow(
      `--name needs a value; one that begins with a hyphen is written --name=${value}. See --help.`,
    );
  expect(() => readFlags(['--name'], flags)).toThrow(/'--name <value>' argument missing. See --help\.$/);
});

test('a number is in its range, whole if it must be, and nothing else', () => {
  const share = { min: 0, max: 1, whole: false };
  for (const [text, value] of [
    ['0', 0],
    ['1', 1],
    ['2.5e-1', 0.25],
  ] as const)
    expect(numberIn(share, text, '')).toBe(value);
  for (const text of ['', ' ', '-0.1', '1.1', 'NaN', 'half', '0.5 or so'])
    expect(() => numberIn(share, text, 'It must be a number'), text).toThrow(`It must be a number from 0 to 1, not “${text}”.`);
  const count = { min: 1, max: 16, whole: true };
  expect(numberIn(count, '16', '')).toBe(16);
  for (const text of ['0', '17', '1.5', 'Infinity']) expect(() => numberIn(count, text, 'It must be'), text).toThrow(text);
});

test('what a flag does stands in its column, beside it or below', () => {
  expect(helpOf(10, '--name', 'Which.', 'Or none.')).toBe('  --name  Which.\n          Or none.');
  expect(helpOf(9, '--name', 'Which.')).toBe('  --name Which.');
  expect(helpOf(8, '--name', 'Which.')).toBe('  --name\n        Which.');
});
