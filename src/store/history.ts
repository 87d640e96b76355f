// Every run kept on this machine: listed, searched, renamed, deleted and brought back, imported and exported.

import { computed, signal } from '@lit-labs/signals';
import type { ExperimentRecord } from '#src/runs/record.ts';
import type { DeletedRun, RunsChange } from '#src/runs/runs.ts';
import { active, record, reset, retitle, show } from './session.ts';
import { sentence, services } from './services.ts';

export const runs = signal<readonly ExperimentRecord[]>([]);
export const search = signal('');
/** The last run deleted, until another one is or it is brought back. */
export const deleted = signal<DeletedRun | undefined>(undefined);
/** What is stored but cannot be read, each with its reason. */
export const damaged = signal<readonly { readonly id: string; readonly reason: string }[]>([]);
/** What went wrong last, in a sentence. */
export const problem = signal('');

export const found = computed((): readonly ExperimentRecord[] => {
  const words = search.get().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return runs.get();
  return runs.get().filter((run) => {
    const arms = run.arms.map((arm) => arm.name).join(' ');
    const text = `${run.title} ${run.question} ${run.size} ${run.status} ${run.data.name} ${run.device.adapter} ${arms}`;
    return words.every((word) => text.toLowerCase().includes(word));
  });
});

export async function refresh(): Promise<void> {
  await attempt(async () => {
    runs.set(await services().runs.listRuns());
    damaged.set(await services().runs.damagedRuns());
  });
}

/** What the worker or another tab did to one run; the others are not read again. */
export async function applyChange({ id, kind }: RunsChange): Promise<void> {
  await quietly(async () => {
    const changed = kind === 'deleted' ? undefined : await services().runs.loadRun(id);
    const others = runs.get().filter((run) => run.id !== id);
    const next = changed ? [...others, changed] : others;
    runs.set(next.sort((a, b) => b.startedAt.localeCompare(a.startedAt)));
    if (kind === 'checkpoint-dropped' && changed)
      problem.set(
        `The disk is full: the weights of “${changed.title}” were deleted to make room. Its curves are kept.`,
      );
  });
}

/** Shows again what was on the screen last. */
export async function showLast(): Promise<void> {
  const last = [...runs.get()].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))[0];
  if (last && !active.get()) await show(last);
}

export async function open(id: string): Promise<void> {
  await attempt(async () => {
    const kept = await services().runs.loadRun(id);
    if (!kept) throw new Error('This run is no longer on this machine.');
    await show(kept);
  });
}

export async function rename(id: string, title: string): Promise<void> {
  const name = title.trim().slice(0, 120);
  if (!name) return;
  await attempt(async () => {
    await services().runs.renameRun(id, name);
    retitle(id, name);
    await refresh();
  });
}

export async function remove(id: string): Promise<void> {
  await attempt(async () => {
    if (record.get()?.id === id) await reset();
    deleted.set(await services().runs.deleteRun(id));
    await refresh();
  });
}

export async function undoRemove(): Promise<void> {
  const run = deleted.get();
  if (!run) return;
  await attempt(async () => {
    await services().runs.restoreRun(run);
    deleted.set(undefined);
    await refresh();
  });
}

const largest = { json: 64e6, safetensors: 256e6 };

/** Reads an exported experiment or exported weights, and shows it. */
export async function importFile(file: File): Promise<void> {
  await attempt(async () => {
    const kind = file.name.toLowerCase().endsWith('.safetensors') ? 'safetensors' : 'json';
    if (kind === 'json' && !file.name.toLowerCase().endsWith('.json'))
      throw new Error('Only .json and .safetensors files that this page exported can be imported.');
    if (file.size > largest[kind])
      throw new Error(`${file.name} is larger than ${largest[kind] / 1e6} MB, so it cannot come from this page.`);
    if (kind === 'safetensors') {
      const id = await services().worker.importWeights(file);
      await refresh();
      await open(id);
    } else {
      const imported = await services().runs.importRecord(await file.text());
      await refresh();
      await show(imported);
    }
  });
}

export const exportText = (run: ExperimentRecord): string => services().runs.exportRecord(run);

/** The weights of one replica, or undefined when the worker refused (its sentence is then in `problem`). */
export async function weightsOf(
  id: string,
  arm: number,
  replica: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let weights: Uint8Array<ArrayBuffer> | undefined;
  await attempt(async () => {
    weights = await services().worker.weights(id, arm, replica);
  });
  return weights;
}

/** What the visitor asked for; the sentence of the time before is taken down. */
async function attempt(work: () => Promise<void>): Promise<void> {
  problem.set('');
  await quietly(work);
}

async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    problem.set(sentence(error));
  }
}
