// The three lessons: what each asks, what one might expect, and the experiment that answers it at each size.

import { baseArm, learningRateFor, type ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';

/** `test` is for tests only; the others are chosen by the measured speed of the machine. */
export type Size = 'test' | 'nano' | 'standard' | 'large';

export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly question: string; // two short sentences
  readonly expectations: readonly string[]; // what the visitor can predict before the run
  spec(size: Size): ExperimentSpec;
}

interface LessonText extends Omit<Lesson, 'spec'> {
  readonly baseline: number; // the arm that the others are compared with
  arms(size: Size): Arms;
}
type Arms = readonly { readonly name: string; readonly config: ArmConfig }[];
type Changes = Partial<ArmConfig>;

/** Fewer than three seeds allow no interval. */
const seeds = [0, 1, 2];

const testArm: Changes = { source: 'markov', context: 16, batch: 4, steps: 30, warmup: 3 };
const nanoArm: Changes = { width: 32, context: 32, batch: 8, steps: 200, warmup: 20 };
const largeArm: Changes = { width: 128, heads: 4, context: 128, batch: 32, steps: 600, warmup: 60 };

// Without residual the deep model only ever trains, with a shortcut, at a modest rate: all four arms get the same.
const shortcutSizes: Record<Size, Changes> = {
  test: { ...testArm, depth: 3, width: 16, learningRate: 1e-2 },
  nano: { ...nanoArm, depth: 8, learningRate: 1e-2 },
  standard: {},
  large: { ...largeArm, depth: 12, learningRate: 2e-3 },
};

const widthSizes: Record<Size, { readonly widths: readonly number[]; readonly shape: Changes }> = {
  test: { widths: [8, 12, 16, 20], shape: { ...testArm, depth: 2 } },
  nano: { widths: [16, 32, 48, 64], shape: { ...nanoArm, depth: 4 } },
  standard: { widths: [16, 32, 64, 96], shape: { depth: 4, steps: 300 } },
  large: { widths: [32, 64, 128, 256], shape: { ...largeArm, depth: 4 } },
};
const headWidth = 16;

// A long run over little text must show overfitting, so the rate is lower than the rule: 4e-3 · 64/width.
const dataSizes: Record<Size, { readonly amounts: readonly number[]; readonly shape: Changes }> = {
  test: { amounts: [500, 1500, 5000, 0], shape: { ...testArm, depth: 2, width: 16, learningRate: 1e-2 } },
  nano: { amounts: [3000, 10_000, 30_000, 0], shape: { ...nanoArm, depth: 4, steps: 400, learningRate: 8e-3 } },
  standard: { amounts: [10_000, 30_000, 100_000, 0], shape: { depth: 4, steps: 1000, learningRate: 4e-3 } },
  large: { amounts: [30_000, 100_000, 300_000, 0], shape: { ...largeArm, depth: 4, steps: 1000, learningRate: 2e-3 } },
};

const shortcuts: LessonText = {
  id: 'shortcuts',
  title: 'Shortcuts',
  question: 'Do shortcuts help? One connection leads from the first layer to every other layer.',
  expectations: [
    'Without residual, the shortcut changes nothing',
    'The shortcut recovers part of what the residual gives',
    'The shortcut replaces the residual completely',
    'The shortcut makes learning worse',
  ],
  baseline: 2, // residual: the usual transformer
  arms(size) {
    const same = { ...baseArm, ...shortcutSizes[size] };
    const none = { ...same, residual: false };
    return [
      { name: 'no residual', config: none },
      { name: 'no residual + first layer', config: { ...none, firstLayer: true } },
      { name: 'residual', config: same },
      { name: 'residual + first layer + value', config: { ...same, firstLayer: true, valueResidual: 'learned' } },
    ];
  },
};

const parameters: LessonText = {
  id: 'parameters',
  title: 'More parameters',
  question: 'Does a larger model learn more? Four widths read the same text for the same number of steps.',
  expectations: [
    'Each step up in width helps as much as the one before',
    'Each step up helps less than the one before',
    'Beyond some width nothing changes',
    'The smallest model wins',
  ],
  baseline: 0,
  arms(size) {
    const { widths, shape } = widthSizes[size];
    return widths.map((width) => ({
      name: `width ${width}`,
      config: {
        ...baseArm,
        ...shape,
        width,
        heads: Math.max(1, Math.floor(width / headWidth)),
        learningRate: learningRateFor(width),
      },
    }));
  },
};

const data: LessonText = {
  id: 'data',
  title: 'More data',
  question: 'Does more text help? Four equal models train for the same number of steps, on more or less text.',
  expectations: [
    'Reading a little text many times is just as good',
    'More text helps at first, then makes no difference',
    'With little text the model gets worse again',
  ],
  baseline: 0,
  arms(size) {
    const { amounts, shape } = dataSizes[size];
    return amounts.map((uniqueText) => ({
      name: uniqueText ? `${uniqueText.toLocaleString('en')} characters` : 'all text',
      config: { ...baseArm, ...shape, uniqueText },
    }));
  },
};

function lesson({ arms, baseline, ...text }: LessonText): Lesson {
  const { id, title, question } = text;
  const spec = (size: Size): ExperimentSpec => ({
    experiment: id,
    title,
    question,
    size,
    seeds,
    baseline,
    arms: arms(size),
  });
  return { ...text, spec };
}

export const lessons: readonly Lesson[] = [shortcuts, parameters, data].map(lesson);

export const lessonById = (id: string): Lesson | undefined => lessons.find((lesson) => lesson.id === id);
