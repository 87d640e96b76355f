// A training worker that trains nothing: it sends plausible curves on a timer, so that the page can be seen and tested.

import type { SourceInfo } from '#src/data/source.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { CurvePoints, SessionListener, SessionState } from '#src/session/events.ts';
import type { ProfileReport } from '#src/session/kernel-times.ts';
import { memoryStorage } from '#src/storage/storage.ts';
import { stepOf } from '#src/science/step-cost.ts';
import { Refusal, message } from '#src/words/message.ts';
import type { DeviceReport, TrainingWorker } from '#workers/protocol.ts';
import { emptyRecord, filledRecord, jitter, lossAt, sampleText } from './fake-record.ts';

export const fakeSources: readonly SourceInfo[] = [
  {
    id: 'novel',
    title: 'Moby-Dick',
    kind: 'text',
    available: true,
    licence: 'CC0-1.0',
    characters: 1_190_317,
    note: 'The novel by Herman Melville.',
  },
  {
    id: 'speeches',
    title: 'State of the Union',
    kind: 'text',
    available: true,
    licence: 'public domain',
    characters: 10_760_000,
    note: 'Speeches from 1790 to 2021.',
  },
  {
    id: 'names',
    title: 'First names',
    kind: 'text',
    available: false,
    licence: 'public domain',
    characters: 62_000,
    note: 'English first names.',
  },
  {
    id: 'markov',
    title: 'Markov chain',
    kind: 'synthetic',
    available: true,
    licence: 'made here',
    characters: 0,
    note: 'A source with an exactly known entropy.',
  },
];

export const goodDevice: DeviceReport = {
  ok: true,
  adapter: 'nvidia hopper',
  software: false,
  speed: 900,
  kernels: 'tile32 · attention alone · activations f16',
  timestamps: true,
  size: 'standard',
};
export const softwareDevice: DeviceReport = {
  ok: true,
  adapter: 'google swiftshader',
  software: true,
  speed: 2,
  kernels: 'quads16 · attention shared · activations f32',
  timestamps: false,
  size: 'nano',
};
export const noDevice: DeviceReport = {
  ok: false,
  reason: message('noWebgpu'),
  advice: message('otherBrowser'),
};

/** As a small model's step on a GPU may look. */
export const fakeProfile = (arm: number): ProfileReport => ({
  arm,
  together: 2,
  step: 120,
  kernels: [
    { kernel: 'matmul.tile32 dw (norm)', launches: 5, milliseconds: 0.81, share: 0.54, flops: 6.3e9, bytes: 4e6 },
    { kernel: 'attention.forward', launches: 2, milliseconds: 0.45, share: 0.3, flops: 4e8, bytes: 1e6 },
    { kernel: 'adamw.update', launches: 1, milliseconds: 0.24, share: 0.16, bytes: 9e6 },
  ],
  milliseconds: 1.5,
  stepMilliseconds: 1.6,
  method: 'timestamps',
  resolution: 0.065536,
});

export interface FakeWorker extends TrainingWorker {
  report: DeviceReport;
  known: SourceInfo[];
  /** Ends training after this share with a message, as a lost device does. */
  failAt: number;
  failure: SessionState;
  readonly asked: string[]; // names of the methods called
  /** One round of the timer, for tests that do not want to wait. */
  advance(rounds?: number): void;
}

/** `interval` 0: nothing moves but by `advance`. */
export function fakeWorker(interval = 50, rounds = 200, keep: (record: ExperimentRecord) => void = () => {}): FakeWorker {
  let listener: SessionListener | undefined;
  let record: ExperimentRecord | undefined;
  let round = 0;
  let paused = false;
  let finish: () => void = () => {};
  let timer: ReturnType<typeof setInterval> | undefined;
  let spec: ExperimentSpec | undefined;
  let gone: SourceInfo | undefined; // the text that was deleted last

  const end = (state: SessionState): void => {
    clearInterval(timer);
    if (record && spec) {
      const share = round / rounds;
      Object.assign(record, filledRecord(spec, share, record.id), {
        status: state.phase === 'finished' ? 'finished' : 'stopped',
      });
      if (state.message) record.reason = state.message;
      keep(record);
    }
    listener?.state(state);
    listener = undefined;
    finish();
  };
  const advance = (): void => {
    if (!listener || !record || !spec) return;
    round++;
    const share = round / rounds;
    const { arms } = spec;
    listener.progress({
      secondsLeft: ((rounds - round) * 50) / 1000,
      bytes: 38.4e6,
      arms: arms.map(({ config }, arm) => ({
        arm,
        training: 0,
        finals: spec!.seeds.map(() => undefined),
        step: Math.floor(totalSteps(config) * share),
        steps: totalSteps(config),
        seconds: totalSteps(config) * share * 0.011,
        secondsShare: (totalSteps(config) * share * 0.011) / spec!.seeds.length,
        tokensPerSecond: 41_000,
        dispatchesPerStep: record!.arms[arm]!.dispatchesPerStep,
        statuses: spec!.seeds.map(() => (share < 1 ? 'training' : 'finished')),
      })),
    });
    listener.points(arms.flatMap((_, arm) => spec!.seeds.flatMap((seed, run) => pointsOf(arm, seed, run))));
    if (round % Math.ceil(rounds / 8) === 0)
      listener.samples(
        arms.map((_, arm) => ({ arm, seed: spec!.seeds[0]!, step: Math.round(share * 200), text: sampleText(arm, share) })),
      );
    if (worker.failAt && share >= worker.failAt) end(worker.failure);
    else if (round >= rounds) end({ phase: 'finished' });
  };
  const pointsOf = (arm: number, seed: number, run: number): CurvePoints[] => {
    const steps = totalSteps(spec!.arms[arm]!.config);
    const from = Math.floor((steps * (round - 1)) / rounds);
    const to = Math.floor((steps * round) / rounds);
    const found = (every: number): number[] => {
      const list: number[] = [];
      for (let s = from + 1; s <= to; s++) if (s % every === 0) list.push(s);
      return list;
    };
    const train = found(2);
    const validation = found(Math.max(1, Math.floor(steps / 20)));
    const make = (kind: CurvePoints['kind'], at: number[], noise: number): CurvePoints[] =>
      at.length
        ? [
            {
              arm,
              run,
              kind,
              steps: Float64Array.from(at),
              losses: Float64Array.from(at, (s) => lossAt(arm, seed, s, steps) + noise * jitter(arm, seed, s)),
            },
          ]
        : [];
    return [...make('train', train, 1), ...make('validation', validation, 0)];
  };
  const run = (to: SessionListener, begun: ExperimentRecord, at: number): Promise<undefined> => {
    listener = to;
    record = begun;
    round = at;
    paused = false;
    keep(begun);
    to.begun({ ...structuredClone(begun), floors: [] });
    to.floors(begun.floors);
    to.state({ phase: 'training' });
    if (interval) timer = setInterval(() => paused || advance(), interval);
    return new Promise((resolve) => (finish = () => resolve(undefined)));
  };

  const worker: FakeWorker = {
    memory: memoryStorage(),
    ended: () => Promise.resolve(),
    study: () => Promise.resolve(undefined),
    report: goodDevice,
    known: [...fakeSources],
    failAt: 0,
    failure: {
      phase: 'stopped',
      message: message('said', { text: 'The GPU was lost; the last state is kept.' }),
      resumable: true,
    },
    asked: [],
    advance: (count = 1) => {
      for (let i = 0; i < count; i++) advance();
    },
    device: async () => worker.report,
    warm: () => Promise.resolve(),
    stepTimes: async (arms, seeds) =>
      arms.map((arm) => ({ ...stepOf(arm, seeds), milliseconds: { step: 50, batch: 20, text: 100 } })),
    seeds: async () => 3,
    sources: async () => worker.known,
    addText: async (name, text) => {
      if (text.size < 200) throw new Refusal(message('said', { text: 'A text must have at least 200 characters.' }));
      const source = `own:${name}`;
      const added: SourceInfo = {
        id: source,
        title: name,
        kind: 'own',
        available: true,
        licence: 'your own',
        characters: text.size,
        note: 'Kept on this machine only.',
      };
      worker.known = [...worker.known, added];
      return { source, name, characters: text.size, different: 61 };
    },
    deleteText: async (source) => {
      gone = worker.known.find(({ id }) => id === source);
      worker.known = worker.known.filter(({ id }) => id !== source);
    },
    restoreText: async () => {
      if (gone) worker.known = [...worker.known, gone];
    },
    start: (wanted, to) => {
      worker.asked.push('start');
      spec = wanted;
      return run(to, emptyRecord(wanted, `run-${worker.asked.length}`), 0);
    },
    resume: (id, to) => {
      worker.asked.push('resume');
      worker.failAt = 0;
      if (!record || record.id !== id || !spec)
        throw new Refusal(message('said', { text: 'This run has no weights on this machine, so it cannot go on.' }));
      return run(to, { ...record, status: 'training' }, round);
    },
    extend: async (id, seeds, separate, to) => {
      worker.asked.push(`extend ${seeds.join()}${separate ? ' separate' : ''}`);
      if (record?.id !== id || !spec)
        throw new Refusal(message('said', { text: 'This experiment is no longer on this machine.' }));
      const more = filledRecord({ ...spec, seeds }, 1, id);
      const training = record.trainings.push({ device: record.trainings[0]!.device }) - 1;
      record = structuredClone(record);
      record.arms.forEach(({ runs }, arm) => runs.push(...more.arms[arm]!.runs.map((r) => ({ ...r, training }))));
      to.begun(record);
      to.state({ phase: 'training' });
      keep(record);
      to.state({ phase: 'finished' });
      return undefined;
    },
    inspect: () => Promise.resolve(),
    look: () => Promise.reject(new Refusal(message('said', { text: 'This worker shows nothing inside.' }))),
    pause: async () => {
      worker.asked.push('pause');
      paused = true;
      listener?.state({ phase: 'paused' });
    },
    continue: async () => {
      worker.asked.push('continue');
      paused = false;
      listener?.state({ phase: 'training' });
    },
    step: async () => {
      worker.asked.push('step');
      advance();
    },
    stop: async () => {
      worker.asked.push('stop');
      if (listener) end({ phase: 'stopped', message: message('said', { text: 'Stopped.' }), resumable: true });
    },
    generate: async ({ prompt, arm, length }) => ({
      prompt,
      text: ` [${prompt.length}] ${sampleText(arm, 1)}`.slice(0, length),
    }),
    profile: async (arm) => {
      worker.asked.push('profile');
      return fakeProfile(arm);
    },
    weights: async () => new Uint8Array(8),
    importWeights: async () => 'imported',
  };
  return worker;
}
