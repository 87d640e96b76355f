// Where the time of a training step goes, kernel by kernel.

import { byKernel, type KernelTime } from '#src/graph/profile.ts';
import type { Cohort } from '#src/train/cohort.ts';

/** Where the time of an arm's training step goes. */
export interface ProfileReport {
  readonly arm: number;
  readonly together: number; // in the same launches: all seeds of all arms of this shape
  readonly step: number; // steps trained before
  readonly kernels: readonly KernelTime[]; // slowest first
  readonly milliseconds: number; // of all kernels
  readonly stepMilliseconds: number; // of a whole step, as in training
  /** By the GPU's clock, or by running each kernel many times in a row. */
  readonly method: 'timestamps' | 'repetition';
  readonly resolution: number; // milliseconds between two ticks of the clock
}

export async function timesOf(cohort: Cohort, arm: number): Promise<ProfileReport> {
  const { dispatches, whole, method, resolution } = await cohort.profile();
  return {
    arm,
    together: cohort.members.length,
    step: cohort.step,
    kernels: byKernel(dispatches),
    milliseconds: dispatches.reduce((sum, d) => sum + d.milliseconds, 0),
    stepMilliseconds: whole,
    method,
    resolution,
  };
}
