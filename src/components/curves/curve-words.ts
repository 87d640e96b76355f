// What all charts of curves say in the same words: how many seeds, which band, what is hidden, where the numbers are from.

import { allDiverged, dataNamesOf, letterOf } from '#src/experiment/arms.ts';
import { fewestSeeds } from '#src/experiment/limits.ts';
import { hiddenRuns } from '#src/experiment/marks.ts';
import type { ArmRecord, ExperimentRecord, FloorLine } from '#src/experiment/record.ts';
import type { CurveView } from '#src/store/preferences.ts';
import type { Summary } from '#src/science/summary.ts';
import { formatDate } from '#src/words/dates.ts';
import { isolated } from '#src/words/isolated.ts';
import { words } from '#src/words/language.ts';
import { plural } from '#src/words/numbers.ts';

/** What is read at the cursor. */
export interface Reading {
  readonly at: string;
  readonly values: readonly { readonly letter: string; readonly text: string; readonly n: number }[];
  readonly note?: string; // "smoothed"
}

/** Curves as rows: a few steps, and of each arm the value there, its half-width and its n. */
export interface CurveTable {
  readonly label: string;
  readonly value: string; // what the values are: "mean"
  readonly arms: readonly string[];
  readonly rows: readonly { readonly step: number; readonly cells: readonly (CurveCell | undefined)[] }[];
}

/** Any other table: a row for each arm, which its first cell names. */
export interface ListTable {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface CurveCell {
  readonly value: string;
  readonly half: string;
  readonly n: number;
}

/** About a dozen of all steps, the last among them. */
export function rowsOf(summaries: readonly Summary[], cell: (summary: Summary, place: number) => CurveCell): CurveTable['rows'] {
  const steps = new Set<number>();
  for (const summary of summaries) for (let i = 0; i < summary.length; i++) steps.add(summary.steps[i]!);
  const all = [...steps].sort((a, b) => a - b);
  const every = Math.ceil(all.length / 12);
  return all
    .filter((_, i) => (all.length - 1 - i) % every === 0)
    .map((step) => ({
      step,
      cells: summaries.map((summary) => {
        const place = summary.steps.subarray(0, summary.length).indexOf(step);
        return place < 0 ? undefined : cell(summary, place);
      }),
    }));
}

/** How many seeds there are at the ends of these summaries. */
export const seedCounts = (summaries: readonly Summary[]): number[] =>
  summaries.filter(({ length }) => length > 0).map(({ count, length }) => count[length - 1]!);

/** "3 seeds", "2 to 3 seeds". */
export function seedsInWords(counts: readonly number[]): string {
  if (counts.length === 0) return 'the seeds';
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return fewest === most ? plural(most, 'seed') : `${fewest} to ${plural(most, 'seed')}`;
}

export function bandInWords({ band }: CurveView, counts: readonly number[]): string {
  if (band === 'none' || counts.length === 0) return '';
  if (band === 'range') return 'band: lowest to highest seed';
  if (Math.max(...counts) < fewestSeeds) return `no band: an interval needs ${fewestSeeds} seeds`;
  return 'band: 95 % interval of the mean';
}

export function thinInWords(lines: readonly string[]): string {
  const drawn = lines.filter(Boolean);
  return drawn.length ? `thin: ${drawn.join(', ')}` : '';
}

/** "B diverged; 1 of 3 seeds of C diverged". */
export const divergedInWords = ({ arms }: ExperimentRecord): string =>
  arms
    .flatMap((arm, index) => {
      const letter = letterOf(index);
      return allDiverged(arm) ? [`${letter} diverged`] : divergedSeeds(arm).map((seeds) => `${seeds} of ${letter} diverged`);
    })
    .join('; ');

/** "1 of 3 seeds", "all 3 seeds"; nothing where none diverged. */
export function divergedSeeds(arm: ArmRecord): string[] {
  const lost = arm.runs.filter(({ status }) => status === 'diverged').length;
  if (lost === 0) return [];
  const seeds = plural(arm.runs.length, 'seed');
  return [lost < arm.runs.length ? `${lost} of ${seeds}` : lost === 1 ? 'its only seed' : `all ${seeds}`];
}

export function hiddenInWords(record: ExperimentRecord): string {
  const hidden = hiddenRuns(record);
  return hidden ? `${plural(hidden, 'run')} hidden, but counted` : '';
}

/** "knows letter pairs": what a dashed line of the chart stands for. */
export function floorName({ arms }: ExperimentRecord, line: FloorLine): string {
  const { floors } = words();
  if (line.kind === 'guess') return floors.guess;
  if (line.kind === 'rule') return floors.rule(line.loss);
  if (line.kind === 'other') return line.name;
  return floors.ngram(line.order, arms[0]!.config.tokenizer === 'byte' ? 'byte' : 'letter', line.counted);
}

/** The captions of a picture: what is shown, which arms, and where it is from. */
export function pictureCaption(record: ExperimentRecord, note: string): string[] {
  const distinct = (values: readonly string[]): string => [...new Set(values)].join(', ');
  const seeds = [...new Set(record.arms.flatMap(({ runs }) => runs.map((r) => r.seed)))].sort((a, b) => a - b);
  return [
    `${note.charAt(0).toUpperCase()}${note.slice(1)}.`,
    `${record.arms.map(({ name }, arm) => `${letterOf(arm)}: ${isolated(name)}`).join('; ')}.`,
    [
      dataNamesOf(record).map(isolated).join(', '),
      distinct(record.trainings.map(({ device }) => device.adapter)),
      `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`,
      formatDate(record.startedAt),
      'Plateau',
    ].join(' · '),
  ];
}
