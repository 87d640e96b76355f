// Several comparisons at once, by Holm's step-down method (1979, Scand. J. Statist. 6:65): whichever pairs are truly equal,
// the chance of calling any of them different is at most α.

export interface Decision {
  readonly rejected: boolean; // different
  readonly level: number; // of the t interval that leaves out 0 exactly if it is rejected
}

/**
 * Decisions in the order of the p-values. The i-th smallest of m is held against α / (m − i + 1) and has an interval of
 * level 1 − α / (m − i + 1); at the first that is not below, the method stops and all later ones keep its level.
 * What cannot be tested yet has no p-value, and is not counted.
 */
export function holm(pValues: readonly (number | undefined)[], alpha: number): Decision[] {
  const decisions = pValues.map((): Decision => ({ rejected: false, level: 1 - alpha }));
  const tests = pValues.flatMap((p, index) => (p === undefined ? [] : [{ p, index }])).sort((a, b) => a.p - b.p);
  let [left, stopped] = [tests.length, false];
  for (const { p, index } of tests) {
    stopped ||= p > alpha / left;
    decisions[index] = { rejected: !stopped, level: 1 - alpha / left };
    if (!stopped) left--;
  }
  return decisions;
}
