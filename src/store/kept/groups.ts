// The lines of the run table: pinned runs first, then every group with its runs, in the order of its first one.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { entriesAtOnce, type Pieces } from '../in-pieces.ts';
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

export interface Listing {
  readonly lines: readonly Line[];
  readonly groups: readonly RowGroup[]; // none without grouping
}

/** `rows` are those that the search finds, `pinned` those that stay whatever it says; both in their order. */
export function* linesOf(
  rows: readonly RunRow[],
  pinned: readonly RunRow[],
  by: Grouping,
  folded: ReadonlySet<string>,
): Pieces<Listing> {
  const groups = by === 'nothing' ? [] : yield* groupsOf(rows, by);
  const lines: Line[] = [];
  const add = function* (shown: readonly RunRow[], level: 1 | 2): Pieces<void> {
    for (const row of shown) {
      if (lines.length % entriesAtOnce === entriesAtOnce - 1) yield;
      lines.push({ kind: 'run', key: row.key, row, level });
    }
  };
  const addGroup = function* (group: RowGroup, shown: readonly RunRow[]): Pieces<void> {
    const isFolded = folded.has(group.key);
    lines.push({ kind: 'group', key: `group ${group.key}`, group, folded: isFolded });
    if (!isFolded) yield* add(shown, 2);
  };
  const unpinned = (list: readonly RunRow[]): readonly RunRow[] =>
    pinned.length ? list.filter(({ mark }) => !mark?.pinned) : list;
  if (pinned.length) yield* addGroup({ key: pinnedKey, title: 'Pinned', rows: pinned }, pinned);
  for (const group of groups) yield* addGroup(group, unpinned(group.rows));
  if (by === 'nothing') yield* add(unpinned(rows), 1);
  return { lines, groups };
}

function* groupsOf(rows: readonly RunRow[], by: Exclude<Grouping, 'nothing'>): Pieces<RowGroup[]> {
  const groups = new Map<string, RowGroup & { rows: RunRow[] }>();
  for (const [i, row] of rows.entries()) {
    if (i % entriesAtOnce === entriesAtOnce - 1) yield;
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
