// The rows of the run table, one for each run. Derived once for every record object, so that typing and training walk no curve.

import type { ArmRecord, ExperimentRecord, ReplicaRecord, RunMark } from '#src/runs/record.ts';
import { markOf, type RunPlace } from './marks.ts';
import { deviation, mean } from './results.ts';

export interface RunRow extends RunPlace {
  readonly key: string;
  readonly record: ExperimentRecord;
  readonly config: ArmRecord;
  readonly run: ReplicaRecord;
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
  readonly last: number; // after the last step on many more windows, or the end of the curve
}

export const keyOf = ({ id, arm, replica }: RunPlace): string => `${id}.${arm}.${replica}`;

const rows = new WeakMap<ExperimentRecord, { readonly live: boolean; readonly rows: readonly RunRow[] }>();

/** `live`: this page trains it now. */
export function rowsOf(record: ExperimentRecord, live: boolean): readonly RunRow[] {
  const kept = rows.get(record);
  if (kept?.live === live) return kept.rows;
  const fresh = record.arms.flatMap((config, arm) => config.replicas.map((_, replica) => rowOf(record, arm, replica, live)));
  rows.set(record, { live, rows: fresh });
  return fresh;
} // prettier-ignore

function rowOf(record: ExperimentRecord, arm: number, replica: number, live: boolean): RunRow {
  const { id, title, question, size, marks } = record;
  const config = record.arms[arm]!;
  const run = config.replicas[replica]!;
  const mark = markOf(record, arm, replica);
  const name = mark?.name ?? config.name;
  const status = statusOf(run, live);
  const data = dataOf(record, config);
  const device = run.device ?? config.origin?.device.adapter ?? record.device.adapter;
  const words = [title, question, config.name, name, mark?.note, marks?.note, data, device, size, status, `seed ${run.seed}`];
  const text = words.filter(Boolean).join('\n').toLowerCase();
  const key = keyOf({ id, arm, replica });
  return { key, id, arm, replica, record, config, run, mark, name, status, data, device, losses: lossesOf(run), text };
} // prettier-ignore

function statusOf({ status }: ReplicaRecord, live: boolean): string {
  return live || (status !== 'training' && status !== 'waiting') ? status : 'interrupted';
}

/** The record describes the data of its first arm; others may read something else. */
function dataOf(record: ExperimentRecord, { config, origin }: ArmRecord): string {
  if (origin) return origin.data.name;
  return config.source === record.arms[0]!.config.source ? record.data.name : config.source;
}

const losses = new WeakMap<ReplicaRecord, Losses>();

function lossesOf(run: ReplicaRecord): Losses {
  const kept = losses.get(run);
  if (kept) return kept;
  let best = NaN;
  let bestStep = NaN;
  for (const [step, loss] of run.validation) if (!(loss >= best)) [best, bestStep] = [loss, step];
  const fresh = { best, bestStep, last: run.final ?? run.validation.at(-1)?.[1] ?? NaN };
  losses.set(run, fresh);
  return fresh;
}

/** Of the runs that were trained to their end. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  readonly deviation: number; // NaN below two
}

export function summaryOf(group: readonly RunRow[]): Summary {
  const ends = group.filter(({ status }) => status === 'finished').map((row) => row.losses.last).filter(Number.isFinite);
  return { n: ends.length, mean: mean(ends), deviation: deviation(ends) };
} // prettier-ignore
