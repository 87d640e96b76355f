// How long steps took on this machine: kept, so that what an experiment will take can be told before it is run.

import * as v from 'valibot';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { median } from '#src/gpu/repetition.ts';
import { stepOf, type StepTime } from '#src/science/step-cost.ts';
import { sampleTokens } from '#src/science/work.ts';
import { openStorage } from '#src/storage/storage.ts';
import { stepsPerBurst } from '#src/train/pace.ts';
import type { Place } from './kept.ts';
import { openTrial } from './trial.ts';

const key = 'step-times';
const version = 2;
const most = 100;

const pieces = v.object({ step: v.number(), batch: v.number(), text: v.number() });
const schema = v.object({
  version: v.literal(version),
  adapter: v.string(),
  where: v.string(),
  times: v.array(v.object({ shape: v.string(), flops: pieces, depth: v.number(), milliseconds: pieces })),
});

/** Of this adapter in this browser. */
export async function loadStepTimes({ adapter, where }: Place): Promise<readonly StepTime[]> {
  const kept = await openStorage()
    .then((storage) => storage.get(key))
    .catch(() => undefined);
  const parsed = v.safeParse(schema, kept);
  return parsed.success && parsed.output.adapter === adapter && parsed.output.where === where ? parsed.output.times : [];
}

/** The newest time of a shape counts. Times that cannot be kept are measured again. */
export async function saveStepTimes({ adapter, where }: Place, times: readonly StepTime[]): Promise<void> {
  const newest = new Map(times.map((time) => [time.shape, time]));
  await openStorage()
    .then((storage) => storage.set(key, { version, adapter, where, times: [...newest.values()].slice(-most) }))
    .catch(() => undefined);
}

const fewTokens = 8; // of a text, whose tokens take as long as each other
const [bursts, longest] = [3, 150]; // at most; and milliseconds after which there are no more

/**
 * Milliseconds of a step of an arm, in bursts as it trains: the median of a few after the first step; of an evaluation and of a text, each
 * after one that warms up.
 */
export async function timeStep(kernels: Kernels, arm: ArmConfig, replicas: number, signal: AbortSignal): Promise<StepTime> {
  const { burst, evaluate, write, destroy } = await openTrial(kernels, arm, replicas, 1, signal);
  try {
    const times: number[] = [];
    let steps = 1;
    for (let spent = 0; times.length < bursts && (times.length === 0 || spent < longest);) {
      signal.throwIfAborted();
      const took = await burst(steps);
      times.push(took / steps);
      spent += took;
      steps = stepsPerBurst(took / steps);
    }
    // The first burst has said how many steps the others take.
    const step = median(times.length > 1 ? times.slice(1) : times);
    const batch = await second(evaluate, signal);
    const text = (await second(() => write(fewTokens), signal)) * (sampleTokens / fewTokens);
    return { ...stepOf(arm, replicas), milliseconds: { step, batch, text } };
  } finally {
    await destroy();
  }
}

async function second(work: () => Promise<number>, signal: AbortSignal): Promise<number> {
  await work();
  signal.throwIfAborted();
  return work();
}
