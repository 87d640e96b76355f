// Reads, checks and writes records beside the page, which must not stand still meanwhile: what it is handed comes thinned, and in pieces
// that are quickly unpacked.

import { exportCsv } from '#src/experiment/files/csv.ts';
import { decode } from '#src/experiment/files/encoding.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import type { ExperimentRecord, RunRecord } from '#src/experiment/record.ts';
import { thinned } from '#src/experiment/thinned.ts';
import { importRecord, listIds, loadExperiment } from '#src/storage/experiments.ts';
import { refuse } from '#src/words/message.ts';

/** Runs of one arm that follow each other. */
export interface Piece {
  readonly arm: number;
  readonly runs: readonly RunRecord[];
}

/** A record on its way to the page. */
export interface Opened {
  readonly record: ExperimentRecord; // its arms without their runs, which come in pieces
  readonly ticket: number;
  readonly pieces: number;
  readonly thinned: boolean; // the record on the disk has more points
}

const pointsAtOnce = 4000; // a millisecond or two to unpack
const runsAtOnce = 200;

export class Reader {
  private readonly underway = new Map<number, readonly Piece[]>();
  private tickets = 0;

  ids(): Promise<string[]> {
    return listIds();
  }

  /** Undefined if there is no such record; refuses one that is damaged. */
  async open(id: string): Promise<Opened | undefined> {
    const whole = await loadExperiment(id);
    if (!whole) return undefined;
    const shown = thinned(whole);
    const pieces = shown.arms.flatMap(({ runs }, arm) => piecesOf(arm, runs));
    const ticket = this.tickets++;
    this.underway.set(ticket, pieces);
    const record = { ...shown, arms: shown.arms.map((arm) => ({ ...arm, runs: [] })) };
    return { record, ticket, pieces: pieces.length, thinned: shown !== whole };
  }

  /** In order: the last one ends it. */
  async piece(ticket: number, index: number): Promise<Piece> {
    const pieces = this.underway.get(ticket)!;
    if (index === pieces.length - 1) this.underway.delete(ticket);
    return pieces[index]!;
  }

  /** Checks and keeps a record from a file; the id under which it is kept. */
  async importRecord(json: Blob | string): Promise<string> {
    return (await importRecord(typeof json === 'string' ? json : decode(new Uint8Array(await json.arrayBuffer())))).id;
  }

  /** The whole record, as a file. */
  async exported(id: string, format: 'json' | 'csv' | 'sheet'): Promise<Blob> {
    const record = await loadExperiment(id);
    if (!record) throw refuse('gone');
    const content = format === 'json' ? exportRecord(record) : exportCsv(record, format === 'sheet');
    return new Blob([content]); // the page gives it its type
  }
}

function piecesOf(arm: number, runs: readonly RunRecord[]): Piece[] {
  const pieces: { arm: number; runs: RunRecord[] }[] = [];
  let points = Infinity; // in the last piece
  for (const run of runs) {
    const own = run.train.length + run.validation.length;
    if (points + own > pointsAtOnce || pieces.at(-1)!.runs.length === runsAtOnce) {
      pieces.push({ arm, runs: [] });
      points = 0;
    }
    pieces.at(-1)!.runs.push(run);
    points += own;
  }
  return pieces;
}
