// The runs on disk, in memory.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { RunsChange } from '#src/storage/experiments.ts';
import type { Runs } from '#src/store/services.ts';

export interface FakeRuns extends Runs {
  readonly kept: Map<string, ExperimentRecord>;
  changed(id: string): void;
}

export function fakeRuns(records: readonly ExperimentRecord[] = []): FakeRuns {
  const kept = new Map(records.map((r) => [r.id, r]));
  const listeners = new Set<(change: RunsChange) => void>();
  const tell = (change: RunsChange): void => listeners.forEach((listener) => listener(change));
  const changed = (id: string): void => tell({ id, kind: 'saved' });
  return {
    kept,
    changed,
    listRuns: async () => [...kept.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    damagedRuns: async () => [],
    loadRun: async (id) => kept.get(id),
    renameRun: async (id, title) => {
      const old = kept.get(id);
      if (old) kept.set(id, { ...old, title });
    },
    saveMarks: async (id, { baseline, marks }) => {
      const old = kept.get(id);
      if (!old) throw new Error('This run no longer exists.');
      kept.set(id, { ...old, baseline: baseline ?? old.baseline, marks });
      tell({ id, kind: 'marked' });
    },
    deleteRun: async (id) => {
      const old = kept.get(id);
      kept.delete(id);
      return { id, title: old?.title ?? id, entries: [[id, old]] };
    },
    restoreRun: async ({ id, entries }) => {
      kept.set(id, entries[0]![1] as ExperimentRecord);
    },
    importRecord: async (json) => {
      if (!json.startsWith('{')) throw new Error('This file is not an experiment exported by this page.');
      const record = JSON.parse(json) as ExperimentRecord;
      kept.set(record.id, record);
      return record;
    },
    exportRecord: (record) => JSON.stringify(record),
    onRunsChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
