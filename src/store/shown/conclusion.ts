// The verdict on what is shown: computed from its record, and only from seeds that have finished.

import { computed, signal } from '@lit-labs/signals';
import { mostArms } from '#src/experiment/limits.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type * as verdicts from '#src/science/verdict/verdict.ts';
import type { Verdict } from '#src/science/verdict/verdict.ts';
import { nextTask } from '../in-pieces.ts';
import { partOf, type VerdictOf } from '../part.ts';
import { services } from '../services.ts';
import { record } from './session.ts';

const science = signal<typeof verdicts | undefined>(undefined);

/** A tenth of the page, of which nothing is needed before something has ended. */
export async function loadVerdicts(): Promise<void> {
  science.set(await import('#src/science/verdict/verdict.ts'));
}

/** Undefined while there is nothing to be said of a seed, or where there is nothing to compare. */
export const verdict = computed((): Verdict | undefined => {
  const [shown, known] = [record.get(), science.get()];
  if (!shown || !known?.hasVerdict(shown)) return undefined;
  if (partOf(shown)) return verdictOnWhole(shown);
  return shown.arms.length > mostArms ? verdictOnMany(shown, known.verdictOf) : known.verdictOf(shown);
});

const judged = new WeakMap<ExperimentRecord, Promise<void> | Verdict>();
const judgedSoFar = signal(0);
let newest: { readonly id: string; readonly verdict: Verdict } | undefined;

/** Hundreds of comparisons have a task of their own, beside that in which the page is drawn with what has ended; until then stands the one before. */
function verdictOnMany(shown: ExperimentRecord, verdictOf: (record: ExperimentRecord) => Verdict): Verdict | undefined {
  judgedSoFar.get();
  const found = judged.get(shown);
  if (!found) judged.set(shown, judge(shown, verdictOf));
  else if (!(found instanceof Promise)) return found;
  return newest?.id === shown.id ? newest.verdict : undefined;
}

async function judge(shown: ExperimentRecord, verdictOf: (record: ExperimentRecord) => Verdict): Promise<void> {
  await nextTask();
  newest = { id: shown.id, verdict: verdictOf(shown) };
  judged.set(shown, newest.verdict);
  judgedSoFar.set(judgedSoFar.get() + 1);
}

/** Another baseline than the record came with, or other marks: the worker that has all of it is asked. */
const found = signal<(VerdictOf & { readonly of: ExperimentRecord['arms'] }) | undefined>(undefined);
let asked: ExperimentRecord | undefined;

function verdictOnWhole(shown: ExperimentRecord): Verdict | undefined {
  const latest = found.get();
  const known = [latest?.of === shown.arms ? latest : undefined, partOf(shown)?.verdict];
  const fits = known.find((one) => one?.baseline === shown.baseline && one.marks === shown.marks);
  if (!fits && !isSame(asked, shown)) void ask(shown);
  // Marks change no more than a note: what was found before stays until the answer comes.
  return (fits ?? known.find((one) => one?.baseline === shown.baseline))?.verdict;
}

const isSame = (a: ExperimentRecord | undefined, b: ExperimentRecord): boolean =>
  a?.arms === b.arms && a.baseline === b.baseline && a.marks === b.marks;

async function ask(shown: ExperimentRecord): Promise<void> {
  asked = shown;
  const verdict = await services()
    .experiments.wholeVerdict(shown)
    .catch(() => undefined);
  const { arms, baseline, marks } = shown;
  if (verdict && asked === shown) found.set({ of: arms, baseline, ...(marks && { marks }), verdict });
}
