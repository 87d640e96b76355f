// Makes experiment records with plausible curves, for tests and for looking at the page without a GPU.

import type { Curve, ExperimentRecord, RunRecord } from '#src/experiment/record.ts';
import { modelConfig, totalSteps } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { Lesson } from '#src/lessons/lesson.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { flopsPerToken, parameterCounts } from '#src/science/counts.ts';
import { message } from '#src/words/message.ts';

const vocab = 83;

/** An empty record, as the worker sends it first. */
export function emptyRecord(spec: ExperimentSpec, id = 'fake'): ExperimentRecord {
  return {
    version: 3,
    id,
    experiment: spec.experiment,
    title: spec.title,
    question: spec.question,
    size: spec.size,
    startedAt: '2026-11-22T10:00:00.000Z',
    updatedAt: '2026-11-22T10:00:00.000Z',
    status: 'training',
    data: { name: 'Moby-Dick', licence: 'CC0-1.0', characters: 1_190_317, vocab, validationTokens: 119_000 },
    floors: [
      { kind: 'guess', loss: Math.log(vocab) },
      { kind: 'ngram', order: 0, loss: 3.1 },
      { kind: 'ngram', order: 1, loss: 2.46 },
    ],
    trainings: [
      {
        startedAt: '2026-11-22T10:00:00.000Z',
        device: { adapter: 'nvidia hopper', software: false, where: 'test' },
      },
    ],
    baseline: spec.baseline ?? 0,
    ...(spec.asked && { asked: spec.asked }),
    ...(spec.prediction && { prediction: spec.prediction }),
    arms: spec.arms.map(({ name, config }) => {
      const model = modelConfig(config, vocab);
      const { core, head } = parameterCounts(model);
      return {
        name,
        config,
        vocab,
        parameters: parameterCounts(model),
        flopsPerToken: flopsPerToken(model),
        flopsPerToken6N: 6 * (core + head),
        dispatchesPerStep: 30 * config.depth + 12 + (config.firstLayer ? config.depth : 0),
        samples: [],
        runs: spec.seeds.map((seed): RunRecord => ({
          seed,
          train: [],
          validation: [],
          training: 0,
          tokens: 0,
          seconds: 0,
          secondsShare: 0,
          status: 'waiting',
        })),
      };
    }),
  };
}

export const lessonNamed = (id: string): Lesson => lessons.find((lesson) => lesson.id === id)!;

/** Four widths of one model, three seeds each. */
export const fourWidths: ExperimentSpec = ((spec): ExperimentSpec => ({
  ...spec,
  question: 'Does each doubling of the width help as much as the one before?',
  arms: [8, 16, 32, 64].map((width) => ({
    name: `width ${width}`,
    config: spec.arms.find(({ name }) => name === `usual, width ${width}`)!.config,
  })),
  asked: {
    ...spec.asked!,
    contrasts: [
      { kind: 'trend', id: 'doublings', arms: [0, 1, 2, 3] },
      { kind: 'difference', id: 'last', arm: 3, against: 2 },
    ],
    choices: spec.asked!.choices.filter(({ contrast }) => contrast !== 'wire'),
  },
}))(lessonNamed('parameters').spec('nano'));

/** One of three experiments, with two seeds and its first arm as baseline, whatever it is made of in earnest. */
export const pairSpec = (lesson: number): ExperimentSpec => ({
  ...(lesson === 1 ? fourWidths : lessonNamed(['shortcuts', '', 'data'][lesson]!).spec('nano')),
  seeds: [0, 1],
  baseline: 0,
});

/** Where each arm of the shortcuts lesson ends, roughly as measured. */
const ends = [3.1, 2.31, 2.05, 2.03, 2.2, 2.4];

export function lossAt(arm: number, seed: number, step: number, steps: number): number {
  const end = ends[arm % ends.length]! + 0.02 * Math.sin(7 * seed + arm);
  const fall = Math.exp((-5 * step) / steps) * 0.75 + 0.25 * Math.exp((-40 * step) / steps);
  return end + (4.55 - end) * fall;
}

export const jitter = (arm: number, seed: number, step: number): number =>
  0.05 * Math.sin(12.9898 * step + 78.233 * seed + 37.719 * arm) * Math.cos(4.1 * step);

/** The same record with its curves up to a share of the run. */
export function filledRecord(spec: ExperimentSpec, share = 1, id = 'fake'): ExperimentRecord {
  const record = emptyRecord(spec, id);
  record.status = share === 1 ? 'finished' : 'stopped';
  if (share < 1) record.reason = message('said', { text: 'The page was closed.' });
  record.arms.forEach((arm, a) => {
    const steps = totalSteps(arm.config);
    const reached = Math.floor(steps * share);
    arm.samples = [{ step: reached, seed: spec.seeds[0]!, text: sampleText(a, share) }];
    arm.runs.forEach((run) => {
      run.train = curve(reached, 2, (s) => lossAt(a, run.seed, s, steps) + jitter(a, run.seed, s));
      run.validation = curve(reached, Math.max(1, Math.floor(steps / 20)), (s) => lossAt(a, run.seed, s, steps));
      run.tokens = reached * arm.config.batch * arm.config.context;
      run.seconds = reached * 0.011;
      run.secondsShare = run.seconds / arm.runs.length;
      run.status = share === 1 ? 'finished' : 'stopped';
    });
  });
  return record;
}

function curve(steps: number, every: number, loss: (step: number) => number): Curve {
  const points: Curve = [];
  for (let step = every; step <= steps; step += every) points.push([step, loss(step)]);
  return points;
}

const texts = [
  'ththe tonaie  hroe sa intt  eh  ao rdenhe,  ti s oanh e rl ith n tnoe a',
  'the whale and the sea wase to the shand of the mast, and the corse of',
  'the captain stood upon the deck, and the wind was all that he had seen of',
  'the captain stood by the old mast-head, and there was a sound of the',
];
export const sampleText = (arm: number, share: number): string =>
  share < 0.2 ? texts[0]! : texts[arm % texts.length]!.repeat(3);
