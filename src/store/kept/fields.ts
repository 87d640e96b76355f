// What can be said of a run in one word or number: shown as a column, searched by name, sorted and grouped by.

import { baselineOf } from '#src/experiment/arms.ts';
import { optionText } from '#src/experiment/differences.ts';
import { options, matters, type Option } from '#src/experiment/options.ts';
import { localTime } from '#src/words/dates.ts';
import { optionWords } from '#src/words/language.ts';
import { littleEnough, type Pieces } from '../in-pieces.ts';
import type { RunRow } from './rows.ts';

export interface RunField {
  readonly id: string; // as it is typed in the search: width in width=64
  readonly label: string;
  readonly kind: 'text' | 'number' | 'date' | 'loss' | 'seconds';
  /** Of numbers: it has no decimals. */
  readonly whole?: boolean;
  /** What is sorted and compared; empty or NaN where it means nothing. */
  readonly value: (row: RunRow) => string | number;
  /** The same in words, where they differ from the value. */
  readonly words?: (row: RunRow) => string;
  /** All runs of an arm say the same. */
  readonly ofArm?: boolean;
  /** Another spelling that finds it: relu2 for ReLU². */
  readonly code?: (row: RunRow) => string;
}

const text = (id: string, label: string, value: (row: RunRow) => string): RunField => ({
  id,
  label,
  kind: 'text',
  value,
});
const number = (id: string, label: string, value: (row: RunRow) => number): RunField => ({
  id,
  label,
  kind: 'number',
  whole: true,
  value,
});
const yes = (is: boolean | undefined): string => (is ? 'yes' : 'no');

const ofArm = (field: RunField): RunField => ({ ...field, ofArm: true });

/** Where a run comes from. */
const origins: readonly RunField[] = [
  ofArm(text('experiment', 'Experiment', ({ record }) => record.title)),
  {
    id: 'date',
    label: 'Date',
    kind: 'date',
    ofArm: true,
    value: ({ record }) => localTime(record.startedAt),
    words: ({ record }) => localTime(record.startedAt).slice(0, 'YYYY-MM-DD'.length),
  },
  number('seed', 'Seed', ({ runRecord }) => runRecord.seed),
  text('status', 'Status', ({ status }) => status),
  ofArm(text('size', 'Size', ({ record }) => record.size)),
  { ...ofArm(text('data', 'Data', ({ data }) => data)), code: ({ armRecord }) => armRecord.config.source },
  text('device', 'Device', ({ device }) => device),
];

/** The settings of its arm. The source stands above, under the name of its data. */
const settings: readonly RunField[] = [
  ...options.filter(({ key }) => key !== 'source').map(settingOf),
  ofArm(number('parameters', 'Parameters', ({ armRecord }) => armRecord.parameters.total)),
];

function settingOf(option: Option): RunField {
  const { key } = option;
  const numeric = option.kind === 'integer' || option.kind === 'number';
  const used = ({ armRecord }: RunRow): boolean => matters(option, armRecord.config);
  const words = (row: RunRow): string => (used(row) ? optionText(option, row.armRecord.config[key]) : '');
  return {
    id: key,
    get label() {
      return optionWords(key).label;
    },
    kind: numeric ? 'number' : 'text',
    ofArm: true,
    whole: option.kind === 'integer',
    value: numeric ? (row) => (used(row) ? Number(row.armRecord.config[key]) : NaN) : words,
    words,
    code: ({ armRecord }) => String(armRecord.config[key]),
  };
}

// The end may be measured on more text than the curve, and then lies above its lowest point, or below.
export const last: RunField = { id: 'loss', label: 'Loss at end', kind: 'loss', value: ({ losses }) => losses.last };
export const best: RunField = { id: 'best', label: 'Curve’s lowest', kind: 'loss', value: ({ losses }) => losses.best };
export const done = number(
  'done',
  'Steps done',
  ({ runRecord, armRecord: { config } }) => runRecord.tokens / (config.batch * config.context),
);
export const seconds: RunField = {
  id: 'seconds',
  label: 'GPU time',
  kind: 'seconds',
  value: ({ runRecord }) => runRecord.seconds,
};

/** What can only be searched for. */
const spoken: readonly RunField[] = [
  text('name', 'Name', ({ name }) => name),
  text('arm', 'Arm', ({ armRecord }) => armRecord.name),
  text('note', 'Note', ({ mark, record }) => mark?.note ?? record.marks?.note ?? ''),
  text('pinned', 'Pinned', ({ mark }) => yes(mark?.pinned)),
  text('hidden', 'Hidden', ({ mark }) => yes(mark?.hidden)),
  text('baseline', 'Baseline', ({ arm, record }) => yes(arm === baselineOf(record))),
];

/** Fields that become a column where they differ. */
const differable: readonly RunField[] = [...origins, ...settings];
const known: readonly RunField[] = [...differable, last, best, done, seconds, ...spoken];

const aliases: Readonly<Record<string, string>> = {
  last: 'loss',
  lastloss: 'loss',
  bestloss: 'best',
  lowest: 'best',
  lr: 'learningrate',
  title: 'experiment',
};
const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
/** By id or label, in any spelling: learningRate, learning-rate, "Learning rate". Ids win: Tokens is the label of the tokenizer too. */
export function fieldNamed(name: string): RunField | undefined {
  const wanted = aliases[plain(name)] ?? plain(name);
  return known.find(({ id }) => plain(id) === wanted) ?? known.findLast(({ label }) => plain(label) === wanted);
}

export const wordsOf = (field: RunField, row: RunRow): string => field.words?.(row) ?? String(field.value(row));

export const isMissing = (value: string | number): boolean => value === '' || Number.isNaN(value);

const collator = new Intl.Collator('en', { numeric: true });

/** What is missing comes last, in both directions. */
export function compareBy({ value }: RunField, descending: boolean): (a: RunRow, b: RunRow) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (isMissing(x) || isMissing(y)) return Number(isMissing(x)) - Number(isMissing(y));
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y)));
  };
}

const representatives = new WeakMap<readonly RunRow[], readonly RunRow[]>();

/** Rows that have all values of a field: one of each arm is enough for what its runs have in common. */
export function telling({ ofArm }: RunField, rows: readonly RunRow[]): readonly RunRow[] {
  if (!ofArm) return rows;
  const known = representatives.get(rows) ?? [...new Map(rows.map((row) => [row.armRecord, row])).values()];
  representatives.set(rows, known);
  return known;
}

/** The fields in which not all rows are alike. */
export function* differing(rows: readonly RunRow[], fields: readonly RunField[] = differable): Pieces<RunField[]> {
  const found: RunField[] = [];
  for (const field of fields) {
    const all = telling(field, rows);
    if (all.length > littleEnough) yield;
    const one = all[0] && field.value(all[0]);
    if (all.some((row) => !Object.is(field.value(row), one))) found.push(field);
  }
  return found;
}
