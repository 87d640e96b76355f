// Tiny cohorts for the tests of this folder, and everything a cohort has learned.

import { openSource, type Source } from '#src/data/source.ts';
import { shapeOf } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { unpack, type NamedTensor } from '#src/graph/weights.ts';
import { trainingGraph } from '#src/model/model.ts';
import { Cohort } from '#src/train/cohort.ts';
import { gpuDevice } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { tiny } from '../tiny.ts';

/** Two of everything that can be mixed up; batch and steps are those that the golden curves were recorded with. */
export const tinyArm: ArmConfig = { ...tiny, source: 'markov', depth: 2, heads: 2, batch: 4, steps: 20 };

export interface Trainee {
  readonly seed: number;
  readonly change?: Partial<ArmConfig>;
}

let kernels: Promise<Kernels> | undefined;
const sources = new Map<string, Promise<Source>>();

export const tinyKernels = (): Promise<Kernels> => (kernels ??= gpuDevice().then((device) => new Kernels(device, usual)));

/** Opened once: the made-up language is a text of a million symbols. */
export function sourceOf({ source, tokenizer, uniqueText, noise, context }: ArmConfig, text = ''): Promise<Source> {
  const settings = { source, tokenizer, uniqueText, noise, context };
  const key = JSON.stringify([settings, text.length]);
  const found = sources.get(key) ?? openSource(settings, () => Promise.resolve(text));
  sources.set(key, found);
  return found;
}

/** One arm per trainee. */
export async function cohortOf(base: ArmConfig, trainees: readonly Trainee[], text?: string, on?: Kernels): Promise<Cohort> {
  const members = await Promise.all(
    trainees.map(async ({ seed, change }, arm) => {
      const config = { ...base, ...change };
      return { arm, run: 0, seed, config, source: await sourceOf(config, text) };
    }),
  );
  const key = shapeOf(members[0]!.config, members[0]!.source.vocab);
  return Cohort.compile(on ?? (await tinyKernels()), key, members);
}

export interface Learned {
  readonly parameters: NamedTensor[];
  readonly firstMoments: NamedTensor[];
  readonly secondMoments: NamedTensor[];
}

/** Weights and moments of one member. */
export async function learned(cohort: Cohort, member: number): Promise<Learned> {
  const { parameters } = trainingGraph(cohort.model, cohort.config.batch, cohort.config);
  const snapshot = await cohort.snapshot();
  const of = (arena: Float32Array): NamedTensor[] => unpack(parameters, cohort.members.length, arena, member);
  return {
    parameters: of(snapshot.parameters),
    firstMoments: of(snapshot.firstMoments),
    secondMoments: of(snapshot.secondMoments),
  };
}
