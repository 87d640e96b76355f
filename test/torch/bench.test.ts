// The programs that time pytorch/ on a GPU also run without one: their checks hold, and costs are counted from what they write.

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { environment, file, python } from './python.ts';

const say = (...args: string[]): string => {
  const done = spawnSync(python, args, { encoding: 'utf8', env: environment });
  expect(done.status, done.stderr).toBe(0);
  return done.stdout;
};

test('wrapped, in parts and resumed, training ends with the same weights', () => {
  const checks = JSON.parse(say('bench/outgrow.py', '--checks-only')) as Record<string, number | { reason: string }>;
  expect(checks['DDP, few rows']).toBeLessThan(1e-5);
  for (const found of Object.values(checks)) if (typeof found === 'number') expect(found).toBeLessThan(1e-4);
});

test('costs at 1, 8 and 64 GPUs', () => {
  const rows = [
    { shape: 'large', way: 'bf16, compile, DDP', msPerStep: 60, parameters: 151_191_552 },
    { shape: 'nanogpt-baby', way: 'bf16, compile', msPerStep: 12 },
  ];
  const said = say('bench/outgrow_costs.py', file('measured.json', { device: 'GPU', torch: '2', date: 'today', rows }));
  // 512 rows are 32 times 16: 1920 ms; among 64 a third of 30 ms, then 2 · 63/64 · 4 · 151 million bytes at 40 GB/s, which take longer than the rest.
  const table = said.split('\n').filter((line) => /^\| \d/.test(line));
  expect(table).toEqual([
    '| 1 | 1920 ms | 5.3 | 13 | 4.27 | 11 |',
    '| 8 | 240 ms | 0.7 | 13 | 0.53 | 11 |',
    '| 64 | 40 ms | 0.1 | 18 | 0.07 | 11 |',
  ]);
});
