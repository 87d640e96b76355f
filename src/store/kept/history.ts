// Every experiment kept on this machine: listed, renamed, marked, deleted and brought back, imported and exported.

import { computed, signal } from '@lit-labs/signals';
import { isComparison } from '#src/experiment/comparison.ts';
import { largestRecord, largestStudy, largestWeights, longestName } from '#src/experiment/limits.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { DeletedExperiment, ExperimentsChange } from '#src/storage/experiments.ts';
import { afterTraining } from '#src/lessons/study-names.ts';
import { firstCharacters, isBlank } from '#src/words/characters.ts';
import { cut, longestSentence } from '#src/words/cut.ts';
import { isolated } from '#src/words/isolated.ts';
import { learn } from '#src/words/language.ts';
import { refuse, Refusal, sentenceOf, type Message } from '#src/words/message.ts';
import { plural } from '#src/words/numbers.ts';
import { shortened } from '#src/words/shortened.ts';
import { held, hold, letGo, noteStorage } from '../keeping.ts';
import { sentence, services, type Watched } from '../services.ts';
import { recording } from '../shown/replay.ts';
import { active, annotate, record, reset, show, shownSoFar } from '../shown/session.ts';
import { broughtStudy, chosenStudy } from '../chosen-study.ts';

/** What the visitor chose and said of a record; no number depends on it. */
export type Marked = Pick<ExperimentRecord, 'baseline' | 'marks' | 'prediction'>;

export interface Deletion {
  readonly experiments: readonly (DeletedExperiment & { readonly held?: ExperimentRecord })[];
  readonly runs: number; // in all of them
}

const onDisk = signal<readonly ExperimentRecord[]>([]);
/** Those on the disk, and those that the disk did not take. */
export const experiments = computed((): readonly ExperimentRecord[] => {
  const kept = onDisk.get();
  const others = [...held.get().values()].filter(({ id }) => !kept.some((other) => other.id === id));
  return others.length ? [...kept, ...others].sort(newestFirst) : kept;
});
/** What was deleted last, until something else is or it is brought back. */
export const deleted = signal<Deletion | undefined>(undefined);
/** What is stored but cannot be read, each with its reason. */
export const damaged = signal<readonly { readonly id: string; readonly reason: Message }[]>([]);
/** What went wrong last, in a sentence. */
export const problem = signal('');
/** What became of a file that was more than kept, in a sentence. */
export const became = signal('');
/** What is being read now, and how much of it has been, 0 to 1, once that is told. */
export const reading = signal<{ readonly name: string; readonly share?: number } | undefined>(undefined);

/** Marks on their way to the disk: a record that is read meanwhile does not have them yet. */
const unsaved = new Map<string, Marked>();

export async function refresh(): Promise<void> {
  await attempt(async () => {
    onDisk.set(await services().experiments.listExperiments());
    damaged.set(await services().experiments.damagedExperiments());
  });
  noteStorage();
}

/** Reads one experiment again; the others stay the objects they are, with all that was derived from them. */
async function reload(id: string): Promise<ExperimentRecord | undefined> {
  return replace(id, await services().experiments.loadExperiment(id));
}

function replace(id: string, read: ExperimentRecord | undefined): ExperimentRecord | undefined {
  const now = read && { ...read, ...unsaved.get(id) };
  const others = onDisk.get().filter((run) => run.id !== id);
  onDisk.set(now ? [...others, now].sort(newestFirst) : others);
  return now;
}

const newestFirst = (a: ExperimentRecord, b: ExperimentRecord): number =>
  descending(a.startedAt, b.startedAt) || descending(a.id, b.id);
const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);

/** Changes that were told while a file is read: it is handed over as it is kept, and need not be read again. */
let waiting: ExperimentsChange[] | undefined;

/** What the worker, another tab or this one did to an experiment. */
export async function applyChange(change: ExperimentsChange): Promise<void> {
  const { id, kind } = change;
  if (waiting) return void waiting.push(change);
  await quietly(async () => {
    const changed = await reload(id);
    if (!changed) return;
    if (kind === 'renamed' || kind === 'marked') {
      const { title, baseline, marks, prediction } = changed;
      annotate(id, { title, baseline, marks, ...(prediction && { prediction }) });
    }
    if (kind === 'checkpoint-dropped')
      problem.set(`The disk is full: the weights of “${changed.title}” were deleted to make room. Its curves are kept.`);
  });
}

/** What was trained last. */
export const lastExperiment = (): ExperimentRecord | undefined =>
  [...experiments.get()].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))[0];

export const open = (id: string): Promise<void> => attempt(() => showKept(id));

async function showKept(id: string): Promise<void> {
  const title = experiments.get().find((experiment) => experiment.id === id)?.title ?? '';
  const read = (): Promise<ExperimentRecord | undefined> =>
    watched(title, (watch) => services().experiments.loadExperiment(id, watch));
  const kept = held.get().get(id) ?? (await read());
  if (!kept) throw refuse('gone');
  await showExperiment(kept);
}

/** In place of a study, if one is shown. */
export async function showExperiment(experiment: ExperimentRecord): Promise<void> {
  chosenStudy.set('');
  await show(experiment);
}

let underway: AbortController | undefined;

/** Of what is being read nothing is kept, and what has not been begun is not read. */
export const giveUpReading = (): void => underway?.abort();

/** Tells how far it is. What was asked for before is given up: the visitor wants something else now. */
async function watched<T>(name: string, read: (watch: Watched) => Promise<T>): Promise<T> {
  giveUpReading();
  const controller = new AbortController();
  underway = controller;
  reading.set({ name });
  const told = (share: number): void => {
    const { share: before = -1 } = reading.get() ?? {};
    if (underway === controller && Math.floor(100 * share) > Math.floor(100 * before)) reading.set({ name, share });
  };
  try {
    return await read({ told, signal: controller.signal });
  } finally {
    if (underway === controller) {
      underway = undefined;
      reading.set(undefined);
    }
  }
}

export async function rename(id: string, title: string): Promise<void> {
  const name = firstCharacters(title.trim(), longestName);
  if (isBlank(name)) return;
  if (isOnlyHere(id)) return annotate(id, { title: name });
  await attempt(async () => {
    await services().experiments.renameExperiment(id, name);
    annotate(id, { title: name });
    await reload(id);
  });
}

/** Shown at once, everywhere; taken back if it cannot be kept. A comparison that is not kept yet takes it along. */
export async function mark(id: string, marked: Marked): Promise<void> {
  const shown = record.get();
  const isKept = experiments.get().some((run) => run.id === id);
  if (shown?.id === id && !isKept && (isComparison(shown) || recording.get())) return annotate(id, marked);
  if (isOnlyHere(id)) return annotate(id, marked);
  unsaved.set(id, marked);
  onDisk.set(onDisk.get().map((run) => (run.id === id ? { ...run, ...marked } : run)));
  annotate(id, marked);
  await attempt(async () => {
    try {
      await services().experiments.saveMarks(id, marked);
    } catch (error) {
      unsaved.delete(id);
      await applyChange({ id, kind: 'marked' });
      throw error;
    }
    if (unsaved.get(id) === marked) unsaved.delete(id);
  });
}

/** The disk did not take it. */
const isOnlyHere = (id: string): boolean => held.get().has(id) && !onDisk.get().some((run) => run.id === id);

/** Deletes experiments with all their runs and weights. What trains, here or in another tab, is not deleted unasked. */
export async function remove(ids: readonly string[]): Promise<void> {
  await attempt(async () => {
    const shown = record.get();
    if (shown && ids.includes(shown.id)) {
      if (active.get()) throw refuse('stillTraining', { title: shown.title });
      await reset();
    }
    await services().worker.ended(); // what was stopped is still being saved
    const gone: Deletion['experiments'][number][] = [];
    try {
      for (const id of ids) {
        const here = held.get().get(id);
        const deletion = await services().experiments.deleteExperiment(id);
        gone.push(here ? { ...deletion, held: here } : deletion);
        letGo([id]);
      }
    } finally {
      forget(gone); // what is gone can be brought back, even if the next one could not be deleted
    }
  });
}

function forget(gone: Deletion['experiments']): void {
  if (!gone.length) return;
  const ids = new Set(gone.map(({ id }) => id));
  const [lost, left] = [true, false].map((wanted) => onDisk.get().filter(({ id }) => ids.has(id) === wanted));
  const all = [...lost!, ...gone.flatMap(({ held: here }) => here ?? []).filter(({ id }) => !lost!.some((run) => run.id === id))];
  deleted.set({ experiments: gone, runs: all.reduce((sum, experiment) => sum + runsIn(experiment), 0) });
  onDisk.set(left!);
  damaged.set(damaged.get().filter(({ id }) => !ids.has(id)));
}

/** An experiment is its arms, each trained once for every seed. */
export const runsIn = ({ arms }: ExperimentRecord): number => arms.reduce((sum, arm) => sum + arm.runs.length, 0);

export async function undoRemove(): Promise<void> {
  const last = deleted.get();
  if (!last) return;
  await attempt(async () => {
    for (const experiment of last.experiments) {
      if (experiment.held) hold(experiment.held);
      if (experiment.entries.length) await services().experiments.restoreExperiment(experiment);
    }
    deleted.set(undefined);
    await refresh();
  });
}

const largest = { json: largestRecord, safetensors: largestWeights };

/** Reads exported experiments and weights, and shows the last. What is wrong with any of them is said when all have been read. */
export async function importFiles(files: readonly File[]): Promise<void> {
  problem.set('');
  became.set('');
  const refused: { readonly name: string; readonly why: string }[] = [];
  for (const file of files)
    try {
      await importFile(file);
    } catch (error) {
      if (isGivenUp(error)) break;
      refused.push({ name: file.name, why: sentence(error) });
    }
  const [first, ...others] = refused;
  if (!first) return;
  const which = files.length > 1 ? `${isolated(shortened(first.name, 40))}: ` : '';
  const too = others.length ? ` ${plural(others.length, 'other file')} could not be imported either.` : '';
  problem.set(which + cut(first.why, longestSentence - which.length - too.length) + too);
}

/** Tells whether it was one: its first key says so. */
async function importStudy(file: File): Promise<boolean> {
  if (!/^\s*\{\s*"kind"\s*:\s*"study"/.test(await file.slice(0, 200).text())) return false;
  if (file.size > largestStudy) throw refuse('fileTooLarge', { most: largestStudy });
  const [{ importStudy: keep }, { studying }] = await Promise.all([
    import('#src/storage/kept-studies.ts'),
    import('#src/words/english/studying.ts'),
  ]);
  learn(studying);
  const record = await keep(
    await file.text(),
    afterTraining.lessons.map(({ id }) => id),
  );
  chosenStudy.set(record.study);
  broughtStudy.set(record);
  return true;
}

async function importFile(file: File): Promise<void> {
  const kind = file.name.toLowerCase().endsWith('.safetensors') ? 'safetensors' : 'json';
  if (kind === 'json' && !file.name.toLowerCase().endsWith('.json')) throw refuse('experimentFiles');
  if (file.size > largest[kind]) throw refuse('fileTooLarge', { most: largest[kind] });
  if (kind === 'safetensors') {
    const id = await watched(file.name, (watch) => importWeights(file, watch));
    await reload(id);
    await showKept(id);
  } else if (!(await importStudy(file))) {
    const imported = await importExperiment(file);
    await showExperiment(imported);
    if (imported.reason?.code === 'sweepsMerged') became.set(sentenceOf(imported.reason));
  }
}

/** The worker does it in one go: who gives up need not wait for it, and what it keeps then is deleted again. */
function importWeights(file: File, { signal }: Watched): Promise<string> {
  const kept = services().worker.importWeights(file);
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(refuse('givenUp'));
      kept.then(discard).catch(() => undefined);
    });
  });
  return Promise.race([kept, givenUp]);
}

async function discard(id: string): Promise<void> {
  await services().experiments.deleteExperiment(id);
  await reload(id);
}

async function importExperiment(file: File): Promise<ExperimentRecord> {
  const others = (waiting ??= []);
  try {
    const imported = await watched(file.name, (watch) => services().experiments.importRecord(file, watch));
    const own = others.findIndex(({ id, kind }) => id === imported.id && kind === 'saved');
    if (own >= 0) others.splice(own, 1);
    return replace(imported.id, imported)!;
  } finally {
    waiting = undefined;
    for (const change of others) void applyChange(change);
  }
}

/** Opens the record that came in a link, and keeps it, unless it is here already. */
export async function showImported(json: string): Promise<void> {
  const { readJson } = await import('#src/experiment/files/json.ts');
  const { id: known } = readJson(json) as { readonly id?: unknown };
  if (experiments.get().some(({ id }) => id === known)) return showKept(known as string);
  const imported = await services().experiments.importRecord(json);
  await show(replace(imported.id, imported)!);
}

const isGivenUp = (error: unknown): boolean => error instanceof Refusal && error.code === 'givenUp';

/** With everything that is on the screen, be it on the disk or not. */
export const asShown = (run: ExperimentRecord): ExperimentRecord => (record.get()?.id === run.id ? (shownSoFar() ?? run) : run);

/** All of it, also where the page holds a part only. */
export async function exportFile(run: ExperimentRecord, format: 'json' | 'csv' | 'sheet' | 'md'): Promise<Blob | string> {
  const { wholeFile, exportRecord } = services().experiments;
  const shown = asShown(run);
  const whole = await wholeFile(shown, format);
  if (whole) return whole;
  // Loaded for who asks for one: few do.
  if (format === 'json') return exportRecord(shown);
  if (format === 'md') return (await import('#src/science/verdict/markdown.ts')).verdictMarkdown(shown);
  return (await import('#src/experiment/files/csv.ts')).exportCsv(shown, format === 'sheet');
}

/** The weights of one run, or undefined when the worker refused (its sentence is then in `problem`). */
export async function weightsOf(id: string, arm: number, run: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let weights: Uint8Array<ArrayBuffer> | undefined;
  await attempt(async () => {
    weights = await services().worker.weights(id, arm, run);
  });
  return weights;
}

/** What the visitor asked for; the sentence of the time before is taken down. */
async function attempt(work: () => Promise<void>): Promise<void> {
  problem.set('');
  became.set('');
  await quietly(work);
}

async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isGivenUp(error)) problem.set(sentence(error));
  }
}
