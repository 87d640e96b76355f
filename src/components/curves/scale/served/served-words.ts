// What is said of serving: of the sizes that were trained, of the law of their points, and of published coefficients.

import { mostBeyond } from '#src/science/fit/bands.ts';
import type { FitReport } from '#src/science/fit/fit-points.ts';
import { optimumOfSize, type Size } from '#src/science/fit/laws/law.ts';
import { cheapestServing, publishedLaw, type Serving } from '#src/science/fit/laws/serving.ts';
import type { ServedTotals, SizeTotal } from '#src/science/fit/measured/served-totals.ts';
import { timesBeyond } from '#src/science/fit/points.ts';
import { formatCount, formatFlops, formatLoss, formatPercent, formatThree, plural } from '#src/words/numbers.ts';

type Names = (parameters: number) => string;

/** "At a loss of 2.256, width 8 costs least in all: 7.2 GFLOP, 28 % of it for serving." */
export function cheapestWords({ loss, sizes }: ServedTotals, nameOf: Names): string {
  const { parameters, total, serving } = cheapestOf(sizes);
  return `At a loss of ${formatLoss(loss)}, ${nameOf(parameters)} costs least in all: ${formatFlops(total)}, ${formatPercent(serving / total)} of it for serving.`;
}

export const cheapestOf = (sizes: readonly SizeTotal[]): SizeTotal => sizes.reduce((a, b) => (b.total < a.total ? b : a));

/** How sure that is. */
export function leadWords({ lead, seeds }: ServedTotals, nameOf: Names): string {
  if (!lead) return '';
  const next = `The next, ${nameOf(lead.second.parameters)}, costs ${formatThree(lead.times)} times as much`;
  if (!lead.interval) return `${next}; ${plural(seeds, 'seed')} cannot say how sure that is.`;
  const { low, high } = lead.interval;
  const range = `95 %: ${formatThree(low)} to ${formatThree(high)}, ${plural(seeds, 'seed')}`;
  return low > 1 ? `${next} (${range}).` : `${next}, but these seeds cannot rule out that it costs less (${range}).`;
}

/** Of which nothing is said at this loss. */
export function missingWords({ short, past }: ServedTotals, nameOf: Names): string[] {
  const listed = (sizes: readonly number[]): string => sizes.map(nameOf).join(', ');
  return [
    ...(short.length ? [`Not every seed of ${listed(short)} got to this loss, so nothing is said of it.`] : []),
    ...(past.length ? [`${listed(past)} was past this loss at its shortest, so nothing is said of it.`] : []),
  ];
}

/** What the law of the points says of a loss; undefined while it is not told. `points`: those that were trained. */
export function lawWords(report: FitReport, points: readonly Size[], loss: number, served: number): string | undefined {
  const { law, told } = report;
  if (!law || told.alpha === undefined || told.beta === undefined || told.A === undefined || told.B === undefined)
    return undefined;
  const found = cheapestServing(law, loss, served);
  if (!found) return undefined;
  const beyond = timesBeyond(points, found.best);
  if (beyond > mostBeyond)
    return `The law of these points would go more than ${formatThree(mostBeyond)} times beyond what was trained here, so it is not asked.`;
  const { parameters, tokens } = found.best;
  const asIf = beyond > 1 ? `, ${formatThree(beyond)} times beyond what was trained, if it goes on unchanged there` : '';
  return `The law of these points says: ${formatCount(parameters)} parameters on ${formatCount(tokens)} tokens${asIf}. That saves ${formatPercent(found.saved)} of what the size that is cheapest to train would cost in all.`;
}

/** The anchor: a model as good as the best of 13 B parameters, that serves 2·10¹² tokens. */
export const anchor = { parameters: 13e9, served: 2e12 };
export const anchored = (): Serving =>
  cheapestServing(publishedLaw, optimumOfSize(publishedLaw, anchor.parameters).loss, anchor.served)!;

export function publishedWords(): string {
  const { best, saved } = anchored();
  const { alpha, beta } = publishedLaw;
  return `By published coefficients, not measured here (Hoffmann and others 2022, α ${alpha}, β ${beta}): as good as the best model of 13 billion parameters is one of ${(best.parameters / 1e9).toFixed(1)} billion that is trained longer, on ${(best.tokens / 1e12).toFixed(2)} trillion tokens. For 2 trillion tokens served it saves ${(100 * saved).toFixed(1)} % in all.`;
}
