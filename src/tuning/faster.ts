// Whether something is faster than what is usual, beyond noise. Both run in turns, so that a noisy moment hits both, and what
// counts are the differences within a turn: where their interval holds 0, the usual stays.

import { intervalOf, pairedEstimate } from '#src/science/statistics/estimates.ts';

/** Does its work so many times over; milliseconds until the GPU is done. */
export type Burst = (times: number) => Promise<number>;

const turns = 8;
const level = 0.99; // several are compared with the usual one
const [burstMilliseconds, mostTimes] = [10, 64];

/** Stops between two bursts when `signal` says so, by its reason. */
export async function isFaster(other: Burst, usual: Burst, signal?: AbortSignal): Promise<boolean> {
  // Some drivers compile at the first use.
  for (const burst of [usual, other]) await burst(1);
  const once = await usual(1);
  const times = Math.max(1, Math.min(mostTimes, Math.round(burstMilliseconds / Math.max(once, 1e-3))));
  const ratios: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    signal?.throwIfAborted();
    const [first, second] = turn % 2 ? [other, usual] : [usual, other];
    const [a, b] = [await first(times), await second(times)];
    ratios.push(Math.log(turn % 2 ? a / b : b / a));
  }
  // A clock that a browser has made coarse may have seen nothing pass.
  const interval = ratios.every(Number.isFinite) && intervalOf(pairedEstimate(ratios), level);
  return interval !== false && interval !== undefined && interval.high < 0;
}
