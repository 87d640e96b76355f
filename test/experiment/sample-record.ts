// A small, valid record for the tests of this folder.

import type { ExperimentRecord, RunRecord } from '#src/experiment/record.ts';
import { baseArm } from '#src/experiment/settings.ts';

const run = (seed: number): RunRecord => ({
  seed,
  train: [
    [1, 4.1744],
    [10, 3.3472],
  ],
  validation: [[10, 3.3512]],
  final: 3.3519,
  training: 0,
  tokens: 10_240,
  seconds: 1.5,
  secondsShare: 0.5,
  status: 'finished',
});

export function sampleRecord(changes: Partial<ExperimentRecord> = {}): ExperimentRecord {
  return {
    version: 3,
    id: 'mi2x4k9a0-3f9c52d1a07b',
    experiment: 'shortcuts',
    title: 'Shortcuts',
    question: 'Do shortcuts help? One connection leads from the first layer to every other layer.',
    size: 'nano',
    startedAt: '2025-11-22T10:30:00.000Z',
    updatedAt: '2025-11-22T10:31:00.000Z',
    status: 'finished',
    data: { name: 'A novel', licence: 'public domain', characters: 1_000_000, vocab: 65, validationTokens: 111_488 },
    floors: [{ kind: 'ngram', order: 1, loss: 2.4857 }],
    trainings: [
      {
        startedAt: '2025-11-22T10:30:00.000Z',
        device: { adapter: 'nvidia hopper', software: false, where: 'node v20' },
      },
    ],
    baseline: 1,
    arms: [false, true].map((residual) => ({
      name: residual ? 'residual' : 'no residual',
      config: { ...baseArm, residual },
      vocab: 65,
      parameters: { core: 393_216, embedding: 4160, head: 4160, scalars: 0, total: 401_536 },
      flopsPerToken: 2_583_936,
      flopsPerToken6N: 2_384_256,
      dispatchesPerStep: 150,
      samples: [{ step: 10, seed: 0, text: 'the whale and the sea' }],
      runs: [run(0), run(1)],
    })),
    ...changes,
  };
}
