// The rows of the run table, one for each run. Derived once for every record object, so that typing and training walk no curve.

import { dataNameOf, deviceOf } from '#src/experiment/arms.ts';
import { lowestOf } from '#src/experiment/ends.ts';
import type { RunKey } from '#src/experiment/comparison.ts';
import type { ArmRecord, ExperimentRecord, RunRecord, RunMark } from '#src/experiment/record.ts';
import { deviation, mean } from '#src/science/statistics/estimates.ts';
import { entriesAtOnce, type Pieces } from '../in-pieces.ts';

export interface RunRow extends RunKey {
  readonly key: string;
  readonly record: ExperimentRecord;
  readonly armRecord: ArmRecord;
  readonly runRecord: RunRecord;
  readonly mark: RunMark | undefined;
  readonly name: string; // the visitor's, otherwise the arm's
  readonly status: string;
  readonly data: string;
  readonly device: string;
  readonly losses: Losses;
  readonly text: string; // what words are looked for in
}

/** Held-out losses; NaN before the first is measured. */
export interface Losses {
  readonly best: number; // lowest of the curve
  readonly bestStep: number;
  readonly last: number; // after the last step on more text, or the end of the curve
}

export const keyOf = ({ id, arm, run }: RunKey): string => `${id}.${arm}.${run}`;

const rows = new WeakMap<ExperimentRecord, { readonly live: boolean; readonly rows: readonly RunRow[] }>();

/** `live`: this page trains it now. */
export function* rowsOf(record: ExperimentRecord, live: boolean): Pieces<readonly RunRow[]> {
  const kept = rows.get(record);
  if (kept?.live === live) return kept.rows;
  const marks = new Map(record.marks?.runs?.map((mark) => [placeOf(mark.arm, mark.run), mark]));
  const fresh: RunRow[] = [];
  for (const [arm, { runs }] of record.arms.entries())
    for (const run of runs.keys()) {
      if (fresh.length % entriesAtOnce === entriesAtOnce - 1) yield;
      fresh.push(rowOf(record, arm, run, live, marks.get(placeOf(arm, run))));
    }
  rows.set(record, { live, rows: fresh });
  return fresh;
}

const placeOf = (arm: number, run: number): number => 65_536 * arm + run;

function rowOf(record: ExperimentRecord, arm: number, run: number, live: boolean, mark: RunMark | undefined): RunRow {
  const { id, title, question, size, marks } = record;
  const armRecord = record.arms[arm]!;
  const runRecord = armRecord.runs[run]!;
  const name = mark?.name ?? armRecord.name;
  const status = statusOf(runRecord, live);
  const data = dataNameOf(record, armRecord);
  const device = deviceOf(record, runRecord).adapter;
  const said = [mark?.note, marks?.note, data, device, size, status, `seed ${runRecord.seed}`];
  const text = [title, question, armRecord.name, name, ...said].filter(Boolean).join('\n').toLowerCase();
  const losses = lossesOf(runRecord);
  return {
    key: keyOf({ id, arm, run }),
    id,
    arm,
    run,
    record,
    armRecord,
    runRecord,
    mark,
    name,
    status,
    data,
    device,
    losses,
    text,
  };
}

function statusOf({ status }: RunRecord, live: boolean): string {
  return live || (status !== 'training' && status !== 'waiting') ? status : 'interrupted';
}

const losses = new WeakMap<RunRecord, Losses>();

function lossesOf(run: RunRecord): Losses {
  const kept = losses.get(run);
  if (kept) return kept;
  const [bestStep, best] = lowestOf(run.validation) ?? [NaN, NaN];
  const fresh = { best, bestStep, last: run.final ?? run.validation.at(-1)?.[1] ?? NaN };
  losses.set(run, fresh);
  return fresh;
}

/** Of the runs that were trained to their end. */
export interface RowSummary {
  readonly n: number;
  readonly mean: number;
  readonly deviation: number; // NaN below two
}

const summaries = new WeakMap<readonly RunRow[], RowSummary>();

export function summaryOf(group: readonly RunRow[]): RowSummary {
  const kept = summaries.get(group);
  if (kept) return kept;
  const ended = group.filter(({ status, losses }) => status === 'finished' && Number.isFinite(losses.last));
  // A comparison holds runs of other experiments again: they count once.
  const runs = new Map(ended.map((row) => [`${row.armRecord.origin?.id ?? row.id} ${row.runRecord.seed} ${numberOf(row)}`, row]));
  const losses = [...runs.values()].map((row) => row.losses.last);
  const fresh = { n: losses.length, mean: mean(losses), deviation: deviation(losses) };
  summaries.set(group, fresh);
  return fresh;
}

const settings = new WeakMap<object, string>();

/** The same settings are the same arm, whatever it is called and whichever experiment trained it. */
export function settingsOf({ armRecord: { config } }: RunRow): string {
  const kept = settings.get(config);
  if (kept !== undefined) return kept;
  const fresh = JSON.stringify(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)));
  settings.set(config, fresh);
  return fresh;
}

const numbers = new Map<string, number>();

/** Settings are long texts, which a group of many runs would put together again and again. */
function numberOf(row: RunRow): number {
  const text = settingsOf(row);
  const known = numbers.get(text) ?? numbers.size;
  numbers.set(text, known);
  return known;
}
