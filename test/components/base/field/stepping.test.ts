// Where arrows and page keys take a number.

import { expect, it } from 'vitest';
import { stepped } from '#src/components/base/field/stepping.ts';
import { options, type Stepping } from '#src/experiment/options.ts';
import { baseArm } from '#src/experiment/settings.ts';

const wide = { min: 0, max: 1e6 };
const walk = (from: number, up: boolean, by: Stepping, range = wide, far = false): number[] =>
  Array.from({ length: 4 }, () => (from = stepped(from, up, far, by, range)));

it('goes by the second digit of a count', () => {
  expect(walk(98, true, 'size')).toEqual([99, 100, 110, 120]);
  expect(walk(110, false, 'size')).toEqual([100, 99, 98, 97]);
  expect(walk(403, true, 'size')).toEqual([410, 420, 430, 440]);
  expect(walk(64, true, 'size', wide, true)).toEqual([70, 80, 90, 100]);
  expect(walk(400, true, 'size', wide, true)).toEqual([500, 600, 700, 800]);
});

it('goes by factors of a rate, down to none', () => {
  expect(walk(0.01, true, 'factors')).toEqual([0.02, 0.05, 0.1, 0.2]);
  expect(walk(0.003, false, 'factors')).toEqual([0.002, 0.001, 0.0005, 0.0002]);
  expect(walk(0.01, true, 'factors', wide, true)).toEqual([0.1, 1, 10, 100]);
  expect(walk(2e-6, false, 'factors')).toEqual([1e-6, 0, 0, 0]);
  expect(walk(0, true, 'factors')).toEqual([1e-6, 2e-6, 5e-6, 1e-5]);
  expect(walk(2e-6, false, 'factors', { min: 1e-6, max: 1 })).toEqual([1e-6, 1e-6, 1e-6, 1e-6]);
});

it('goes towards 1 by the distance from it', () => {
  const beta = { min: 0, max: 0.9999 };
  expect(walk(0.9, true, 'towardsOne', beta)).toEqual([0.95, 0.98, 0.99, 0.995]);
  expect(walk(0.998, true, 'towardsOne', beta)).toEqual([0.999, 0.9995, 0.9998, 0.9999]);
  expect(walk(0.9, false, 'towardsOne', beta)).toEqual([0.8, 0.5, 0, 0]);
});

it('goes from one multiple to the next, without binary dust', () => {
  expect(walk(0.1, true, 0.1)).toEqual([0.2, 0.3, 0.4, 0.5]);
  expect(walk(0.07, false, 0.01)).toEqual([0.06, 0.05, 0.04, 0.03]);
  expect(walk(60, true, 8)).toEqual([64, 72, 80, 88]);
});

it('brings back what is out of range, and never leaves it or turns round', () => {
  for (const by of ['size', 'factors', 'towardsOne', 0.1] as const) {
    const range = { min: 0.2, max: 0.9 };
    expect(stepped(5, false, false, by, range)).toBe(0.9);
    expect(stepped(5, true, false, by, range)).toBe(5);
    expect(stepped(-5, true, false, by, range)).toBe(0.2);
    expect(stepped(-5, false, false, by, range)).toBe(-5);
    expect(stepped(0.9, true, false, by, range)).toBe(0.9);
    expect(stepped(0.2, false, true, by, range)).toBe(0.2);
    expect(stepped(NaN, true, false, by, range)).toBeNaN();
  }
});

it('reaches both ends of every setting, going the right way at each key', () => {
  for (const option of options) {
    if (option.kind !== 'integer' && option.kind !== 'number') continue;
    const by = typeof option.by === 'function' ? option.by(baseArm) : (option.by ?? 'size');
    for (const up of [true, false])
      for (const far of [true, false]) {
        let value = baseArm[option.key] as number;
        const end = up ? option.max : option.min;
        for (let presses = 0; value !== end; presses++) {
          const next = stepped(value, up, far, by, option);
          expect([option.key, value, next, up ? next > value : next < value]).toEqual([option.key, value, next, true]);
          expect(presses).toBeLessThan(1000);
          value = next;
        }
      }
  }
});
