// The recording of a lesson: what somebody trained elsewhere, played as if it were trained now, until something is trained here.

import { computed, signal } from '@lit-labs/signals';
import { upTo } from '#src/experiment/inside.ts';
import type { ArmRecord, Curve, ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { CurvePoints, Progress, Sample } from '#src/session/events.ts';
import { services } from '../services.ts';
import { changed, draft } from '../setup/draft.ts';
import { exhibit, record, reset, type Exhibit } from './session.ts';
import { traces } from './traces.ts';

/** All arms together, however long they trained: long enough to see which one leaves the others, and when. */
const milliseconds = 8000;
const every = 100;

interface Playing {
  readonly recorded: ExperimentRecord;
  readonly exhibit: Exhibit;
  readonly share: number; // of the whole, 0 to 1
  readonly paused: boolean;
}

const playing = signal<Playing | undefined>(undefined);
let timer: ReturnType<typeof setInterval> | undefined;

/** Of what is shown, if that is a recording. */
export const recording = computed(
  (): { readonly recorded: ExperimentRecord; readonly phase: 'playing' | 'paused' | 'ended' } | undefined => {
    const now = playing.get();
    if (!now || record.get()?.id !== now.recorded.id) return undefined;
    return { recorded: now.recorded, phase: now.share >= 1 ? 'ended' : now.paused ? 'paused' : 'playing' };
  },
);

/** Whether there is a recording of just what is set up: it is shown as soon as it is here, where nothing else is. */
export function willReplay(): boolean {
  const { id, size } = draft.get();
  return !changed.get() && services().isRecorded?.(id, size) === true;
}

/**
 * Plays the recording of the lesson that is set up, if there is one and nothing else is shown; its end, for who wants no motion. One of
 * another size only where its arms have the same names, or the cards and the chart would speak of different things.
 */
export async function replayLesson(): Promise<void> {
  const { id, size } = draft.get();
  if (record.get() || changed.get()) return;
  const recorded = await services().recordings?.(id, size);
  const now = draft.get();
  if (!recorded || record.get() || changed.get() || now.id !== id) return;
  if (!isOfTheseArms(recorded)) return;
  play(recorded, globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches);
}

/** Whether a letter means one arm on the cards and in the chart. */
const isOfTheseArms = ({ arms }: ExperimentRecord): boolean => {
  const now = draft.get().arms;
  return arms.length === now.length && arms.every(({ name }, i) => name === now[i]!.name);
};

/** Where other arms are set up than were recorded, the recording ends. */
export function endReplayOfOthers(): void {
  const shown = recording.get();
  if (shown && !isOfTheseArms(shown.recorded)) void reset();
}

/** From the beginning. */
export function play(recorded: ExperimentRecord, still = false): void {
  stop();
  const shown = exhibit(untrained(recorded));
  playing.set({ recorded, exhibit: shown, share: 0, paused: false });
  if (still) advance(1);
  else timer = setInterval(() => advance(every / milliseconds), every);
}

export function pauseOrPlay(): void {
  const now = playing.get();
  if (now && now.share >= 1) play(now.recorded);
  else if (now) playing.set({ ...now, paused: !now.paused });
}

function stop(): void {
  clearInterval(timer);
  playing.set(undefined);
}

function advance(by: number): void {
  const now = playing.get();
  if (!now || !now.exhibit.isShown()) return stop();
  if (now.paused) return;
  const { recorded, exhibit: shown, share } = now;
  const next = Math.min(1, share + by + 1e-9);
  playing.set({ ...now, share: next });
  if (next >= 1) {
    clearInterval(timer);
    return shown.end(recorded);
  }
  shown.points(pointsBetween(recorded, share, next));
  shown.progress(progressAt(recorded, next));
  shown.samples(samplesBetween(recorded, share, next));
  traces.set(recorded.arms.map((arm) => arm.inside && upTo(arm.inside, next * totalSteps(arm.config))));
}

/** As it was before the first step. */
function untrained(recorded: ExperimentRecord): ExperimentRecord {
  const begun = structuredClone(recorded);
  for (const arm of begun.arms) {
    delete arm.inside;
    arm.samples = [];
    for (const run of arm.runs) {
      Object.assign(run, { train: [], validation: [], tokens: 0, status: 'waiting' });
      delete run.final;
      delete run.ends;
      delete run.deciding;
    }
  }
  return begun;
}

/** How far everything was. */
const progressAt = ({ arms }: ExperimentRecord, share: number): Progress => ({
  arms: arms.map(({ config, runs, dispatchesPerStep }, arm) => ({
    arm,
    training: runs[0]!.training,
    step: Math.floor(share * totalSteps(config)),
    steps: totalSteps(config),
    seconds: share * runs[0]!.seconds,
    secondsShare: share * runs[0]!.secondsShare,
    tokensPerSecond: NaN,
    dispatchesPerStep,
    statuses: runs.map(() => 'training'),
    finals: runs.map(() => undefined),
  })),
  secondsLeft: NaN,
  bytes: NaN,
});

const isBetween = ({ config }: ArmRecord, from: number, to: number): ((step: number) => boolean) => {
  const steps = totalSteps(config);
  return (step) => step > from * steps && step <= to * steps;
};

function pointsBetween({ arms }: ExperimentRecord, from: number, to: number): CurvePoints[] {
  return arms.flatMap((record, arm) => {
    const within = isBetween(record, from, to);
    return record.runs.flatMap((curves, run) =>
      (['train', 'validation'] as const).flatMap((kind): CurvePoints[] => {
        const points: Curve = curves[kind].filter(([step]) => within(step));
        if (points.length === 0) return [];
        const [steps, losses] = [0, 1].map((i) => Float64Array.from(points, (point) => point[i]!)) as [
          Float64Array,
          Float64Array,
        ];
        return [{ arm, run, kind, steps, losses }];
      }),
    );
  });
}

const samplesBetween = ({ arms }: ExperimentRecord, from: number, to: number): Sample[] =>
  arms.flatMap((record, arm) => {
    const within = isBetween(record, from, to);
    return record.samples.filter(({ step }) => within(step)).map((sample) => ({ arm, ...sample }));
  });
