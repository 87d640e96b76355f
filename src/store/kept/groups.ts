// The lines of the run table: pinned runs first, then every group with its runs, in the order of its first one.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { wordsOf, type RunField } from './fields.ts';
import { settingsOf, type RunRow } from './rows.ts';

export type Grouping = 'experiment' | 'arm' | 'nothing' | RunField;

export interface RowGroup {
  readonly key: string;
  readonly title: string;
  readonly rows: readonly RunRow[]; // all of it that the search finds, pinned or not
  readonly record?: ExperimentRecord; // of a group that is an experiment
}

export type Line =
  | { readonly kind: 'group'; readonly key: string; readonly group: RowGroup; readonly folded: boolean }
  | { readonly kind: 'run'; readonly key: string; readonly row: RunRow; readonly level: 1 | 2 };

export const pinnedKey = 'pinned';

/** `rows` are those that the search finds, `pinned` those that stay whatever it says; both in their order. */
export function linesOf(rows: readonly RunRow[], pinned: readonly RunRow[], by: Grouping, folded: ReadonlySet<string>): Line[] {
  const groups = groupsOf(rows, by);
  const section: RowGroup[] = pinned.length ? [{ key: pinnedKey, title: 'Pinned', rows: pinned }] : [];
  const unpinned = (list: readonly RunRow[]): RunRow[] => list.filter(({ mark }) => !mark?.pinned);
  const lines = (group: RowGroup, shown: readonly RunRow[]): Line[] => {
    const isFolded = folded.has(group.key);
    const head: Line = { kind: 'group', key: `group ${group.key}`, group, folded: isFolded };
    return [head, ...(isFolded ? [] : shown.map((row) => line(row, 2)))];
  };
  return [
    ...section.flatMap((group) => lines(group, group.rows)),
    ...(groups ? groups.flatMap((group) => lines(group, unpinned(group.rows))) : unpinned(rows).map((row) => line(row, 1))),
  ];
}

const line = (row: RunRow, level: 1 | 2): Line => ({ kind: 'run', key: row.key, row, level });

/** Undefined without grouping. */
export function groupsOf(rows: readonly RunRow[], by: Grouping): RowGroup[] | undefined {
  if (by === 'nothing') return undefined;
  const groups = new Map<string, RowGroup & { rows: RunRow[] }>();
  for (const row of rows) {
    const key = groupKey(row, by);
    const group = groups.get(key) ?? { key, ...headOf(row, by), rows: [] };
    groups.set(key, group);
    group.rows.push(row);
  }
  return [...groups.values()];
}

function groupKey(row: RunRow, by: Exclude<Grouping, 'nothing'>): string {
  if (by === 'experiment') return row.id;
  if (by === 'arm') return settingsOf(row);
  return `${by.id}=${String(by.value(row))}`;
}

function headOf(row: RunRow, by: Exclude<Grouping, 'nothing'>): Pick<RowGroup, 'title' | 'record'> {
  if (by === 'experiment') return { title: row.record.title, record: row.record };
  if (by === 'arm') return { title: row.armRecord.name };
  return { title: `${by.label}: ${wordsOf(by, row) || 'not used'}` };
}
