// The training loop. It keeps two bursts of steps in flight, gives each cohort its turn, and between two bursts evaluates,
// samples, saves, and does what is wanted of it.

import type { ExperimentRecord, RunStatus } from '#src/experiment/record.ts';
import { samplingSteps, setsAt } from '#src/science/budget.ts';
import { batchesOf, sampleTokens } from '#src/science/work.ts';
import { longestBurst } from '#src/train/cohort.ts';
import { piecesOfStep, stepsPerBurst } from '#src/train/pace.ts';
import { message, type Message } from '#src/words/message.ts';
import type { Captures } from './captures.ts';
import type { Clock } from './clock.ts';
import type { SessionListener, SessionState } from './events.ts';
import { isCheckpointed, isDone, nextLane, togetherOf, type Lane } from './lane.ts';
import type { Recorder } from './recorder.ts';
import type { Saver } from './saver.ts';
import type { Stages } from './stages/stages.ts';
import { copyTrunk } from './stages/trunks.ts';
import type { Wishes } from './wishes.ts';

const burstsInFlight = 2;
const sampleTemperature = 0.8;

/** What a loop works with; the session owns it. */
export interface Parts {
  readonly record: ExperimentRecord;
  readonly lanes: readonly Lane[]; // of the stage that trains
  readonly stages: Stages;
  readonly listener: SessionListener;
  readonly wishes: Wishes;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly saver: Saver;
  readonly captures: Captures;
  /** The dashed lines of the data, which take a moment to count. */
  readonly floors: () => ExperimentRecord['floors'];
  /** One after the other with whoever else uses a cohort that is not training. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Trains until everything is done or a stop is wanted. Throws only if the GPU failed. */
export async function train(parts: Parts): Promise<void> {
  const { record, lanes, wishes, recorder, saver, captures, listener } = parts;
  saver.begin();
  recorder.begin();
  if (wishes.toTrain) listener.state(trainingState(lanes));
  const bursts: Promise<void>[] = [];
  const settle = async (): Promise<void> => {
    await Promise.all(bursts.splice(0));
    await captures.settled();
  };
  // Interrupted between a step and its evaluation: only older checkpoints can be.
  for (const lane of lanes) if (isDue(parts, lane)) await evaluate(parts, lane);
  for (let turn = 0; !wishes.toStop; turn++) {
    if (wishes.hasAsides) {
      await settle();
      await attend(parts);
    }
    if (wishes.toRest) {
      await settle();
      await rest(parts);
      continue;
    }
    if (lanes.some(isOver)) {
      await settle();
      await restThoseOver(parts);
    }
    const trunk = lanes.find((l) => l.branch?.step === l.cohort.step);
    if (trunk) {
      await settle();
      await branchOff(parts, trunk);
    }
    const lane = nextLane(lanes, turn, wishes.stepGoal);
    if (!lane) {
      await settle();
      if (!(await nextStage(parts))) break;
      continue;
    }
    await captures.prepare(lane.cohort);
    const burst = submit(parts, lane);
    burst.catch(() => {}); // awaited below, but perhaps after another one has failed
    bursts.push(burst);
    while (bursts.length >= burstsInFlight || (bursts.length > 0 && isDue(parts, lane))) await bursts.shift();
    recorder.flush(false);
    if (isDue(parts, lane)) await evaluate(parts, lane);
    if (record.floors.length === 0) addFloors(parts);
    if (saver.isDue) {
      await settle();
      await checkpoint(parts);
    }
    const { stepGoal } = wishes;
    if (stepGoal !== undefined && lanes.every((l) => l.cohort.step >= stepGoal || isDone(l))) wishes.stepGoal = undefined;
    recorder.flush(false);
  }
  await settle();
  await Promise.all(lanes.map((l) => l.cohort.inspect(false))); // no step comes that could be captured
  await end(parts);
}

/** Submits a burst of steps, which ends before anything that has to be done between two of them. */
async function submit({ clock, captures, recorder, wishes }: Parts, lane: Lane): Promise<void> {
  const { cohort, budget } = lane;
  const wanted = wishes.stepGoal === undefined ? stepsPerBurst(lane.msPerStep) : 1;
  const untilEvaluation = budget.evaluations.find((step) => step > cohort.step)! - cohort.step;
  const untilBranch = lane.branch ? lane.branch.step - cohort.step : Infinity;
  const count = Math.min(wanted, untilEvaluation, untilBranch, captures.untilCapture(cohort), longestBurst);
  const pieces = piecesOfStep(lane.msPerStep);
  const submitted = performance.now();
  const training = cohort.train(count, pieces);
  captures.after(cohort, training, pieces);
  const metrics = await training;
  const { times } = lane;
  const burst = clock.burst(submitted, times.usual * metrics.length);
  times.add(metrics[0]!.step - 1, metrics.length, burst);
  if (burst.whole) lane.spent.add('step', metrics.length, burst.milliseconds);
  lane.seconds = times.seconds;
  if (burst.whole || lane.msPerStep === 0) lane.msPerStep = burst.milliseconds / metrics.length;
  recorder.trained(lane, metrics);
}

/** Whether an evaluation is due after the steps submitted so far. */
function isDue({ recorder }: Parts, lane: Lane): boolean {
  const { step } = lane.cohort;
  return !lane.allEnded && recorder.lastEvaluation(lane) < step && lane.budget.evaluations.includes(step);
}

async function evaluate({ record, recorder, clock, alone }: Parts, lane: Lane): Promise<void> {
  const { cohort, budget, spent } = lane;
  const { step, steps, members, tokensPerStep } = cohort;
  const { heldOut, prompt } = members[0]!.source;
  const measure = async (sets: readonly number[], first = 0): Promise<Float64Array[]> => {
    const began = performance.now();
    const losses = await cohort.model.evaluate(sets, piecesOfStep(lane.msPerStep), first);
    spent.add('batch', batchesOf(sets, heldOut, togetherOf(lane), first), performance.now() - began);
    return losses;
  };
  const { deciding, sets } = budget;
  let losses = await measure(deciding ? sets.slice(0, 1) : setsAt(budget, step));
  recorder.evaluated(lane, losses[0]!);
  if (deciding) {
    const [decisive] = await measure(deciding.slice(1), deciding[0]);
    const { lowest, ended } = recorder.decided(lane, decisive!);
    cohort.keepLowest(lowest);
    cohort.endAtLowest(ended);
  }
  const over = step === steps || lane.allEnded;
  if (over && deciding) losses = await measure(sets); // of the weights that were kept
  if (over) recorder.ended(lane, losses);
  const evaluated = performance.now();
  const writers = members.flatMap(({ arm, run, seed }, m) => {
    const { runs, samples } = record.arms[arm]!;
    const at = runs[run]!.tokens / tokensPerStep; // before this step if it has stopped
    return run === 0 && (at === step || over) && samples.at(-1)?.step !== at ? [{ arm, seed, step: at, m }] : [];
  });
  if (lane.writes && writers.length && (over || samplingSteps(budget.evaluations).includes(step))) {
    const texts = await alone(() => cohort.model.generate(prompt, sampleTokens, sampleTemperature, 0, step));
    spent.add('text', 1, performance.now() - evaluated);
    for (const { m, ...writer } of writers) recorder.sampled({ ...writer, text: prompt + texts[m]! });
  }
  clock.skip();
}

function addFloors({ record, listener, floors, clock, recorder }: Parts): void {
  const began = performance.now();
  record.floors = floors();
  listener.floors(record.floors);
  clock.wasBusy();
  recorder.away(performance.now() - began);
}

/** Of a sweep: what has ended gives its memory back, and is on the disk before anything else begins. False where nothing is left. */
async function nextStage({ stages, lanes, recorder, saver, clock, alone }: Parts): Promise<boolean> {
  if (stages.isLast || !lanes.every(isDone)) return false;
  recorder.flush(true);
  saver.saveCurves();
  const began = await alone(() => stages.next());
  recorder.enter();
  clock.skip();
  return began;
}

/** Keeps what a longer point goes on from. If a run has diverged the longer point trains from its own start. */
async function branchOff({ record, recorder, stages, clock }: Parts, lane: Lane): Promise<void> {
  const { cohort, seconds, anyDiverged } = lane;
  const branch = lane.branch!;
  lane.branch = undefined;
  if (anyDiverged) return;
  const alive = cohort.members.map(() => true);
  const plan = { key: branch.into, step: branch.step, seconds, arenas: await cohort.snapshot(), alive };
  copyTrunk(record, cohort.members, branch);
  recorder.copied(branch.members);
  stages.goOnFrom(plan);
  clock.skip();
}

async function attend({ wishes, clock, recorder }: Parts): Promise<void> {
  const began = performance.now();
  await wishes.attend();
  clock.skip();
  recorder.away(performance.now() - began);
}

const checkpoint = ({ lanes, stages, saver, recorder }: Parts): Promise<void> =>
  saver.checkpoint(lanes, (lane) => recorder.sumsOf(lane), stages.toCome);

/** Paused: saves, then waits until something is wanted. */
async function rest(parts: Parts): Promise<void> {
  const { record, lanes, wishes, recorder, saver, clock, listener } = parts;
  await checkpoint(parts);
  await saver.settled();
  record.status = 'paused';
  recorder.flush(true);
  listener.state({ phase: 'paused', resumable: true });
  while (wishes.toRest) {
    const began = performance.now();
    await wishes.change();
    recorder.away(performance.now() - began);
    await attend(parts);
  }
  clock.skip();
  if (!wishes.toTrain) return;
  record.status = 'training';
  listener.state(trainingState(lanes));
}

async function end(parts: Parts): Promise<void> {
  const { record, lanes, stages, wishes, saver, listener } = parts;
  const wrong = record.arms.flatMap((arm) =>
    arm.runs.flatMap((r) => (r.reason && isWrong(record, r.status) ? [message('ofArm', { arm: arm.name, what: r.reason })] : [])),
  );
  const reason = wishes.reason ?? wrong[0];
  close(parts, stages.isLast && lanes.every(isDone) && !reason ? 'finished' : 'stopped', reason);
  await checkpoint(parts);
  await restThoseOver(parts);
  await saver.settled();
  const told = reason ?? saver.problem;
  const state =
    record.status === 'finished' ? ({ phase: 'finished' } as const) : ({ phase: 'stopped', resumable: true } as const);
  listener.state({ ...state, ...(told && { message: told }) });
}

/** It broke off: everything that was measured is told and kept; the weights are those of the last checkpoint. */
export async function breakOff(parts: Parts, reason: Message): Promise<void> {
  close(parts, 'stopped', reason);
  await parts.saver.settled();
  parts.listener.state({ phase: 'stopped', message: reason, resumable: true });
}

/** No more comes: the curves are complete, and are saved before the weights, which may not fit. */
function close({ record, recorder, saver }: Parts, status: 'finished' | 'stopped', reason: Message | undefined): void {
  record.status = status;
  if (reason) record.reason = reason;
  else delete record.reason;
  for (const run of record.arms.flatMap((arm) => arm.runs))
    if (run.status === 'training' || run.status === 'waiting') run.status = 'stopped';
  recorder.flush(true);
  saver.end();
  saver.saveCurves();
}

/** What is kept of a lane that has ended is on the CPU: all that it takes on the GPU now is weights that can be asked. */
async function restThoseOver({ lanes, recorder, clock, alone }: Parts): Promise<void> {
  await Promise.all(lanes.filter(isOver).map(({ cohort }) => alone(() => cohort.rest())));
  recorder.flush(true);
  clock.skip();
}

/** A point of a sweep that has diverged is a result like others; one that could not be trained is none. */
const isWrong = ({ sweep }: ExperimentRecord, status: RunStatus): boolean => status === (sweep ? 'stopped' : 'diverged');

const isOver = (lane: Lane): boolean => isDone(lane) && isCheckpointed(lane) && !lane.cohort.resting;

function trainingState(lanes: readonly Lane[]): SessionState {
  const recomputes = lanes.some((l) => l.cohort.recomputes);
  return { phase: 'training', ...(recomputes && { message: message('recomputed') }) };
}
