// Tiny cohorts for the tests of this folder, and everything a cohort has learned.

import { openSource, type Source } from '#src/data/source.ts';
import { dataSettings } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import type { Parameter } from '#src/graph/graph.ts';
import { unpack, type NamedTensor } from '#src/graph/packing.ts';
import { trainingGraph } from '#src/model/model.ts';
import { planCohort } from '#src/train/cohort-plan.ts';
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
export function sourceOf(arm: ArmConfig, text = ''): Promise<Source> {
  const settings = dataSettings(arm);
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
  const kernels = on ?? (await tinyKernels());
  return Cohort.compile(kernels, planCohort('tiny', members, kernels.device.limits, kernels.tuning));
}

export interface Learned {
  readonly parameters: NamedTensor[];
  readonly [state: string]: NamedTensor[];
}

/** Weights and the states of their optimizer, of one member. */
export async function learned(cohort: Cohort, member: number): Promise<Learned> {
  const { parameters, states } = trainingGraph(cohort.model.config, cohort.config.batch, cohort.config);
  const { parameters: weights, ...kept } = await cohort.snapshot();
  const of = (list: readonly Parameter[], arena: Float32Array) => unpack(list, cohort.members.length, arena, member);
  const each = Object.entries(kept).map(([name, arena]) => [name, of(states.get(name)!, arena)] as const);
  return { parameters: of(parameters, weights), ...Object.fromEntries(each) };
}
