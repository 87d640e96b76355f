// A few steps of a small model with a tuning: what they compute, and how long they take. Compares flavours of whole steps.

import { integer } from '#src/data/random.ts';
import { textSource } from '#src/data/text-source.ts';
import { characterTokenizer } from '#src/data/tokenizer.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { planCohort } from '#src/train/cohort-plan.ts';
import { Cohort } from '#src/train/cohort.ts';

export interface Trial {
  readonly loss: number; // of the last of the first steps
  readonly norm: number; // of its gradient
  readonly milliseconds: number; // of a step, the best of a few bursts
}

const steps = 4;

export async function trial(kernels: Kernels, tuning: Tuning, model: Partial<ArmConfig>): Promise<Trial> {
  const config: ArmConfig = { ...baseArm, ...model, steps: 1000, warmup: 1 };
  const usual = kernels.tuning;
  kernels.tuning = tuning;
  const members = [{ arm: 0, run: 0, seed: 1, config, source: letters(config) }];
  const plan = planCohort('trial', members, kernels.device.limits, tuning);
  const cohort = await Cohort.compile(kernels, plan).finally(() => (kernels.tuning = usual));
  try {
    const last = (await cohort.train(steps)).at(-1)!;
    let best = Infinity;
    for (let burst = 0; burst < 3; burst++) {
      const started = performance.now();
      await cohort.train(steps);
      best = Math.min(best, (performance.now() - started) / steps);
    }
    return { loss: last.diverged[0] ? NaN : last.loss[0]!, norm: last.norm[0]!, milliseconds: best };
  } finally {
    await cohort.destroy();
  }
}

/** The same training, as far as `tolerance` (relative) can tell, in less time. A NaN is never the same. */
export const better = (b: Trial, a: Trial, tolerance: number): boolean =>
  Math.abs(b.loss - a.loss) <= tolerance * a.loss &&
  Math.abs(b.norm - a.norm) <= 3 * tolerance * a.norm &&
  b.milliseconds < 0.95 * a.milliseconds;

/** Random letters: what a model makes of them does not matter here. */
function letters(config: ArmConfig): ReturnType<typeof textSource> {
  const draw = (length: number, stream: number): Uint16Array => Uint16Array.from({ length }, (_, i) => integer(1, stream, i, 64));
  const text = {
    name: 'random letters',
    licence: '',
    characters: 0,
    prompt: 'A',
    floors: () => [],
    tokenizer: characterTokenizer(String.fromCodePoint(...Array.from({ length: 64 }, (_, i) => 65 + i))),
    training: draw(4096, 0),
    heldOut: draw(2 * config.context, 1),
  };
  return textSource(text, config);
}
