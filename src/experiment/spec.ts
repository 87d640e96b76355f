// What an experiment is before it is trained: a question, arms with their settings, and the seeds every arm is trained with.

import type { ArmConfig } from './settings.ts';

/** What Start sends: arms with their settings, and the seeds every arm is trained with. */
export interface ExperimentSpec {
  readonly experiment: string;
  readonly title: string;
  readonly question: string;
  readonly size: string;
  readonly seeds: readonly number[];
  readonly arms: readonly { readonly name: string; readonly config: ArmConfig }[];
  readonly baseline?: number; // the arm that the others are compared with; 0 if it does not say
}
