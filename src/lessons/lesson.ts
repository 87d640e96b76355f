// What a lesson is, and the shapes that lessons share at each size.

import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';

/** `test` is for tests only; the others are chosen by the measured speed of the machine. */
export type Size = 'test' | 'nano' | 'standard' | 'large';

export const isSize = (size: string): size is Size => ['test', 'nano', 'standard', 'large'].includes(size);

export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly question: string; // two short sentences
  readonly expectations: readonly string[]; // what the visitor can predict before the run
  spec(size: Size): ExperimentSpec;
}

/** A lesson as it is written down. */
export interface LessonText extends Omit<Lesson, 'spec'> {
  readonly baseline: number; // the arm that the others are compared with
  arms(size: Size): ExperimentSpec['arms'];
}

type Changes = Partial<ArmConfig>;

/** What the sizes change of the base recipe, which is `standard`; a lesson changes more. */
export const shapes: Readonly<Record<Size, Changes>> = {
  test: { source: 'markov', context: 16, batch: 4, steps: 30, warmup: 3 },
  nano: { width: 32, context: 32, batch: 8, steps: 200, warmup: 20 },
  standard: {},
  large: { width: 128, heads: 4, context: 128, batch: 32, steps: 600, warmup: 60 },
};

export const armAt = (size: Size, ...changes: readonly Changes[]): ArmConfig =>
  Object.assign({ ...baseArm, ...shapes[size] }, ...changes) as ArmConfig;

/** Fewer than three seeds allow no interval. */
const seeds = [0, 1, 2];

export function lesson({ arms, baseline, ...text }: LessonText): Lesson {
  const { id, title, question } = text;
  return {
    ...text,
    spec: (size) => ({ experiment: id, title, question, size, seeds, baseline, arms: arms(size) }),
  };
}
