// The command line of training: every setting of the editor is a flag, is checked as there, and stands in --help.

import { expect, test } from 'vitest';
import { options } from '#src/experiment/options.ts';
import { help, parse } from '../../scripts/arguments.ts';

test('settings are given as flags, and only those that were given', () => {
  expect(parse([])).toMatchObject({ experiment: 'shortcuts', size: 'nano', seeds: undefined, changes: {} });
  expect(parse(['--first-layer', '--no-residual', '--depth', '3', '--learning-rate', '1e-3', '--schedule', 'wsd'])).toMatchObject(
    {
      changes: { firstLayer: true, residual: false, depth: 3, learningRate: 1e-3, schedule: 'wsd' },
    },
  );
  expect(parse(['--seeds', '2', '--all-windows', '--tune', '-h'])).toMatchObject({
    seeds: 2,
    allWindows: true,
    tune: true,
    help: true,
  });
});

test('a wrong one gets one sentence', () => {
  expect(() => parse(['--fast'])).toThrow("Unknown option '--fast'. See --help.");
  expect(() => parse(['--seeds', '17'])).toThrow('--seeds must be a whole number from 1 to 16, not “17”.');
  expect(() => parse(['--depth', '1.5'])).toThrow('--depth must be a whole number from 1 to 48, not “1.5”.');
  expect(() => parse(['--dropout', ''])).toThrow(/^--dropout must be a number from 0 to \S+, not “”\.$/);
});

test('--help knows every setting, by the flag that sets it', () => {
  const text = help(['shortcuts', 'own']);
  for (const { key } of options) {
    const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(text, key).toMatch(new RegExp(`^  --${flag}[ ,]`, 'm'));
    expect(() => parse([`--${flag}`]), key).not.toThrow('Unknown option');
  }
});
