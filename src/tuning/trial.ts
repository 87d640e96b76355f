// Steps of an arm with a tuning, to be timed: what they compute, and how long they take.

import { integer } from '#src/data/random.ts';
import { textSource } from '#src/data/text-source.ts';
import { characterTokenizer } from '#src/data/tokenizer.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { evaluationBatch } from '#src/science/budget.ts';
import { batchesOf } from '#src/science/work.ts';
import { planCohort } from '#src/train/cohort-plan.ts';
import { Cohort, longestBurst } from '#src/train/cohort.ts';
import { piecesOfStep } from '#src/train/pace.ts';
import type { Burst } from './faster.ts';

export interface Trial {
  readonly loss: number; // of the last of the first steps
  readonly norm: number; // of its gradient
  readonly burst: Burst; // of steps
  readonly evaluate: () => Promise<number>; // milliseconds of a batch of held-out windows
  readonly write: (tokens: number) => Promise<number>; // milliseconds of a text
  readonly destroy: () => Promise<void>;
}

/** Takes the first `steps` at once. */
export async function openTrial(
  kernels: Kernels,
  arm: ArmConfig,
  replicas: number,
  steps: number,
  signal?: AbortSignal,
): Promise<Trial> {
  const config: ArmConfig = { ...arm, budget: 'steps', steps: 1_000_000, warmup: 1 };
  const source = letters(config);
  const members = Array.from({ length: replicas }, (_, run) => ({ arm: 0, run, seed: run + 1, config, source }));
  const cohort = await Cohort.compile(kernels, planCohort('trial', members, kernels.device.limits, kernels.tuning));
  let once = 0; // milliseconds
  const train = async (times: number): Promise<{ loss: number; norm: number; milliseconds: number }> => {
    const started = performance.now();
    const last = (await cohort.train(times, piecesOfStep(once))).at(-1)!;
    const milliseconds = performance.now() - started;
    once = milliseconds / times;
    return { loss: last.diverged[0] ? NaN : last.loss[0]!, norm: last.norm[0]!, milliseconds };
  };
  try {
    signal?.throwIfAborted();
    const { loss, norm } = await train(steps);
    const burst: Burst = async (times) => (await train(Math.min(times, longestBurst))).milliseconds;
    const { heldOut } = source;
    const set = Math.min(heldOut.passages, Math.max(1, Math.ceil(evaluationBatch(arm.context) / heldOut.windows)));
    const batches = batchesOf([set], heldOut, evaluationBatch(arm.context));
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    return {
      loss,
      norm,
      burst,
      evaluate: async () => (await timed(() => cohort.model.evaluate([set], piecesOfStep(once)))) / batches,
      write: (tokens) => timed(() => cohort.model.generate('A', tokens, 0.8, 0, 1)),
      destroy: () => cohort.destroy(),
    };
  } catch (error) {
    await cohort.destroy();
    throw error;
  }
}

type Trained = Pick<Trial, 'loss' | 'norm'>;

/** The same training, as far as `tolerance` (relative) can tell. A NaN is never the same. */
export const trainsAlike = (b: Trained, a: Trained, tolerance: number): boolean =>
  Math.abs(b.loss - a.loss) <= tolerance * a.loss && Math.abs(b.norm - a.norm) <= 3 * tolerance * a.norm;

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
    training: draw(Math.max(4096, 4 * config.context), 0),
    heldOut: draw(2 * config.context, 1),
  };
  return textSource(text, config);
}
