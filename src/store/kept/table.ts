// The run table as the visitor has set it: what is searched, sorted, grouped, folded, selected and opened.

import { computed, signal } from '@lit-labs/signals';
import { filtered, inPieces, littleEnough, sorted as sortedInPieces, type Pieces } from '../in-pieces.ts';
import { active, record } from '../shown/session.ts';
import { best, compareBy, differing, done, fieldNamed, last, seconds, telling, wordsOf, type RunField } from './fields.ts';
import { filterFrom, termFor } from './filter.ts';
import { linesOf, type Grouping, type Line, type Listing } from './groups.ts';
import { experiments } from './history.ts';
import { rowsOf, type RunRow } from './rows.ts';

export interface Sorting {
  readonly field: string; // by its id
  readonly descending: boolean;
}

export const search = signal('');
/** 'experiment', 'arm', 'nothing', or the id of a field. */
export const grouping = signal('experiment');
/** Undefined: newest first. */
export const sorting = signal<Sorting | undefined>(undefined);
/** Keys of groups. */
export const folded = signal<ReadonlySet<string>>(new Set());
/** Keys of runs. */
export const selected = signal<ReadonlySet<string>>(new Set());
/** The run whose details are open. */
export const opened = signal<string | undefined>(undefined);

/** The experiment that this page trains now. */
export const trained = computed((): string | undefined => (active.get() ? record.get()?.id : undefined));

const kept = computed(() => ({ records: experiments.get(), trained: trained.get() }));
export const rows = inPieces(
  kept,
  function* ({ records, trained }): Pieces<readonly RunRow[]> {
    const all: (readonly RunRow[])[] = [];
    for (const record of records) all.push(yield* rowsOf(record, record.id === trained));
    return all.length === 1 ? all[0]! : all.flat();
  },
  [],
);

const filter = computed(() => filterFrom(search.get()));
export const searchProblem = computed((): string => filter.get().problem);

const ordered = computed(() => ({ rows: rows.get(), order: sorting.get() }));
const sorted = inPieces(
  ordered,
  function* ({ rows, order }): Pieces<readonly RunRow[]> {
    const field = order && fieldNamed(order.field);
    return field ? yield* sortedInPieces(rows, compareBy(field, order.descending)) : rows;
  },
  [],
);
const searched = computed(() => ({ rows: sorted.get(), test: search.get().trim() ? filter.get().test : undefined }));
const found = inPieces(
  searched,
  function* ({ rows, test }): Pieces<readonly RunRow[]> {
    return test ? yield* filtered(rows, test) : rows;
  },
  [],
);
const pinned = computed((): readonly RunRow[] => sorted.get().filter(({ mark }) => mark?.pinned));

/** What is found, and what is pinned whatever is searched. */
export const shown = computed((): readonly RunRow[] => {
  const more = pinned.get().filter((row) => !filter.get().test(row));
  return more.length ? [...more, ...found.get()] : found.get();
});

const by = computed((): Grouping => {
  const name = grouping.get();
  return name === 'experiment' || name === 'arm' ? name : (fieldNamed(name) ?? 'nothing');
});

const listed = computed(() => ({ found: found.get(), pinned: pinned.get(), by: by.get(), folded: folded.get() }));
const listing = inPieces(listed, ({ found, pinned, by, folded }): Pieces<Listing> => linesOf(found, pinned, by, folded), {
  lines: [],
  groups: [],
});
export const lines = computed((): readonly Line[] => listing.get().lines);

/** In what the runs on this machine differ: what one may filter and group by. */
export const varied = inPieces(
  computed(() => ({ rows: rows.get() })),
  ({ rows }): Pieces<readonly RunField[]> => differing(rows),
  [],
);

export interface Column {
  readonly field: RunField;
  readonly width: number; // characters
}

const losses: readonly Column[] = [
  { field: last, width: 6 },
  { field: best, width: 6 },
];
const costs: readonly Column[] = [
  { field: done, width: 6 },
  { field: seconds, width: 7 },
];

/** The losses, the settings that differ among the shown runs, and what they cost. */
export const columns = inPieces(
  computed(() => ({ all: shown.get(), grouping: grouping.get() })),
  function* ({ all, grouping }): Pieces<readonly Column[]> {
    const told = toldByGroups(all, grouping);
    const different: Column[] = [];
    for (const field of yield* differing(all)) {
      if (told.includes(field.id)) continue;
      if (all.length > littleEnough) yield;
      different.push({ field, width: widthOf(field, all) });
    }
    return [...losses, ...different, ...costs];
  },
  [...losses, ...costs],
);

/** The head of a group says these of all its runs. */
function toldByGroups(all: readonly RunRow[], name: string): string[] {
  if (name !== 'experiment') return [name];
  const told = ['experiment', 'date', 'size'];
  if (all.every(({ data, record }) => data === record.data.name)) told.push('data');
  if (all.every(({ device, record }) => device === record.trainings[0]!.device.adapter)) told.push('device');
  return told;
}

const narrowest = 5;
const widest = 18;

/** As wide as its longest value, or the longest word of its name. */
function widthOf(field: RunField, all: readonly RunRow[]): number {
  const values = new Map(telling(field, all).map((row) => [field.value(row), row]));
  const longest = Math.max(
    ...[...values.values()].map((row) => wordsOf(field, row).length),
    ...field.label.split(/[\s-]/).map((word) => word.length),
  );
  return Math.min(widest, Math.max(narrowest, longest));
}

export interface FilterChoice {
  readonly field: RunField;
  readonly values: readonly string[];
}

const mostValues = 60;

/** Fields with few enough values to choose one from a list. */
export const filterChoices = inPieces(
  computed(() => ({ fields: varied.get(), rows: rows.get() })),
  function* ({ fields, rows }): Pieces<readonly FilterChoice[]> {
    const choices: FilterChoice[] = [];
    for (const field of fields) {
      const all = telling(field, rows);
      if (all.length > littleEnough) yield;
      const examples = [...new Map(all.map((row) => [field.value(row), row])).values()].sort(compareBy(field, false));
      const values = [...new Set(examples.map((row) => wordsOf(field, row)))].filter(Boolean);
      if (values.length <= mostValues) choices.push({ field, values });
    }
    return choices;
  },
  [],
);

/** Adds a term to what is searched. */
export function filterBy(field: RunField, words: string): void {
  search.set(`${search.get()} ${termFor(field, words)}`.trim());
}

/** Lowest first, then highest first, then newest first again. */
export function sortBy(field: string): void {
  const now = sorting.get();
  if (now?.field !== field) sorting.set({ field, descending: false });
  else sorting.set(now.descending ? undefined : { field, descending: true });
}

export function fold(key: string, on: boolean): void {
  folded.set(withMember(folded.get(), [key], on));
}

export const allFolded = computed((): boolean => {
  const { groups } = listing.get();
  return groups.length > 0 && groups.every(({ key }) => folded.get().has(key));
});

export function foldAll(on: boolean): void {
  folded.set(new Set(on ? listing.get().groups.map(({ key }) => key) : []));
}

export function groupBy(name: string): void {
  grouping.set(name);
  folded.set(new Set());
}

/** The selected runs that still exist, shown or not. */
export const selection = computed((): readonly RunRow[] => {
  const keys = selected.get();
  return keys.size ? rows.get().filter(({ key }) => keys.has(key)) : [];
});

export function select(keys: readonly string[], on: boolean): void {
  selected.set(withMember(selected.get(), keys, on));
}

export const openedRow = computed((): RunRow | undefined => rows.get().find(({ key }) => key === opened.get()));

function withMember(set: ReadonlySet<string>, keys: readonly string[], on: boolean): ReadonlySet<string> {
  const next = new Set(set);
  for (const key of keys)
    if (on) next.add(key);
    else next.delete(key);
  return next;
}
