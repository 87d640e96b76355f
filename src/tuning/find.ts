// The tuning for a device: what was asked for, or what was measured here before, or what is measured now.

import type { Kernels } from '#src/gpu/kernel.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { forCpu, forGpu, tuningNamed } from './defaults.ts';
import { loadTuning, saveTuning } from './kept.ts';
import { tune } from './tune.ts';

/** Of an adapter, in a browser version. */
interface Place {
  readonly adapter: string;
  readonly where: string;
  readonly software: boolean;
}

/** `asked`: variants by name, which nothing is measured for. Throws one sentence if there are none such. */
export async function findTuning(kernels: Kernels, { adapter, where, software }: Place, asked?: string): Promise<Tuning> {
  const subgroups = kernels.device.features.has('subgroups');
  if (asked !== undefined) return tuningNamed(asked, software ? forCpu(subgroups) : forGpu, subgroups);
  const kept = await loadTuning(adapter, where);
  if (kept) return kept;
  const tuning = await tune(kernels, software);
  await saveTuning(adapter, where, tuning);
  return tuning;
}
