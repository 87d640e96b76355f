// What the visitor says about runs: hidden, pinned, named, noted, drawn in another style, compared with another baseline.

import type { Prediction } from '#src/experiment/asked.ts';
import type { RunKey } from '#src/experiment/comparison.ts';
import { longestName, longestNote } from '#src/experiment/limits.ts';
import { placeOf } from '#src/experiment/marks.ts';
import type { ExperimentRecord, Marks, RunMark } from '#src/experiment/record.ts';
import { firstCharacters } from '#src/words/characters.ts';
import * as session from '../shown/session.ts';
import { mark, experiments, type Marked } from './history.ts';

export const setHidden = (keys: readonly RunKey[], hidden: boolean): Promise<void> => markRuns(keys, { hidden });

export const setPinned = (keys: readonly RunKey[], pinned: boolean): Promise<void> => markRuns(keys, { pinned });

/** No name is its arm's. */
export const renameRun = (run: RunKey, name: string): Promise<void> =>
  markRuns([run], { name: firstCharacters(name.trim(), longestName) });

export const noteRun = (run: RunKey, note: string): Promise<void> => markRuns([run], { note: noteText(note) });

export const noteExperiment = (id: string, note: string): Promise<void> =>
  change(id, ({ baseline, marks }) => ({ baseline, marks: { ...marks, note: noteText(note) } }));

/** The arm that had this style gets the other one, so that no two look the same. */
export function setStyle(id: string, arm: number, place: number): Promise<void> {
  return change(id, (record) => {
    const styles = record.arms.map((_, index) => placeOf(record, index));
    const other = styles.indexOf(place);
    if (other >= 0) styles[other] = styles[arm]!;
    styles[arm] = place;
    return { baseline: record.baseline, marks: { ...record.marks, styles } };
  });
}

export const setBaseline = (id: string, arm: number): Promise<void> =>
  change(id, ({ marks, arms, baseline }) => ({ baseline: arms[arm] ? arm : baseline, marks }));

/** What was said of a prediction when training had begun. */
export const sayOfPrediction = (id: string, said: Pick<Prediction, 'why' | 'spread' | 'levels'>): Promise<void> =>
  change(id, ({ baseline, marks, prediction }) => ({ baseline, marks, prediction: { ...prediction, ...said } }));

const noteText = (note: string): string => firstCharacters(note.trim(), longestNote);

async function markRuns(keys: readonly RunKey[], words: Omit<RunMark, 'arm' | 'run'>): Promise<void> {
  const ids = [...new Set(keys.map(({ id }) => id))];
  await Promise.all(
    ids.map((id) =>
      change(id, ({ baseline, marks }) => {
        const marked = new Map(marks?.runs?.map((run) => [keyOf(run), run]));
        for (const { arm, run } of keys.filter((run) => run.id === id)) {
          const key = keyOf({ arm, run });
          marked.set(key, { ...marked.get(key), ...words, arm, run });
        }
        return { baseline, marks: { ...marks, runs: [...marked.values()] } };
      }),
    ),
  );
}

const keyOf = ({ arm, run }: Pick<RunMark, 'arm' | 'run'>): number => 256 * arm + run;

async function change(id: string, next: (record: ExperimentRecord) => Marked): Promise<void> {
  const shown = session.record.get();
  const record = experiments.get().find((run) => run.id === id) ?? (shown?.id === id ? shown : undefined);
  if (!record) return;
  const { baseline, marks, prediction = record.prediction } = next(record);
  await mark(id, { baseline, marks: marks && compact(marks), ...(prediction && { prediction }) });
}

/** Without what says nothing: a run that was hidden and is shown again leaves no trace in its export. */
function compact({ note, styles, runs = [] }: Marks): Marks | undefined {
  const said = runs
    .map(({ arm, run, name, note, pinned, hidden }): RunMark => ({
      arm,
      run,
      ...(name && { name }),
      ...(note && { note }),
      ...(pinned && { pinned }),
      ...(hidden && { hidden }),
    }))
    .filter((run) => Object.keys(run).length > 2)
    .sort((a, b) => keyOf(a) - keyOf(b));
  const styled = styles?.some((place, arm) => place !== arm);
  const marks = { ...(note && { note }), ...(styled && { styles }), ...(said.length && { runs: said }) };
  return Object.keys(marks).length ? marks : undefined;
}
