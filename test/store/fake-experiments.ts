// The runs on disk, in memory.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import type { ExperimentsChange } from '#src/storage/experiments.ts';
import type { Experiments } from '#src/store/services.ts';
import { Refusal, message } from '#src/words/message.ts';

export interface FakeExperiments extends Experiments {
  readonly kept: Map<string, ExperimentRecord>;
  changed(id: string): void;
}

export function fakeExperiments(records: readonly ExperimentRecord[] = []): FakeExperiments {
  const kept = new Map(records.map((r) => [r.id, r]));
  const listeners = new Set<(change: ExperimentsChange) => void>();
  const tell = (change: ExperimentsChange): void => listeners.forEach((listener) => listener(change));
  const changed = (id: string): void => tell({ id, kind: 'saved' });
  return {
    kept,
    changed,
    storageKind: () => 'disk',
    listExperiments: async () => [...kept.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    damagedExperiments: async () => [],
    loadExperiment: async (id) => kept.get(id),
    renameExperiment: async (id, title) => {
      const old = kept.get(id);
      if (old) kept.set(id, { ...old, title });
    },
    saveMarks: async (id, { baseline, marks, prediction }) => {
      const old = kept.get(id);
      if (!old) throw new Refusal(message('said', { text: 'This experiment no longer exists.' }));
      kept.set(id, { ...old, baseline: baseline ?? old.baseline, marks, ...(prediction && { prediction }) });
      tell({ id, kind: 'marked' });
    },
    deleteExperiment: async (id) => {
      const old = kept.get(id);
      kept.delete(id);
      return { id, title: old?.title ?? id, entries: old ? [[id, old]] : [] };
    },
    restoreExperiment: async ({ id, entries }) => {
      kept.set(id, entries[0]![1] as ExperimentRecord);
    },
    importRecord: async (given) => {
      const json = typeof given === 'string' ? given : await given.text();
      if (!json.startsWith('{'))
        throw new Refusal(message('said', { text: 'This file is not an experiment exported by this page.' }));
      const record = JSON.parse(json) as ExperimentRecord;
      kept.set(record.id, record);
      return record;
    },
    wholeFile: async () => undefined,
    wholeVerdict: async () => undefined,
    fit: async (points, options) => fitPoints(points, options),
    wholeComparison: async () => undefined,
    exportRecord: async (record) => JSON.stringify(record),
    onExperimentsChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
