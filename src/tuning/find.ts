// The tuning that a device begins with: what was asked for, or what was found here before, or what is usual for its kind. Nothing
// is timed, so that there is a device at once; tune.ts looks for a better one when nothing trains.

import type { Kernels } from '#src/gpu/kernel.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { defaultFor, tuningNamed } from './defaults.ts';
import { loadTuning, type Place } from './kept.ts';
import { foursShare } from './quads.ts';

export interface Found {
  readonly tuning: Tuning;
  readonly from: 'asked' | 'kept' | 'usual';
}

/** `asked`: variants by name. Throws one sentence if there are none such. */
export async function findTuning(kernels: Kernels, place: Place, asked?: string): Promise<Found> {
  const { kind } = place;
  const subgroups = kernels.device.features.has('subgroups');
  if (asked !== undefined) return { tuning: tuningNamed(asked, defaultFor(kind, subgroups), subgroups), from: 'asked' };
  const kept = await loadTuning(place);
  if (kept) return { tuning: kept, from: 'kept' };
  // What is usual on a CPU shares by subgroups; on a GPU nothing has to be tried out before it is used.
  return { tuning: defaultFor(kind, kind === 'software' && (await foursShare(kernels))), from: 'usual' };
}
