// The record of a study: what was measured of models by a program that trains them, asks them, and lets them learn from what they answer
// (src/lab). An experiment compares arms by one loss; a study measures what it is about, so its points are of lines with names. Plain data:
// the same in a file, on the disk and on the page.

import type { Message } from '#src/words/message.ts';
import type { DeviceRecord } from '../record.ts';

export const studyVersion = 1;

/** One measurement, of the model of every seed. */
export interface StudyPoint {
  readonly line: string;
  readonly x: number;
  readonly values: readonly (number | null)[]; // by seed; null where there is no number
  readonly of?: number; // each value is a share of so many, which says how uncertain it is by itself
  readonly at: number; // seconds of this study when it was known
}

export interface Attempt {
  readonly text: string;
  readonly right?: boolean; // undefined where nobody verifies
}

/** What the model of the first seed made of a prompt. */
export interface Transcript {
  readonly stage: string; // when it was written, or by whom; its words are the lesson's
  readonly prompt: string;
  readonly attempts: readonly Attempt[];
}

/** So many attempts at each of some questions, and how many of them were right. */
export interface Attempts {
  readonly stage: string;
  readonly each: number; // attempts at a question
  readonly right: readonly (readonly number[])[]; // by seed, by question
}

export type StudyStatus = 'training' | 'finished' | 'stopped';

/** What is to be studied. Which settings there are, and what they are usually, the lesson says. */
export interface StudySpec {
  readonly study: string; // id of the lesson
  readonly size: string;
  readonly seeds: readonly number[];
  readonly settings: Readonly<Record<string, number>>;
  readonly guess?: number; // what the visitor expects, in the unit that the lesson asks for
}

export interface StudyRecord extends StudySpec {
  readonly kind: 'study';
  readonly version: typeof studyVersion;
  readonly id: string;
  readonly startedAt: string;
  updatedAt: string;
  status: StudyStatus;
  reason?: Message; // why it stopped, if not by the visitor
  readonly devices: DeviceRecord[]; // on which it was trained, one after the other
  seconds: number;
  readonly points: StudyPoint[]; // in the order in which they were known
  readonly transcripts: Transcript[];
  readonly attempts: Attempts[];
  /** What a net would do in every position of a game, by stage: shares of the moves as bytes, in base 64 (src/games). */
  readonly policies: Record<string, string>;
}

/** Those of a line, by ascending x. */
export const lineOf = ({ points }: Pick<StudyRecord, 'points'>, line: string): StudyPoint[] =>
  points.filter((point) => point.line === line).sort((a, b) => a.x - b.x);
