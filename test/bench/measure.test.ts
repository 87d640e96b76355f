// The bench measures and reports; how fast, no test says.

import { expect, test } from 'vitest';
import { measure, plan, withReplicasCompared } from '../../bench/measure.ts';
import type { Figures, Row } from '../../bench/report.ts';
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
  expect(workloads[0]).not.toHaveProperty('peers');
  const figures = workloads[0]!.plateau;
  expect(figures).not.toHaveProperty('reason');
  expect(figures).not.toHaveProperty('losses');
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

test('what is measured suits the adapter, and the largest model trains alone', () => {
  const rows = (software: boolean, peers: boolean): string[] =>
    plan({ replicas: [1, 8], peers }, { software }).map(({ workload, replicas }) => `${workload.name} ${replicas}`);
  expect(rows(true, false)).toEqual(['tiny 1', 'tiny 8', 'small 1', 'small 8']);
  expect(rows(true, true).slice(4)).toEqual(['baby 1', 'baby 8']);
  expect(rows(false, false).slice(8)).toEqual(['baby 1', 'baby 8', 'nanogpt-baby 1']);
  expect(() => plan({ workloads: ['huge'], replicas: [1] }, { software: true })).toThrow(
    'There is no workload “huge”: choose tiny, nano, standard, small, baby, nanogpt-baby.',
  );
});

test('replicas at once are set against as many runs one after another', () => {
  const row = (name: string, replicas: number, msPerStep: number | null): Row => {
    const plateau = { msPerStep, spread: null, repeats: 5, stepsPerRepeat: 1 } as Figures;
    return { ...workloads[0]!, name, replicas, plateau };
  };
  const rows = [row('a', 1, 10), row('a', 8, 20), row('b', 8, 20), row('c', 1, null), row('c', 8, 20)];
  const compared = withReplicasCompared(rows);
  expect(compared.map(({ againstSeparate }) => againstSeparate)).toEqual([undefined, 4, undefined, undefined, undefined]);
});
