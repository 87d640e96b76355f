// The bench measures and reports; how fast, no test says.

import { expect, test } from 'vitest';
import { parse } from '../../bench/arguments.ts';
import type { Contender } from '../../bench/contenders/contender.ts';
import { measure } from '../../bench/measure.ts';
import { measureRow } from '../../bench/row.ts';
import { table } from '../../bench/table.ts';
import { workloads } from '../../bench/workloads.ts';
import { gpuDevice } from '../gpu/device.ts';

test('measures a workload and states it as a share of what the adapter can do', { timeout: 90_000 }, async () => {
  await gpuDevice();
  const lines: string[] = [];
  const options = { workloads: ['tiny'], replicas: [1], repeats: 1, limitSeconds: 0.1 };
  const report = await measure(navigator.gpu, options, (line) => lines.push(line));
  expect(lines).toHaveLength(2);

  const { limits, workloads } = report;
  for (const limit of [limits.fmaGflops, limits.copyGBs, limits.dispatchMicroseconds]) expect(limit).toBeGreaterThan(0);
  expect(limits).not.toHaveProperty('reason');

  expect(workloads).toHaveLength(1);
  expect(workloads[0]).toMatchObject({
    name: 'tiny',
    replicas: 1,
    batch: 4,
    context: 32,
    width: 64,
    depth: 2,
    heads: 2,
  });
  const figures = workloads[0]!.plateau;
  expect(figures).not.toHaveProperty('reason');
  expect(figures.repeats).toBe(1);
  expect(figures.spread).toEqual({ min: figures.msPerStep, max: figures.msPerStep });
  expect(figures.tokensPerSecond! * figures.msPerStep!).toBeCloseTo(1000 * 4 * 32, -3);
  expect(figures.firstLossSeconds).toBeGreaterThan(0);
  expect(figures.dispatchesPerStep).toBeGreaterThan(2 * figures.dispatchesPerLayer!);
  // Weights, gradients and two moments in float32 are the least that must be there.
  expect(figures.peakBytes).toBeGreaterThan(4 * 4 * (2 * 12 * 64 * 64 + 2 * 64 * 64));
  for (const share of [figures.fmaShare, figures.copyShare, figures.dispatchShare]) {
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1.5);
  }
  expect(table({ ...report, where: 'here' })).toMatch(/^tiny +1 +plateau /m);
});

test('what cannot be measured is null, with the reason', async () => {
  const limits = { fmaGflops: 10, copyGBs: 10, dispatchMicroseconds: 10 };
  let closed = false;
  /** Loses its loss at the fifth step. */
  const failing: Contender = {
    name: 'plateau',
    async open() {
      let steps = 0;
      const train = async (count: number): Promise<number> => ((steps += count) < 5 ? 1 : NaN);
      return {
        build: async () => ({ dispatchesPerStep: 50, dispatchesPerLayer: null, trafficPerStep: null, train }),
        peakBytes: () => null,
        close: async () => void (closed = true),
      };
    },
  };
  const { plateau } = await measureRow({} as GPU, workloads[0]!, 1, limits, 9, [failing]);
  expect(plateau).toMatchObject({ msPerStep: null, spread: null, repeats: 0, tokensPerSecond: null, fmaShare: null });
  expect(plateau).toMatchObject({ dispatchesPerStep: 50, peakBytes: null, reason: 'The loss was NaN.' });
  expect(closed).toBe(true);
});

test('a wrong option gets one sentence', () => {
  expect(() => parse(['--workloads', 'huge'])).toThrow(
    '--workloads must name tiny or small, or both with a comma, not “huge”.',
  );
  expect(() => parse(['--replicas', '1,x'])).toThrow(
    '--replicas must be whole numbers with commas from 1 to 64, not “x”.',
  );
  expect(() => parse(['--repeats', '0'])).toThrow('--repeats must be a whole number from 1 to 1000, not “0”.');
  expect(() => parse(['--in', 'safari'])).toThrow('--in must be node or chromium, not “safari”.');
  expect(() => parse(['--fast'])).toThrow("Unknown option '--fast'. See --help.");
});
