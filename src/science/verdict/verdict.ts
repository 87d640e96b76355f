// What an experiment has shown: its findings, and the sentences that page, Markdown and command line share. The same
// record gives the same verdict wherever it is computed.

import { allDiverged } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { headlineOf, sentenceOf } from './claims.ts';
import { findingsOf, type Findings } from './findings.ts';
import { notesOf } from './notes.ts';

export interface Verdict extends Findings {
  readonly headline: string;
  readonly sentences: readonly string[]; // one for each comparison
  readonly notes: readonly string[];
}

/** Something can be said: there is another arm, and a seed that has finished, or none that ever will. */
export const hasVerdict = ({ arms }: ExperimentRecord): boolean =>
  arms.length > 1 && (arms.some(({ runs }) => runs.some(({ status }) => status === 'finished')) || arms.every(allDiverged));

export function verdictOf(record: ExperimentRecord): Verdict {
  const findings = settled(findingsOf(record));
  return {
    ...findings,
    headline: headlineOf(record, findings),
    sentences: findings.comparisons.map((comparison) => sentenceOf(record, findings, comparison)),
    notes: notesOf(record, findings),
  };
}

/**
 * Every number to ten digits. Engines may differ in the last bit of a logarithm or an exponential, and only of these;
 * rounded, and with all random draws fixed, a verdict is the same to the last digit everywhere.
 */
function settled<T>(value: T): T {
  if (typeof value === 'number') return Number(value.toPrecision(10)) as T;
  if (Array.isArray(value)) return value.map(settled) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, settled(inner)])) as T;
}
