// Kept runs compared on the chart: shown at once, and kept as a run of its own if the visitor wants that.

import { computed } from '@lit-labs/signals';
import { comparisonOf, isComparison, type RunKey } from '#src/experiment/comparison.ts';
import { sentence, services } from '../services.ts';
import { record } from '../shown/session.ts';
import { problem, refresh, experiments, showExperiment } from './history.ts';

/** What is shown is a comparison that is not on this machine yet. */
export const unkept = computed((): boolean => {
  const shown = record.get();
  return shown !== undefined && isComparison(shown) && !experiments.get().some(({ id }) => id === shown.id);
});

/** True if the runs are on the chart now; otherwise `problem` says why not. */
export async function compareRuns(keys: readonly RunKey[]): Promise<boolean> {
  try {
    problem.set('');
    const all = experiments.get();
    const records = all.filter(({ id }) => keys.some((key) => key.id === id));
    await showExperiment((await services().experiments.wholeComparison(records, keys)) ?? comparisonOf(all, keys));
    return true;
  } catch (error) {
    problem.set(sentence(error));
    return false;
  }
}

export async function keepComparison(): Promise<void> {
  const shown = record.get();
  if (!shown || !unkept.get()) return;
  try {
    const { importRecord, wholeFile, exportRecord } = services().experiments;
    await importRecord((await wholeFile(shown, 'json')) ?? (await exportRecord(shown)));
    await refresh();
  } catch (error) {
    problem.set(sentence(error));
  }
}
