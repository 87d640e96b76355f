// What a visitor can do with a run or an experiment, as the events that the elements of the run table send upwards.

import type { RunRow } from '#src/store/kept/rows.ts';

export type RunAction =
  | { readonly act: 'open' | 'pin' | 'hide' | 'baseline' }
  | { readonly act: 'name' | 'note'; readonly text: string }
  | { readonly act: 'style'; readonly place: number };

export type RunActed = RunAction & { readonly row: RunRow };

export type ExperimentAction =
  | { readonly act: 'open' | 'resume' | 'export' | 'delete' }
  | { readonly act: 'rename' | 'note'; readonly text: string }
  | { readonly act: 'weights'; readonly arm: number; readonly run: number };

export type ExperimentActed = ExperimentAction & { readonly id: string };

export function actOnRun(from: EventTarget, row: RunRow, action: RunAction): void {
  tell(from, 'run-acted', { ...action, row } satisfies RunActed);
}

export function actOnExperiment(from: EventTarget, id: string, action: ExperimentAction): void {
  tell(from, 'experiment-acted', { ...action, id } satisfies ExperimentActed);
}

function tell(from: EventTarget, type: string, detail: unknown): void {
  from.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}
