// What a lesson about what comes after pre-training is: words around a study, its settings at each size, the charts of what it measures,
// and what its record answers. The program itself is src/lab/programs.

import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import type { Claim, Size } from './lesson.ts';

export interface StudySetting {
  readonly key: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number; // 1: a whole number
}

export interface StudyAxis {
  readonly label: string;
  readonly log?: boolean;
  readonly percent?: boolean; // values are shares
}

export interface StudyLine {
  readonly line: string; // of the record
  readonly name: string;
}

export interface StudyChart {
  readonly title: string;
  readonly x: StudyAxis;
  readonly y: StudyAxis;
  readonly lines: readonly StudyLine[];
  readonly dots?: boolean; // points of their own, not joined: one or two of each line
  /** Levels to hold it against: guessing, the rule, the true source. */
  levels?(record: StudyRecord): readonly { readonly name: string; readonly y: number }[];
}

/** What a visitor commits to before Start, as a number. */
export interface StudyGuess {
  readonly question: string;
  readonly unit: string; // "%"
  readonly min: number;
  readonly max: number;
  /** The same number, measured; undefined as long as it is not. */
  measured(record: StudyRecord): number | undefined;
}

export interface StudyLesson {
  readonly id: string;
  readonly title: string;
  readonly claim: Claim;
  readonly question: string; // at most two sentences
  readonly guess: StudyGuess;
  readonly settings: readonly StudySetting[];
  readonly sizes: Readonly<Record<Size, Readonly<Record<string, number>>>>;
  /** What the stages of its program, and of its transcripts, are called. */
  readonly stages: Readonly<Record<string, string>>;
  readonly charts: readonly StudyChart[];
  /** Sentences, the answer first; none as long as nothing can be said. */
  answer(record: StudyRecord): readonly string[];
  readonly notShown: string; // what the study cannot tell
  readonly real: string; // what to look at before believing it
  readonly board?: 'nim' | 'tic-tac-toe'; // a game that the visitor can play against the net
}

/** Fewer than three seeds allow no interval. */
export const studySeeds = [0, 1, 2];
