// Reads, checks and writes records beside the page, which must not stand still meanwhile: what it is handed comes thinned, and in pieces
// that are quickly unpacked. Where it is handed less than all, what follows from all of it is found here.

import type { RunKey } from '#src/experiment/comparison.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import type { Curve, ExperimentRecord } from '#src/experiment/record.ts';
import { isCrowded, thinned } from '#src/experiment/thinned.ts';
import type { FitOptions, FitReport } from '#src/science/fit/fit-points.ts';
import type { FitPoint } from '#src/science/fit/points.ts';
import { append, newSeries, type Series } from '#src/science/series.ts';
import { newSummary, summarise, type Summary } from '#src/science/summary.ts';
import { hasVerdict, verdictOf, type Verdict } from '#src/science/verdict/verdict.ts';
import { importRecord, loadExperiment, type Between } from '#src/storage/experiments.ts';
import { refuse } from '#src/words/message.ts';
import { divided, piecesOf, skeletonOf, type Piece } from './pieces.ts';

/** A record on its way to the page. */
export interface Opened {
  readonly record: ExperimentRecord; // without what comes in pieces
  readonly ticket: number;
  readonly pieces: number;
  readonly part: boolean; // there is more of it than the page is handed
}

/** Told how much of a task is done, 0 to 1. The page names its tasks, so that it can give them up. */
export type Told = (share: number) => void;

/** What the visitor chose of a record, as the page has it now. */
export type Chosen = Pick<ExperimentRecord, 'title' | 'baseline' | 'marks'>;

export class Reader {
  private readonly underway = new Map<number, readonly Piece[]>();
  private tickets = 0;
  private readonly givenUp = new Set<number>();
  private comparison: ExperimentRecord | undefined; // the last one: it is on no disk yet

  /** Undefined if there is no such record; refuses one that is damaged. */
  async open(id: string, task?: number, told?: Told): Promise<Opened | undefined> {
    const between = this.betweenStages(task, told);
    await between(0);
    const whole = await this.load(id);
    if (!whole) return undefined;
    await between(0.5);
    return this.opened(whole);
  }

  private load = async (id: string): Promise<ExperimentRecord | undefined> =>
    this.comparison?.id === id ? this.comparison : loadExperiment(id);

  private opened(whole: ExperimentRecord): Opened {
    const shown = thinned(whole);
    const part = shown !== whole;
    const pieces = [...piecesOf(shown)];
    if (part && isCrowded(whole)) for (const items of divided(summariesOf(whole))) pieces.push({ list: 'summaries', items });
    if (part && hasVerdict(whole)) pieces.push({ list: 'verdict', items: [verdictOf(whole)] });
    const ticket = this.tickets++;
    this.underway.set(ticket, pieces);
    return { record: skeletonOf(shown), ticket, pieces: pieces.length, part };
  }

  /** In order: the last one ends it. */
  async piece(ticket: number, index: number): Promise<Piece> {
    const pieces = this.underway.get(ticket)!;
    if (index === pieces.length - 1) this.underway.delete(ticket);
    return pieces[index]!;
  }

  async giveUp(task: number, ticket?: number): Promise<void> {
    this.givenUp.add(task);
    if (ticket !== undefined) this.underway.delete(ticket);
  }

  /** Checks and keeps a record from a file. */
  async importRecord(json: Blob | string, task?: number, told?: Told): Promise<Opened> {
    return this.opened(await importRecord(json, this.betweenStages(task, told)));
  }

  /** Of whole records. It is kept here until the next one is made, or the page keeps it. */
  async compare(runs: readonly RunKey[]): Promise<Opened> {
    const ids = [...new Set(runs.map(({ id }) => id))];
    const records = await Promise.all(ids.map((id) => this.load(id)));
    const { comparisonOf } = await import('#src/experiment/comparison.ts');
    this.comparison = comparisonOf(
      records.filter((record) => record !== undefined),
      runs,
    );
    return this.opened(this.comparison);
  }

  /** The verdict on the whole record, with this baseline. */
  async verdict(id: string, chosen: Chosen): Promise<Verdict> {
    return verdictOf(await this.chosen(id, chosen));
  }

  async fit(points: readonly FitPoint[], options: FitOptions): Promise<FitReport> {
    return (await import('#src/science/fit/fit-points.ts')).fitPoints(points, options);
  }

  /** The whole record, as a file. */
  async exported(id: string, format: 'json' | 'csv' | 'sheet' | 'md', chosen: Chosen): Promise<Blob> {
    const record = await this.chosen(id, chosen);
    // The page gives it its type.
    if (format === 'md') return new Blob([(await import('#src/science/verdict/markdown.ts')).verdictMarkdown(record)]);
    if (format === 'json') return new Blob([exportRecord(record)]);
    return new Blob([(await import('#src/experiment/files/csv.ts')).exportCsv(record, format === 'sheet')]);
  }

  private async chosen(id: string, { title, baseline, marks }: Chosen): Promise<ExperimentRecord> {
    const record = await this.load(id);
    if (!record) throw refuse('gone');
    const { marks: _, ...rest } = record;
    return { ...rest, title, baseline, ...(marks && { marks }) };
  }

  /** Messages that came meanwhile are heard there. */
  private betweenStages(task?: number, told?: Told): Between {
    return async (share) => {
      if (task === undefined) return;
      told?.(share);
      await new Promise((next) => setTimeout(next));
      if (this.givenUp.delete(task)) throw refuse('givenUp');
    };
  }
}

const mostSteps = 400; // of a summary that is sent

function summariesOf({ arms }: ExperimentRecord): { train: Summary; validation: Summary }[] {
  return arms.map(({ runs }) => ({
    train: summaryOf(runs.map(({ train }) => train)),
    validation: summaryOf(runs.map(({ validation }) => validation)),
  }));
}

function summaryOf(curves: readonly Curve[]): Summary {
  const summary = newSummary();
  summarise(summary, curves.map(seriesOf), -Infinity);
  const { length, version } = summary;
  const places = Array.from({ length: Math.min(length, mostSteps) }, (_, i) =>
    Math.round((i * (length - 1)) / Math.max(1, Math.min(length, mostSteps) - 1)),
  );
  const column = (values: Float64Array): Float64Array => Float64Array.from(places, (place) => values[place]!);
  const { steps, losses, median, half, low, high, count } = summary;
  return {
    steps: column(steps),
    losses: column(losses),
    median: column(median),
    half: column(half),
    low: column(low),
    high: column(high),
    count: column(count),
    length: places.length,
    version,
  };
}

function seriesOf(curve: Curve): Series {
  const series = newSeries(curve.length);
  append(
    series,
    curve.map(([step]) => step),
    curve.map(([, loss]) => loss),
  );
  return series;
}
