// A listener that keeps all it hears, and lets a test wait for a phase of the session.

import type { InsideFrame } from '#src/experiment/inside.ts';
import type { ExperimentRecord, FloorLine } from '#src/experiment/record.ts';
import type { CurvePoints, Progress, Sample, SessionListener, SessionState } from '#src/session/events.ts';
import type { Message } from '#src/words/message.ts';

export interface Heard extends SessionListener {
  readonly records: ExperimentRecord[];
  readonly states: SessionState[];
  readonly allProgress: Progress[];
  readonly allPoints: CurvePoints[];
  readonly allSamples: Sample[];
  readonly allReferences: FloorLine[][];
  readonly allFrames: InsideFrame[];
  readonly allProblems: (Message | undefined)[]; // of keeping
  /** Called on every report of progress. */
  onProgress: (progress: Progress) => void;
  /** Resolves with the next state of this phase. */
  readonly next: (phase: SessionState['phase']) => Promise<SessionState>;
  /** The curve that the points draw. */
  readonly curve: (arm: number, run: number, kind: CurvePoints['kind']) => [number, number][];
}

export function heard(): Heard {
  let waiting: { phase: SessionState['phase']; resolve: (state: SessionState) => void }[] = [];
  const all: Heard = {
    records: [],
    states: [],
    allProgress: [],
    allPoints: [],
    allSamples: [],
    allReferences: [],
    allFrames: [],
    allProblems: [],
    onProgress: () => {},
    begun: (record) => void all.records.push(structuredClone(record)),
    state: (state) => {
      all.states.push(state);
      for (const each of waiting.filter((w) => w.phase === state.phase)) each.resolve(state);
      waiting = waiting.filter((w) => w.phase !== state.phase);
    },
    progress: (progress) => {
      all.allProgress.push(progress);
      all.onProgress(progress);
    },
    points: (points) => void all.allPoints.push(...points),
    samples: (samples) => void all.allSamples.push(...samples),
    floors: (lines) => void all.allReferences.push(lines),
    inside: (frames) => void all.allFrames.push(...frames),
    keeping: (problem) => void all.allProblems.push(problem),
    next: (phase) => new Promise((resolve) => void waiting.push({ phase, resolve })),
    curve: (arm, run, kind) =>
      all.allPoints
        .filter((p) => p.arm === arm && p.run === run && p.kind === kind)
        .flatMap((p) => Array.from(p.steps, (step, i): [number, number] => [step, p.losses[i]!])),
  };
  return all;
}
