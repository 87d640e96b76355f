// The curves of several seeds in one: at every step their mean with its 95 % interval, their median and their range.

import { seedsAt } from './statistics/seeds.ts';
import { firstFrom, grown, newSeries, type Series } from './series.ts';

/** Over all seeds that have a point at exactly this step; `losses` is their mean. */
export interface Summary extends Series {
  median: Float64Array;
  half: Float64Array; // half the width of the 95 % interval of the mean; NaN below `fewestSeeds` seeds
  low: Float64Array;
  high: Float64Array;
  count: Float64Array;
}

const columns = ['steps', 'losses', 'median', 'half', 'low', 'high', 'count'] as const;

export function newSummary(): Summary {
  const column = (): Float64Array => new Float64Array(64);
  return { ...newSeries(64), median: column(), half: column(), low: column(), high: column(), count: column() };
}

/** Brings the summary up to date from a step on; nothing before it has changed. */
export function summarise(summary: Summary, seeds: readonly Series[], from: number): void {
  const next = seeds.map((series) => firstFrom(series, from));
  const values = new Float64Array(seeds.length);
  summary.length = firstFrom(summary, from);
  summary.version++;
  for (;;) {
    let step = Infinity;
    for (let s = 0; s < seeds.length; s++) if (next[s]! < seeds[s]!.length) step = Math.min(step, seeds[s]!.steps[next[s]!]!);
    if (step === Infinity) return;
    let n = 0;
    for (let s = 0; s < seeds.length; s++) {
      const { steps, losses, length } = seeds[s]!;
      if (next[s]! >= length || steps[next[s]!] !== step) continue;
      const loss = losses[next[s]!++]!;
      if (!Number.isFinite(loss)) continue;
      let place = n++;
      for (; place > 0 && values[place - 1]! > loss; place--) values[place] = values[place - 1]!;
      values[place] = loss;
    }
    if (n > 0) push(summary, step, values, n);
  }
}

/** `sorted` holds n losses in ascending order. */
function push(summary: Summary, step: number, sorted: Float64Array, n: number): void {
  const at = summary.length++;
  if (at === summary.steps.length) for (const column of columns) summary[column] = grown(summary[column], 2 * at);
  const { mean, median, half } = seedsAt(sorted, n);
  summary.steps[at] = step;
  summary.losses[at] = mean;
  summary.median[at] = median;
  summary.half[at] = half;
  summary.low[at] = sorted[0]!;
  summary.high[at] = sorted[n - 1]!;
  summary.count[at] = n;
}
