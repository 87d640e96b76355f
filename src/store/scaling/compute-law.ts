// The law along one line of budgets, fitted beside the page.

import type { FitReport } from '#src/science/fit/fit-points.ts';
import { computePoints } from '#src/science/scaling/compute-points.ts';
import type { FoundLaw } from './fitted-law.ts';
import { services } from '../services.ts';

/** Undefined without a worker; the points stand as they are. */
export async function lawOfCompute({ points }: FoundLaw): Promise<FitReport | undefined> {
  try {
    return await services().experiments.fit(computePoints(points), {});
  } catch {
    return undefined;
  }
}
