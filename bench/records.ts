// Records of experiments that nobody trained, as large as they are wanted: for measuring the page.

import type { Curve, ExperimentRecord } from '../src/experiment/record.ts';
import { modelConfig, totalSteps } from '../src/experiment/settings.ts';
import { lessons } from '../src/lessons/lessons.ts';
import { flopsPerToken, flopsPerToken6N, parameterCounts } from '../src/science/counts.ts';

const vocab = 83;

/** A finished experiment of `arms` arms and `seeds` seeds whose curves have `points` points each. */
export function madeUp(id: string, arms: number, seeds: number, points: number): ExperimentRecord {
  const spec = lessons[0]!.spec('nano');
  const base = spec.arms[2]!.config;
  return {
    version: 3,
    id,
    experiment: 'own',
    title: `Made up ${id}`,
    question: 'How fast is the page?',
    size: 'nano',
    startedAt: '2026-01-01T10:00:00.000Z',
    updatedAt: '2026-01-01T10:10:00.000Z',
    status: 'finished',
    data: { name: 'nothing', licence: 'CC0-1.0', characters: 1_000_000, vocab, validationTokens: 10_000 },
    floors: [{ kind: 'guess', loss: Math.log(vocab) }],
    trainings: [{ device: { adapter: 'none', software: true, where: 'bench' } }],
    baseline: 0,
    arms: Array.from({ length: arms }, (_, a) => {
      const config = { ...base, depth: 1 + (a % 48), steps: points, warmup: 10 };
      const model = modelConfig(config, vocab);
      const tokens = totalSteps(config) * config.batch * config.context;
      return {
        name: `depth ${config.depth}`,
        config,
        vocab,
        parameters: parameterCounts(model),
        flopsPerToken: flopsPerToken(model),
        flopsPerToken6N: flopsPerToken6N(model),
        dispatchesPerStep: 100,
        samples: [],
        runs: Array.from({ length: seeds }, (_, seed) => ({
          seed,
          train: curve(points, a, seed, 0.05),
          validation: curve(points, a, seed, 0.01),
          final: Number(lossAt(points, points, a, seed, 0).toFixed(6)),
          training: 0,
          tokens,
          seconds: 60 + a,
          secondsShare: (60 + a) / seeds,
          status: 'finished' as const,
        })),
      };
    }),
  };
}

const curve = (points: number, arm: number, seed: number, noise: number): Curve =>
  Array.from({ length: points }, (_, i) => [i + 1, Number(lossAt(i + 1, points, arm, seed, noise).toFixed(6))]);

function lossAt(step: number, steps: number, arm: number, seed: number, noise: number): number {
  const wobble = Math.sin(12.9898 * step + 78.233 * seed + 37.719 * arm) * Math.cos(4.1 * step);
  return 2 + 0.1 * arm + 0.01 * Math.sin(7 * seed) + 2.4 * Math.exp((-5 * step) / steps) + noise * wobble;
}
