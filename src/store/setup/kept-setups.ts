// What was set up last in each lesson: it outlives other lessons and the visit. Where nothing can be stored it lives as long as the
// page, and nobody is told: it is no result.

import type { KeptSetup } from '#src/storage/setups.ts';
import { services } from '../services.ts';

const kept = new Map<string, KeptSetup>();
/** Not yet on the disk; undefined: to be deleted. Only the newest of each lesson counts. */
const unsaved = new Map<string, KeptSetup | undefined>();
let saving: Promise<void> | undefined;

/** Takes over what earlier visits left. */
export async function loadSetups(): Promise<void> {
  kept.clear();
  const found = await services()
    .setups.listSetups()
    .catch(() => []);
  for (const setup of found) if (!kept.has(setup.id)) kept.set(setup.id, setup);
}

export const setupOf = (id: string): KeptSetup | undefined => kept.get(id);

export const latestSetup = (): KeptSetup | undefined => [...kept.values()].sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1))[0];

export function keepSetup(setup: KeptSetup): void {
  kept.set(setup.id, setup);
  save(setup.id, setup);
}

export function forgetSetup(id: string): void {
  kept.delete(id);
  save(id, undefined);
}

function save(id: string, setup: KeptSetup | undefined): void {
  unsaved.set(id, setup);
  saving ??= saveAll().finally(() => (saving = undefined));
}

/** One after the other: a keystroke may come while that of before is being written. */
async function saveAll(): Promise<void> {
  for (const [id, setup] of unsaved) {
    unsaved.delete(id);
    try {
      await (setup ? services().setups.saveSetup(setup) : services().setups.deleteSetup(id));
    } catch {
      // It holds until the page is closed.
    }
  }
}
