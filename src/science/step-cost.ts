// What a training step is, and an evaluation, and a text, so that the time that one took tells what another will take.

import { shapeOf } from '#src/experiment/options.ts';
import { modelConfig, totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { evaluationBatch } from './budget.ts';
import { flopsPerToken } from './counts.ts';
import { kinds, sampleTokens, type Kind, type Pieces } from './work.ts';

export interface Step {
  readonly shape: string; // of the arm, with how many replicas
  readonly flops: Pieces; // of one piece of each kind, in all replicas
  readonly depth: number;
}

export interface StepTime extends Step {
  readonly milliseconds: Pieces;
}

/** The vocabulary is known only when the text is read; letters, digits and signs come to about this. */
const usualVocab = { character: 80, byte: 256 };
/** A forward pass costs a third of a training step. */
const forwardShare = 1 / 3;

/** A step of an arm with so many replicas; not how many there are, nor of which text. */
export function stepOf(arm: ArmConfig, replicas: number): Step {
  const vocab = usualVocab[arm.tokenizer];
  const { batch, context, depth } = arm;
  const one: ArmConfig = { ...arm, budget: 'steps', steps: 1, warmup: 0, source: '' };
  const token = replicas * flopsPerToken(modelConfig(arm, vocab));
  return {
    shape: `${replicas} × ${shapeOf(one, vocab)}`,
    flops: {
      step: batch * context * token,
      batch: forwardShare * evaluationBatch(context) * context * token,
      text: forwardShare * sampleTokens * context * token, // of which each token is a forward pass
    },
    depth,
  };
}

// How times of different steps compare: tiny ones wait for launches, about this many per block at this many seconds each; large
// ones reach about this share of the speed of a matrix product.
const launchesPerBlock = 30;
const secondsPerLaunch = 20e-6;
const share = 0.4;
/** Launches of a piece, in those of a step. */
const launches: Pieces = { step: 1, batch: forwardShare, text: forwardShare * sampleTokens };

/** Milliseconds by the numbers alone, on a machine with so many GFLOP/s. */
const guess = ({ flops, depth }: Step, kind: Kind, speed: number): number =>
  Math.max((flops[kind] / (share * speed)) * 1e-6, launches[kind] * (depth + 1) * launchesPerBlock * secondsPerLaunch * 1e3);

const distance = (a: Step, b: Step): number =>
  Math.abs(Math.log(a.flops.step / b.flops.step)) + Math.abs(Math.log(a.depth / b.depth));

/** Milliseconds of one piece of each kind: as timed here, the newest counts; else by the nearest that was, or by the numbers alone. */
export function expectedTimes(step: Step, times: readonly StepTime[], speed: number): Pieces {
  const known = times.findLast(({ shape }) => shape === step.shape);
  if (known) return known.milliseconds;
  const [first] = times;
  if (!first) return piecesOf((kind) => guess(step, kind, speed));
  const nearest = times.reduce((best, time) => (distance(time, step) < distance(best, step) ? time : best), first);
  return piecesOf((kind) => nearest.milliseconds[kind] * (guess(step, kind, speed) / guess(nearest, kind, speed)));
}

export const piecesOf = (of: (kind: Kind) => number): Pieces =>
  Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as unknown as Pieces;

/** Arms whose steps and lengths are alike train in one plan: one of them, and how many replicas there are. */
export function together(arms: readonly ArmConfig[], seeds: number): (readonly [ArmConfig, number])[] {
  const plans = new Map<string, readonly [ArmConfig, number]>();
  for (const arm of arms) {
    const key = JSON.stringify([stepOf(arm, 1).shape, totalSteps(arm), arm.source]);
    plans.set(key, [arm, (plans.get(key)?.[1] ?? 0) + seeds]);
  }
  return [...plans.values()];
}
