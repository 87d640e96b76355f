// One workload at one number of replicas: all contenders start, warm up, and then take turns, so that a noisy minute hits them alike.

import { modelConfig } from '#src/model/config.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import type { Contender, Opened, Training } from './contenders/contender.ts';
import { plateau } from './contenders/plateau.ts';
import type { Limits } from './limits/limits.ts';
import { rounded, type Figures } from './report.ts';
import { armOf, type Workload } from './workloads.ts';

const repeatMilliseconds = 400; // one measurement, about; a slow step takes longer
const mostSteps = 1000;
const [fewestRepeats, mostRepeats] = [3, 15];
/** A contender goes on to `mostRepeats` until it has taken the first, and to `fewestRepeats` until it has taken the second. */
const [patience, limitOfPatience] = [6000, 60_000]; // milliseconds

/** A contender on its way through the row. */
interface Lane {
  readonly name: Contender['name'];
  opened?: Opened;
  training?: Training;
  firstLossSeconds: number | null;
  stepsPerRepeat: number;
  readonly msPerStep: number[]; // one for each repeat
  spent: number; // milliseconds, in repeats
  reason?: string; // why it takes no further part
}

export async function measureRow(
  gpu: GPU,
  workload: Workload,
  replicas: number,
  limits: Limits,
  repeats: number | undefined,
  contenders: readonly Contender[] = [plateau],
): Promise<Record<Contender['name'], Figures>> {
  const lanes: Lane[] = [];
  for (const contender of contenders) lanes.push(await start(contender, gpu, workload, replicas));
  for (let round = 0; ; round++) {
    const open = lanes.filter((lane) => !lane.reason && !isEnough(lane, repeats));
    if (open.length === 0) break;
    for (const lane of round % 2 ? open.reverse() : open) await attempt(lane, () => repeat(lane));
  }
  for (const lane of lanes) await attempt(lane, async () => lane.opened?.close());
  const figures = lanes.map((lane) => [lane.name, figuresOf(lane, workload, replicas, limits)]);
  return Object.fromEntries(figures) as Record<Contender['name'], Figures>;
}

async function start(contender: Contender, gpu: GPU, workload: Workload, replicas: number): Promise<Lane> {
  const lane: Lane = { name: contender.name, firstLossSeconds: null, stepsPerRepeat: 1, msPerStep: [], spent: 0 };
  await attempt(lane, async () => {
    lane.opened = await contender.open(gpu);
    let firstStep = 0;
    const untilLoss = await time(async () => {
      lane.training = await lane.opened!.build(workload, replicas);
      firstStep = await time(() => train(lane, 1));
    });
    lane.firstLossSeconds = untilLoss / 1000;
    // Warm-up: a step alone, then as many as a measurement will have; where steps are long, the first has warmed up enough.
    if (firstStep > 10 * repeatMilliseconds) return;
    lane.stepsPerRepeat = stepsFor(await time(() => train(lane, 1)));
    lane.stepsPerRepeat = stepsFor((await time(() => train(lane, lane.stepsPerRepeat))) / lane.stepsPerRepeat);
  });
  return lane;
}

const stepsFor = (msPerStep: number): number =>
  Math.max(1, Math.min(mostSteps, Math.round(repeatMilliseconds / msPerStep)));

async function repeat(lane: Lane): Promise<void> {
  const took = await time(() => train(lane, lane.stepsPerRepeat));
  lane.spent += took;
  lane.msPerStep.push(took / lane.stepsPerRepeat);
}

/** A step without a number as its loss is not a step. */
async function train(lane: Lane, steps: number): Promise<void> {
  const loss = await lane.training!.train(steps);
  if (!Number.isFinite(loss)) throw new Error(`The loss was ${loss}.`);
}

function isEnough({ msPerStep, spent }: Lane, repeats: number | undefined): boolean {
  if (repeats !== undefined) return msPerStep.length >= repeats;
  if (msPerStep.length >= mostRepeats || spent > limitOfPatience) return true;
  return msPerStep.length >= fewestRepeats && spent > patience;
}

/** A contender that fails is out, with its reason; the others go on. */
async function attempt(lane: Lane, work: () => Promise<void>): Promise<void> {
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

function figuresOf(lane: Lane, workload: Workload, replicas: number, limits: Limits): Figures {
  const { training, reason } = lane;
  // Half of a measurement is none: a failed contender keeps no time.
  const times = reason === undefined ? [...lane.msPerStep].sort((a, b) => a - b) : [];
  const msPerStep = median(times);
  const tokens = workload.batch * workload.context * replicas;
  const operations = flopsPerToken(modelConfig(armOf(workload), workload.vocab)) * tokens;
  const { fmaGflops, copyGBs, dispatchMicroseconds } = limits;
  /** Milliseconds at the limit, as a share of a step. */
  const share = (atLimit: number | null): number | null =>
    atLimit === null || msPerStep === null ? null : rounded(atLimit / msPerStep);
  const dispatches = training?.dispatchesPerStep ?? null;
  const traffic = training?.trafficPerStep ?? null;
  return {
    msPerStep: rounded(msPerStep),
    spread: times.length > 0 ? { min: rounded(times[0]!), max: rounded(times.at(-1)!) } : null,
    repeats: times.length,
    stepsPerRepeat: lane.stepsPerRepeat,
    tokensPerSecond: rounded(msPerStep && (1000 * tokens) / msPerStep),
    dispatchesPerStep: dispatches,
    dispatchesPerLayer: training?.dispatchesPerLayer ?? null,
    firstLossSeconds: rounded(lane.firstLossSeconds),
    peakBytes: lane.opened?.peakBytes() ?? null,
    fmaShare: share(fmaGflops && operations / fmaGflops / 1e6),
    copyShare: share(copyGBs && traffic && traffic / copyGBs / 1e6),
    dispatchShare: share(dispatchMicroseconds && dispatches && (dispatches * dispatchMicroseconds) / 1000),
    ...(reason !== undefined && { reason }),
  };
}

function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
