// The figures of a workload, and those of a peer beside them.

import { expect, test } from 'vitest';
import { comparedWith, figuresOf, type Measured } from '../../bench/figures.ts';
import { workloads } from '../../bench/workloads.ts';

const tiny = workloads[0]!;
const limits = { fmaGflops: 10, copyGBs: 10, dispatchMicroseconds: 10 };

test('a peer is as many times slower as its step takes longer', () => {
  const measured = (times: readonly number[]): Measured => ({
    times,
    stepsPerRepeat: 1,
    firstLossSeconds: 1,
    peakBytes: 100,
    losses: [4, 3.9],
  });
  const ours = figuresOf(measured([11, 9, 10]), tiny, 1, limits);
  expect(ours).toMatchObject({ msPerStep: 10, spread: { min: 9, max: 11 }, losses: [4, 3.9] });
  const theirs = comparedWith(ours, { ...measured([30, 20]), losses: [4.001] }, tiny, limits);
  expect(theirs).toMatchObject({ msPerStep: 25, timesPlateau: 2.5, lossGap: 0.001 });
  expect(comparedWith(ours, { ...measured([30]), losses: [] }, tiny, null)).toMatchObject({
    timesPlateau: 3,
    lossGap: null,
    fmaShare: null,
  });
});
