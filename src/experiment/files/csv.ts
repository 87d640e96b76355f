// A record as CSV (RFC 4180), tidy: one row for every point of every curve, with all that is needed to draw or to fit it.

import { baselineOf, dataNameOf, deviceOf, letterOf } from '../arms.ts';
import { keptStep } from '../ends.ts';
import { flopsAfter, type ArmRecord, type ExperimentRecord, type RunRecord } from '../record.ts';

const columns = [
  'experiment',
  'title',
  'started',
  'data',
  'device',
  'arm',
  'name',
  'baseline',
  'seed',
  'status',
  'curve',
  'step',
  'tokens',
  'flop',
  'seconds',
  'scored', // held-out tokens that the loss is of; older records do not say
  'loss',
] as const;

const byteOrderMark = '\u{feff}';

/**
 * `curve` is train, validation (held-out, the same tokens all along), deciding (others, by which a run stops early) or final (held-out,
 * at the end, on larger and larger sets).
 * Marked, spreadsheets read it as UTF-8; programs that read data do better without.
 */
export function exportCsv(record: ExperimentRecord, marked = false): string {
  const rows = record.arms.flatMap((arm, index) => arm.runs.flatMap((r) => rowsOf(record, arm, index, r)));
  return (marked ? byteOrderMark : '') + csv([columns, ...rows]);
}

type Cell = string | number | boolean;

export const csv = (rows: readonly (readonly Cell[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

function rowsOf(record: ExperimentRecord, arm: ArmRecord, index: number, run: RunRecord): Cell[][] {
  const { title, startedAt } = arm.origin ?? record;
  const tokensPerStep = arm.config.batch * arm.config.context;
  const steps = run.tokens / tokensPerStep;
  const about = [
    arm.origin?.id ?? record.id,
    title,
    startedAt,
    dataNameOf(record, arm),
    deviceOf(record, run).adapter,
    letterOf(index),
    arm.name,
    index === baselineOf(record),
    run.seed,
    run.status,
  ];
  const row = (curve: string, step: number, loss: number, scored: Cell = ''): Cell[] => {
    const tokens = step * tokensPerStep;
    return [...about, curve, step, tokens, flopsAfter(arm, tokens), steps ? (run.secondsShare * step) / steps : 0, scored, loss];
  };
  return [
    ...run.train.map(([step, loss]) => row('train', step, loss)),
    ...run.validation.map(([step, loss]) => row('validation', step, loss, run.heldOut?.tokens)),
    ...(run.deciding ?? []).map(([step, loss]) => row('deciding', step, loss)),
    ...endsOf(run).map(([scored, loss]) => row('final', keptStep(run) ?? steps, loss, scored)),
  ];
}

const endsOf = ({ ends, final }: RunRecord): readonly (readonly [Cell, number])[] =>
  ends ?? (final === undefined ? [] : [['', final]]);

/**
 * What spreadsheets take for the beginning of a formula, also in its full-width and small forms, behind blanks that they leave out:
 * at the start of a text, and behind what some of them part cells or rows at whether it stands in quotes or not.
 */
const formula = String.raw`(?=[\s\p{Z}\p{Cc}\p{Cf}"']*[=+\-@＝＋－＠﹦﹢﹣﹫−])`;
const within = new RegExp(String.raw`([;；|\t\n\v\f\r\u{85}\u{2028}\u{2029}])${formula}`, 'gu');
const first = new RegExp(String.raw`^(?:${formula}|(?=[\t\n\r]))`, 'u');

/** Quoted where it must be. A text that a spreadsheet would take for a formula gets an apostrophe in front of it. */
function cell(value: Cell): string {
  if (typeof value !== 'string') return String(value);
  const text = value.replace(within, "$1'").replace(first, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
