// What was on the chart before what trains now began, so that a change is seen beside what it changed.

import { signal } from '@lit-labs/signals';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ArmCurves } from './curves.ts';

export interface Earlier {
  readonly record: ExperimentRecord;
  readonly curves: readonly ArmCurves[];
}

export const earlier = signal<Earlier | undefined>(undefined);
