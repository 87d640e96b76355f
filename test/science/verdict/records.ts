// Small experiment records with exactly known losses, for the tests of statistics and verdicts.

import {
  partsOfTime,
  type ArmRecord,
  type Curve,
  type ExperimentRecord,
  type Origin,
  type PlanRecord,
  type RunRecord,
} from '#src/experiment/record.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';

export const device = { adapter: 'nvidia hopper', software: false, where: 'node v20' };
export const data = { name: 'A novel', licence: 'CC0', characters: 1_000_000, vocab: 65, validationTokens: 99_968 };

/** Where a curve that starts at 4 nats stands at 1, 100, 200, 300 and 400 of 400 steps: the share still above its end. */
const shape = [1, 0.5, 0.25, 0.1, 0];

export function fallingCurve(end: number, steps = 400): Curve {
  return shape.map((share, i) => [i === 0 ? 1 : (i * steps) / 4, end + share * (4 - end)]);
}

export interface ArmSpec {
  readonly name?: string;
  readonly config?: Partial<ArmConfig>;
  /** One for each seed: 0, 1, 2 and so on, or those of `seeds`. The curve ends there, and so does `final`. */
  readonly ends: readonly number[];
  readonly seeds?: readonly number[];
  /** Exactly, in all parts of its steps; 0: not measured. */
  readonly secondsPerStep?: number;
  /** Instead, part by part. */
  readonly times?: PlanRecord['times'];
  readonly flopsPerToken?: number;
  readonly origin?: Partial<Origin>;
  /** The GPU of all its runs, and of single ones by place of the seed. */
  readonly adapter?: string;
  readonly adapters?: Readonly<Record<number, string>>;
  /** Instead of what is said above, by place of the seed. */
  readonly runs?: Readonly<Record<number, Partial<RunRecord>>>;
}

export function recordOf(specs: readonly ArmSpec[], changes: Partial<ExperimentRecord> = {}): ExperimentRecord {
  const adapters = [
    ...new Set([device.adapter, ...specs.flatMap((spec) => spec.ends.map((_, place) => adapterOf(spec, place)))]),
  ];
  return {
    version: 3,
    id: 'mi2x4k9a0-3f9c52d1a07b',
    experiment: 'shortcuts',
    title: 'Shortcuts',
    question: 'Do shortcuts help?',
    size: 'standard',
    startedAt,
    updatedAt: '2025-11-22T10:31:00.000Z',
    status: 'finished',
    data,
    floors: [],
    trainings: adapters.map((adapter) => ({ startedAt, device: { ...device, adapter }, plans: specs.map(planOf) })),
    baseline: 0,
    arms: specs.map((spec, index) => armOf(spec, index, adapters)),
    ...changes,
  };
}

/** Every arm has a plan of its own. */
function planOf({ secondsPerStep = 0.01, times, ends }: ArmSpec): PlanRecord {
  const steps = secondsPerStep ? 100 : 0;
  return { runs: ends.length, times: times ?? Array.from({ length: partsOfTime }, () => [steps, steps * secondsPerStep]) };
}

const startedAt = '2025-11-22T10:30:00.000Z';

const adapterOf = ({ adapter = device.adapter, adapters }: ArmSpec, place: number): string => adapters?.[place] ?? adapter;

function armOf(spec: ArmSpec, index: number, adapters: readonly string[]): ArmRecord {
  const { name = ['plain', 'shortcut', 'third', 'fourth'][index] ?? `arm ${index}`, secondsPerStep = 0.01 } = spec;
  const config = { ...baseArm, ...spec.config };
  const steps = config.budget === 'steps' ? config.steps : Math.ceil(config.tokens / (config.batch * config.context));
  return {
    name,
    config,
    vocab: 65,
    parameters: { core: 393_216, embedding: 4160, head: 4160, scalars: 0, total: 401_536 },
    flopsPerToken: spec.flopsPerToken ?? 2_500_000,
    flopsPerToken6N: 2_384_256,
    dispatchesPerStep: 150,
    samples: [],
    runs: spec.ends.map((end, place) => ({
      seed: spec.seeds?.[place] ?? place,
      train: [],
      validation: fallingCurve(end, steps),
      final: end,
      training: adapters.indexOf(adapterOf(spec, place)),
      plan: index,
      tokens: steps * config.batch * config.context,
      seconds: steps * secondsPerStep * spec.ends.length,
      secondsShare: steps * secondsPerStep,
      status: 'finished',
      ...spec.runs?.[place],
    })),
    ...(spec.origin && {
      origin: {
        id: `kept-${index}`,
        title: `Kept ${index}`,
        startedAt: '2025-11-20T09:00:00.000Z',
        data,
        ...spec.origin,
      },
    }),
  };
}
