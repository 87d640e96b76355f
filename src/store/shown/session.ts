// The experiment on the chart: running now, or opened from the list. Talks to the worker and listens to it.

import { computed, signal } from '@lit-labs/signals';
import { proxy } from 'comlink';
import { mostArms } from '#src/experiment/limits.ts';
import type { ExperimentRecord, FloorLine } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { CurvePoints, Progress, Sample, SessionListener, SessionState } from '#src/session/events.ts';
import type { Answer } from '#src/session/session.ts';
import { isolated } from '#src/words/isolated.ts';
import { message, messageOf, sentenceOf, type Message } from '#src/words/message.ts';
import { growing } from '../growing.ts';
import { inPieces, type Pieces } from '../in-pieces.ts';
import { askToPersist, held, hold, notKept } from '../keeping.ts';
import { sentence, services } from '../services.ts';
import { chooseExperiment, draftFrom, isSetUpAs, nextSeeds, spec } from '../setup/draft.ts';
import { fillTime } from '../setup/fill.ts';
import { reasonNotToStart, timeSteps } from '../setup/readiness.ts';
import { announce } from './announcements.ts';
import { askAbout } from './asking.ts';
import { earlier, type Earlier } from './earlier.ts';
import { addPoints, curvesOf, type ArmCurves } from './curves.ts';
import { resultRows, stepsOf, type ResultRow } from './results.ts';
import { addSamples, addToRecord, recordSoFar } from './so-far.ts';
import { addFrames, takeTraces } from './traces.ts';

export const record = signal<ExperimentRecord | undefined>(undefined);
export const state = signal<SessionState>({ phase: 'idle' });
export const progress = signal<Progress | undefined>(undefined);
/** The newest text of each arm. */
export const samples = signal<readonly (Sample | undefined)[]>([]);
/** The worker still holds these models, so they can write. */
export const live = signal(false);
export const curves = growing<ArmCurves>();

export const active = computed((): boolean => ['preparing', 'training', 'paused'].includes(state.get().phase));

/** How far each arm is: live, or as kept. */
export const reached = computed((): readonly { readonly step: number; readonly steps: number }[] => {
  const live = progress.get()?.arms;
  if (live) return live;
  return (record.get()?.arms ?? []).map((arm) => ({ step: stepsOf(arm), steps: totalSteps(arm.config) }));
});

const told = computed(() => ({ record: record.get(), curves: curves.get(), progress: progress.get() }));
/** The losses of each arm so far. */
export const results = inPieces(
  told,
  function* ({ record, curves, progress }): Pieces<readonly ResultRow[]> {
    return record ? yield* resultRows(record, curves, progress) : [];
  },
  [],
);

/** Share of all steps done, 0 to 1. */
export const done = computed((): number => {
  const steps = reached.get().reduce((sum, arm) => sum + arm.steps, 0);
  return steps ? reached.get().reduce((sum, arm) => sum + arm.step, 0) / steps : 0;
});

let current: object | undefined; // the session whose reports count; older ones may still arrive
let quarters = 0; // announced so far
let exhibited: ExperimentRecord['id'] | undefined; // what was shown last although nobody trained it here

export const start = (): Promise<void> => train(spec.get());

/** What is set up, or what was made of it. */
export async function train(wanted: ExperimentSpec): Promise<void> {
  if (active.get() || reasonNotToStart.get()) return;
  // The curves before stay until the new ones begin, so that the page does not collapse in between.
  progress.set(undefined);
  live.set(false);
  await follow((listener) => services().worker.start(wanted, listener));
}

export async function resume(id: string): Promise<void> {
  if (active.get()) await stop();
  if (record.get()?.id !== id) clear();
  await follow((listener) => services().worker.resume(id, listener));
}

/** How seeds are added: so many in the same launches; `separate`: no arm in those of another, so that their speeds compare. */
interface Adding {
  readonly atOnce?: number;
  readonly separate?: boolean;
}

/** Trains this many further seeds of what is shown, with every arm; the verdict counts some before the next ones begin. */
export async function addSeeds(count: number, { atOnce = count, separate = false }: Adding = {}): Promise<void> {
  const shown = record.get();
  if (!shown || active.get()) return;
  const before = shown.arms[0]!.runs.map((r) => r.seed);
  const seeds = nextSeeds(before.length + count, before).slice(before.length);
  while (seeds.length > 0) {
    const next = seeds.splice(0, atOnce);
    progress.set(undefined);
    await follow((listener) => services().worker.extend(shown.id, next, separate, listener));
    const after = record.get();
    if (after?.id !== shown.id || state.get().phase !== 'finished') return;
    if (isSetUpAs(after)) draftFrom(after);
  }
}

async function follow(begin: (listener: SessionListener) => Promise<ExperimentRecord | undefined>): Promise<void> {
  const session = {};
  current = session;
  quarters = 0;
  notKept.set(undefined);
  state.set({ phase: 'preparing', message: message('preparing') });
  try {
    const ended = await begin(proxy(listenerOf(session)));
    if (current === session) await settle(session, ended);
  } catch (error) {
    if (current !== session) return;
    const shown = record.get();
    state.set({ phase: 'stopped', message: messageOf(error), resumable: shown !== undefined && shown.status !== 'finished' });
    announce(sentence(error));
  } finally {
    if (current === session) void timeSteps(); // of which the session has measured some
  }
}

function listenerOf(session: object): SessionListener {
  const only =
    <T extends unknown[]>(handle: (...values: T) => void) =>
    (...values: T): void => {
      if (current === session) handle(...values);
    };
  return {
    begun: only((begun: ExperimentRecord) => {
      const fresh = record.get()?.id !== begun.id;
      if (fresh) {
        samples.set([]);
        earlier.set(measured());
        askAbout(begun);
      }
      progress.set(undefined);
      take(begun);
      quarters = Math.floor(4 * done.get());
      live.set(true);
      announce(`Training started: ${begun.arms.map((arm) => isolated(arm.name)).join(', ')}.`);
    }),
    state: only(changeState),
    progress: only((next: Progress) => {
      progress.set(next);
      const now = Math.floor(4 * done.get() + 1e-9);
      if (now > quarters && now < 4) announce(`${25 * now} percent done.`);
      quarters = Math.max(quarters, now);
    }),
    points: only((points: CurvePoints[]) => {
      takePoints(points);
      const shown = record.get();
      if (shown) addToRecord(shown, points);
    }),
    keeping: only((problem: Message | undefined) => notKept.set(problem)),
    floors: only((floors: FloorLine[]) => {
      const shown = record.get();
      if (shown) record.set({ ...shown, floors });
    }),
    inside: only(addFrames),
    samples: only((news: Sample[]) => {
      const next = [...samples.get()];
      for (const sample of news) {
        const first = record.get()?.arms[sample.arm]?.runs[0]?.seed;
        if (first === undefined || sample.seed === first) next[sample.arm] = sample;
      }
      samples.set(next);
      const shown = record.get();
      if (shown) addSamples(shown, news);
    }),
  };
}

function takePoints(points: readonly CurvePoints[]): void {
  if (points.length) curves.grow((arms) => addPoints(arms, points));
}

function changeState(next: SessionState): void {
  const before = state.get().phase;
  state.set(next);
  if (next.phase === before) return;
  if (next.phase === 'paused') announce('Paused.');
  else if (next.phase === 'training' && before === 'paused') announce('Training goes on.');
  else if (next.phase === 'finished') announce('Training has finished.');
  else if (next.phase === 'stopped') announce(next.message ? sentenceOf(next.message) : 'Training has stopped.');
}

/** After the end: the record has the final times, states and texts. `ended`: as the worker has it, whatever the disk does. */
async function settle(session: object, ended: ExperimentRecord | undefined): Promise<void> {
  const shown = record.get();
  const kept = ended && shown ? worded(ended, shown) : shown && (await services().experiments.loadExperiment(shown.id));
  if (current !== session) return;
  if (kept) take(kept);
  const isKept = notKept.get()?.code !== 'curvesNotKept';
  if (kept && !isKept) hold(kept);
  const { phase } = state.get();
  if (phase !== 'finished' && phase !== 'stopped')
    changeState(kept ? stateOf(kept) : { phase: 'stopped', message: message('endedWithoutWord') });
  if (state.get().phase === 'finished' && isKept) void askToPersist();
}

/** With what the visitor wrote about it meanwhile. */
const worded = (ended: ExperimentRecord, { title, baseline, marks, prediction }: ExperimentRecord): ExperimentRecord => ({
  ...ended,
  title,
  baseline,
  ...(marks && { marks }),
  ...(prediction && { prediction }),
});

/** What is shown, with everything that was told of it. */
export function shownSoFar(): ExperimentRecord | undefined {
  const shown = record.get();
  return shown && active.get() ? recordSoFar(shown, progress.get()) : shown;
}

function take(next: ExperimentRecord): void {
  takeTraces(next, record.get()?.id === next.id);
  record.set(next);
  curves.set(curvesOf(next));
  samples.set(
    next.arms.map(({ samples: kept }, arm) => {
      const last = kept.at(-1);
      return last ? { arm, ...last } : samples.get()[arm];
    }),
  );
}

/** What is on the chart, if it was trained and not only exhibited, and there is something to see. */
function measured(): Earlier | undefined {
  const [shown, arms] = [record.get(), curves.get()];
  if (!shown || shown.id === exhibited || arms.every(({ summary }) => summary.validation.length === 0)) return undefined;
  return { record: shown, curves: arms };
}

/** What is shown although nobody trains it here and nobody keeps it. */
export interface Exhibit {
  /** Nothing else has been started or opened since. */
  readonly isShown: () => boolean;
  readonly points: SessionListener['points'];
  readonly samples: SessionListener['samples'];
  readonly progress: SessionListener['progress'];
  readonly end: (record: ExperimentRecord) => void;
}

/** Shows a record, which grows in place by what its exhibit is told. */
export function exhibit(begun: ExperimentRecord): Exhibit {
  const session = {};
  current = session;
  exhibited = begun.id;
  earlier.set(undefined);
  take(begun);
  const { points, samples } = listenerOf(session);
  const isShown = (): boolean => current === session;
  return {
    isShown,
    points,
    samples,
    progress: (next) => isShown() && progress.set(next),
    end(ended) {
      progress.set(undefined);
      take(ended);
    },
  };
}

function clear(): void {
  current = undefined;
  takeTraces(undefined, false);
  record.set(undefined);
  earlier.set(undefined);
  curves.set([]);
  progress.set(undefined);
  samples.set([]);
  live.set(false);
  state.set({ phase: 'idle' });
}

function stateOf(kept: ExperimentRecord): SessionState {
  if (kept.status === 'finished') return { phase: 'finished' };
  const ended = message(kept.status === 'stopped' ? 'wasStopped' : 'wasInterrupted');
  return { phase: 'stopped', message: kept.reason ?? ended, resumable: true };
}

/** Shows a kept experiment with its arms; what is running is stopped first and stays resumable. */
export async function show(kept: ExperimentRecord): Promise<void> {
  if (record.get()?.id === kept.id && active.get()) return;
  await reset();
  take(kept);
  if (kept.arms.length <= mostArms || kept.sweep) draftFrom(kept); // or nobody could press Start
  state.set(stateOf(kept));
}

export async function pauseOrContinue(): Promise<void> {
  const { phase } = state.get();
  if (phase === 'training') await asked(() => services().worker.pause());
  else if (phase === 'paused') await asked(() => services().worker.continue());
}

export async function step(): Promise<void> {
  if (state.get().phase === 'paused') await asked(() => services().worker.step());
}

/** The worker is gone, with what it trained: the last checkpoint is on disk, and what was shown is here. */
export function fail(why: Message): void {
  const interrupted = active.get();
  const left = shownSoFar();
  live.set(false);
  if (!interrupted) return;
  current = undefined;
  if (left) take({ ...left, status: 'stopped', reason: why });
  if (left && notKept.get()?.code === 'curvesNotKept') hold(record.get()!);
  changeState({ phase: 'stopped', message: why, resumable: left !== undefined });
}

async function stop(): Promise<void> {
  current = undefined;
  if (active.get()) await asked(() => services().worker.stop());
}

/** Back to an empty chart, at once; what was trained is kept in the list, and what was only prepared is not. */
export async function reset(): Promise<void> {
  const stopped = active.get() && state.get().phase !== 'preparing' ? record.get() : undefined;
  const stopping = stop();
  clear();
  if (stopped) announce(`${isolated(stopped.title)} was stopped. It is in the list of runs and can be resumed.`);
  await stopping;
}

/** Another experiment on an empty chart. */
export async function switchTo(id: string): Promise<void> {
  await reset();
  chooseExperiment(id);
  void timeSteps().then(() => fillTime(() => !active.get()));
}

/** Text from one arm of the session. Throws an Error with a sentence. */
export const generate = (arm: number, prompt: string, length: number, temperature: number, topK: number): Promise<Answer> =>
  services().worker.generate({ arm, prompt, length, temperature, topK });

async function asked(ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    state.set({ ...state.get(), message: messageOf(error) });
    announce(sentence(error));
  }
}

/** What the visitor wrote about a run: if it is the one that is shown, its curves stay as they are. */
export function annotate(
  id: string,
  words: Partial<Pick<ExperimentRecord, 'title' | 'baseline' | 'marks' | 'prediction'>>,
): void {
  const shown = record.get();
  if (shown?.id === id) record.set({ ...shown, ...words });
  const other = held.get().get(id);
  if (other) hold({ ...other, ...words });
}
