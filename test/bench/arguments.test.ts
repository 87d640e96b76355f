// The command line of the bench: what each flag means, which exclude each other, and what is said to a wrong one.

import { expect, test } from 'vitest';
import { parse } from '../../bench/arguments.ts';

test('a wrong option gets one sentence', () => {
  expect(() => parse(['--workloads', 'huge'])).toThrow(
    '--workloads must name tiny or nano or standard or small or baby or nanogpt-baby, or several with commas, not “huge”.',
  );
  expect(() => parse(['--replicas', '1,x'])).toThrow('--replicas must be whole numbers with commas from 1 to 64, not “x”.');
  expect(() => parse(['--repeats', '0'])).toThrow('--repeats must be a whole number from 1 to 1000, not “0”.');
  expect(() => parse(['--in', 'safari'])).toThrow('--in must be node or chromium, not “safari”.');
  expect(() => parse(['--fast'])).toThrow("Unknown option '--fast'. See --help.");
});

test('PyTorch takes part where it is asked for, and beside other peers', () => {
  expect([[], ['--torch'], ['--peers']].map((flags) => parse(flags).torch)).toEqual([false, true, true]);
  expect(parse(['--torch'])).toMatchObject({ where: 'node' });
});

test('peers are compared in a browser', () => {
  expect(parse(['--peers'])).toMatchObject({ where: 'chromium', options: { peers: true } });
  expect(parse([]).options).toEqual({ replicas: [1, 8] });
  expect(() => parse(['--peers', '--in', 'node'])).toThrow('--peers must run in chromium: the libraries need a browser.');
});

test('a profile has no peers and repeats as it needs', () => {
  expect(parse(['--profile'])).toMatchObject({ profile: true, where: 'node' });
  expect(parse(['--profile', '--in', 'chromium'])).toMatchObject({ profile: true, where: 'chromium' });
  expect(() => parse(['--profile', '--peers'])).toThrow('--profile times our own kernels: leave out --peers and --torch.');
  expect(() => parse(['--profile', '--torch'])).toThrow('leave out --peers and --torch.');
  expect(() => parse(['--profile', '--repeats', '3'])).toThrow('leave out --repeats.');
});
