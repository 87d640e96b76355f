// A contender on its way through a row: it starts, warms up, and repeats its measurement until that is enough.

import type { Contender, Opened, Training } from './contenders/contender.ts';
import type { Workload } from './workloads.ts';

const repeatMilliseconds = 400; // one measurement, about; a slow step takes longer
const mostSteps = 1000;
const mostRepeats = 15;
const patience = 6000; // milliseconds; a contender that has taken them stops at the fewest repeats
const slowStep = 5000; // milliseconds
/** Contenders that are compared show the losses of their first steps, unless these take too long. */
const [comparedSteps, comparedMilliseconds] = [10, 20_000];

export interface Terms {
  readonly repeats: number | undefined; // exactly so many
  readonly fewest: number; // otherwise at least so many
  readonly limitMilliseconds: number; // but not longer than this
  readonly compared: boolean; // with others, in the same row
}

export interface Lane {
  readonly contender: Contender;
  opened?: Opened;
  training?: Training;
  firstLossSeconds: number | null;
  stepsPerRepeat: number;
  loss: number; // the latest
  readonly losses: number[]; // of the first steps, one by one, where contenders are compared
  readonly msPerStep: number[]; // one for each repeat
  spent: number; // milliseconds, in repeats
  reason?: string; // why it takes no further part
}

export async function start(
  contender: Contender,
  gpu: GPU,
  workload: Workload,
  replicas: number,
  { compared }: Terms,
): Promise<Lane> {
  const lane: Lane = {
    contender,
    firstLossSeconds: null,
    stepsPerRepeat: 1,
    loss: NaN,
    losses: [],
    msPerStep: [],
    spent: 0,
  };
  await attempt(lane, async () => {
    lane.opened = await contender.open(gpu);
    let latest = 0; // milliseconds of a step
    const untilLoss = await time(async () => {
      lane.training = await lane.opened!.build(workload, replicas);
      latest = await time(() => train(lane, 1));
    });
    lane.firstLossSeconds = untilLoss / 1000;
    if (compared) {
      lane.losses.push(lane.loss);
      for (let spent = 0; lane.losses.length < comparedSteps && spent < comparedMilliseconds; spent += latest) {
        latest = await time(() => train(lane, 1));
        lane.losses.push(lane.loss);
      }
    }
    await lane.training?.settle?.();
    // Warm-up: a step alone, then as many as a measurement will have; where steps are long, they have warmed up enough.
    if (latest > 10 * repeatMilliseconds) return;
    lane.stepsPerRepeat = stepsFor(await time(() => train(lane, 1)));
    lane.stepsPerRepeat = stepsFor((await time(() => train(lane, lane.stepsPerRepeat))) / lane.stepsPerRepeat);
  });
  return lane;
}

const stepsFor = (msPerStep: number): number => Math.max(1, Math.min(mostSteps, Math.round(repeatMilliseconds / msPerStep)));

export async function repeat(lane: Lane): Promise<void> {
  const took = await time(() => train(lane, lane.stepsPerRepeat));
  lane.spent += took;
  lane.msPerStep.push(took / lane.stepsPerRepeat);
}

/** A step without a number as its loss is not a step. */
async function train(lane: Lane, steps: number): Promise<void> {
  const loss = await lane.training!.train(steps);
  if (!Number.isFinite(loss)) throw new Error(`The loss was ${loss}.`);
  lane.loss = loss;
}

export function isEnough({ contender, msPerStep, spent }: Lane, { repeats, fewest, limitMilliseconds }: Terms): boolean {
  const done = msPerStep.length;
  if (repeats !== undefined) return done >= repeats;
  const slow = Math.min(...msPerStep) > slowStep;
  const few = slow ? (contender.repeatsWhenSlow ?? fewest) : fewest;
  if (done >= mostRepeats || spent > limitMilliseconds) return true;
  return done >= few && spent > patience;
}

/** A contender that fails is out, with its reason; the others go on. */
export async function attempt(lane: Lane, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    lane.reason ??= error instanceof Error ? error.message : String(error);
  }
}

async function time(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
