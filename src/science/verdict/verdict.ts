// What an experiment has shown: its findings, and the sentences that page, Markdown and command line share. The same
// record gives the same verdict wherever it is computed.

import { allDiverged, countedRuns } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Answer } from '../answers/answer.ts';
import { answerOf, furtherThan } from '../answers/headline.ts';
import { answersOf } from '../answers/measure.ts';
import { predictedOf, predictedWords, type Predicted } from '../answers/prediction.ts';
import { Telling } from '../answers/telling.ts';
import { headlineOf, sentenceOf } from './claims.ts';
import { findingsOf, type Findings } from './findings.ts';
import { finalLoss } from './losses.ts';
import { notesOf } from './notes.ts';

export interface Verdict extends Findings {
  readonly answer: string; // what was asked first, in a few sentences, and what was guessed of it
  readonly further: readonly string[]; // what else was asked and guessed, a sentence each
  readonly answers: readonly (Answer & { readonly sentence: string })[]; // of each contrast
  readonly predicted?: Predicted & { readonly sentences: readonly string[] };
  readonly headline: string;
  readonly sentences: readonly string[]; // one for each comparison
  readonly notes: readonly string[];
}

/** Something can be said: there is another arm, and a seed that has finished, or none that ever will. */
export const hasVerdict = ({ arms }: ExperimentRecord): boolean =>
  arms.length > 1 && (arms.some(({ runs }) => runs.some(({ status }) => status === 'finished')) || arms.every(allDiverged));

export function verdictOf(record: ExperimentRecord): Verdict {
  const found = findingsOf(record);
  const findings = settled(found);
  const measured = answersOf(record, found);
  const answers = settled(measured);
  const predicted = settled(predictedOf(record, measured, endsOf(record, found)));
  const guesses = predicted && { ...predicted, sentences: predictedWords(predicted) };
  const headline = headlineOf(record, findings);
  const byLaw = record.sweep !== undefined && record.asked === undefined;
  const nothing = answers.length === 0 || findings.arms.every(({ n }) => n === 0);
  const told = answers.map((answer) => ({ ...answer, sentence: new Telling(record).sentence(answer) }));
  const chosen = guesses?.choice ? 1 : 0; // what was chosen is answered with the question
  return {
    answer: byLaw
      ? lawAnswers
      : nothing
        ? headline
        : [answerOf(record, answers), ...(guesses?.sentences.slice(0, chosen) ?? [])].join(' '),
    further: nothing ? [] : [...furtherThan(record, told), ...(guesses?.sentences.slice(chosen) ?? [])],
    answers: told,
    ...(guesses && { predicted: guesses }),
    ...findings,
    headline,
    sentences: findings.comparisons.map((comparison) => sentenceOf(record, findings, comparison)),
    notes: notesOf(record, findings),
  };
}

/** Of a sweep of which nothing else was asked: no two of its arms are the question. */
const lawAnswers = 'What these points say together is their law, beside them.';

/** Where the seeds of each arm ended, and how far apart. */
const endsOf = ({ arms }: ExperimentRecord, findings: Findings): { mean?: number; range?: number }[] =>
  arms.map((arm, index) => {
    const runs = countedRuns(arm);
    const losses = runs.map(finalLoss(runs).of);
    const { mean } = findings.arms[index]!;
    return {
      ...(mean !== undefined && { mean }),
      ...(losses.length > 1 && { range: Math.max(...losses) - Math.min(...losses) }),
    };
  });

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
