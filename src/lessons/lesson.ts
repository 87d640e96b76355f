// What a lesson is, and the shapes that lessons share at each size.

import type { Choice, Contrast } from '#src/experiment/asked.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { armsOf, type Sweep } from '#src/experiment/sweep/sweep.ts';
import type { ScaleAxis } from '#src/science/scaling/scale-axis.ts';

/** `test` is for tests only; the others are chosen by the measured speed of the machine. */
export type Size = 'test' | 'nano' | 'standard' | 'large';

export const isSize = (size: string): size is Size => ['test', 'nano', 'standard', 'large'].includes(size);

/** What somebody has said in public, and where: the reason for the lesson. */
export interface Claim {
  readonly text: string; // as it is written there
  readonly source: string;
  readonly url: string;
}

/** What is said of a lesson, whatever its size. */
interface Words {
  readonly id: string;
  readonly title: string;
  readonly claim: Claim;
  readonly question: string; // at most two sentences
  readonly choices: readonly Choice[];
  /** Nats per token. Stated before the run: a difference that is certainly smaller does not matter. */
  readonly margin: number;
  readonly notShown: string; // what the experiment cannot tell
  readonly real: string; // is the difference real? What to look at before believing it
  readonly scale?: ScaleAxis; // the loss at the end is drawn against it, above all else: the lesson is about size
  seconds?(size: Size): number; // each arm trains for so long on the visitor's machine, all its seeds together
}

export interface Lesson extends Words {
  /** `steps`: of each arm, where a lesson's arms are to fill a time. */
  spec(size: Size, steps?: readonly number[]): ExperimentSpec;
}

type Arms = ExperimentSpec['arms'];

/** Arms as a grid: the axes of a sweep, and what all its points have in common. */
interface Grid extends Sweep {
  readonly config: ArmConfig;
}

/** A lesson as it is written down. */
export interface LessonText extends Words {
  readonly baseline: number; // the arm that the others are compared with, in numbers
  arms(size: Size, steps?: readonly number[]): Arms | Grid;
  /** What is asked of these arms. The first two are answered first; the others decide on choices. */
  contrasts(arms: Arms): readonly Contrast[];
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

/** The usual rule for the rate, but for its cap, which is too low for the narrowest models here: at most 4e-2. */
export const rateFor = (width: number): number => Math.min(0.04, (6.5e-3 * 64) / width);

/** Fewer than three seeds allow no interval. */
const seeds = [0, 1, 2];

export function lesson({ arms, baseline, contrasts, ...words }: LessonText): Lesson {
  const { id, title, question, choices, margin } = words;
  return {
    ...words,
    spec(size, steps) {
      const given = arms(size, steps);
      const sweep = 'axes' in given ? { axes: given.axes } : undefined;
      const these = 'axes' in given ? armsOf(given.config, given) : given;
      const asked = { contrasts: contrasts(these), margin, choices };
      return { experiment: id, title, question, size, seeds, baseline, arms: these, asked, ...(sweep && { sweep }) };
    },
  };
}
