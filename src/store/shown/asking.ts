// What is asked between Start and the answer: why the visitor expects what they guessed, and, once in a life, how far apart seeds end.

import { signal } from '@lit-labs/signals';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { preferences, setPreference } from '../preferences.ts';

export interface Question {
  readonly id: string; // of the experiment
  readonly why: boolean;
  readonly spread: boolean;
}

/** Undefined when all is said or skipped. */
export const question = signal<Question | undefined>(undefined);

/** An experiment has begun. A reason is asked of whoever guessed and gave none. */
export function askAbout({ id, prediction, arms }: ExperimentRecord): void {
  const { choice, levels, why: said } = prediction ?? {};
  const why = said === undefined && (choice !== undefined || levels !== undefined);
  const spread = !preferences.get().spreadAsked && arms.some(({ runs }) => runs.length > 1);
  if (spread) setPreference('spreadAsked', true);
  question.set(why || spread ? { id, why, spread } : undefined);
}
