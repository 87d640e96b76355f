// What this machine does not keep of what is shown, and why: it is held here as long as the page is open, and the page says so.

import { computed, signal } from '@lit-labs/signals';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { message, type Message } from '#src/words/message.ts';
import { services } from './services.ts';

/** What the worker cannot keep of what it trains, and why. */
export const notKept = signal<Message | undefined>(undefined);
/** Experiments that are nowhere else, by id. */
export const held = signal<ReadonlyMap<string, ExperimentRecord>>(new Map());
/** The browser gives the page no storage. */
const nothingKept = signal(false);

/** Stays as long as it is true. */
export const keepingNotice = computed((): Message | undefined => {
  const nothing = message('curvesNotKept', { why: message('storageInMemory') });
  return notKept.get() ?? (nothingKept.get() || held.get().size > 0 ? nothing : undefined);
});

/** Known once something was read. */
export function noteStorage(): void {
  nothingKept.set(services().experiments.storageKind() === 'memory');
}

export function hold(record: ExperimentRecord): void {
  held.set(new Map(held.get()).set(record.id, record));
}

export function letGo(ids: readonly string[]): void {
  if (ids.some((id) => held.get().has(id))) held.set(new Map([...held.get()].filter(([id]) => !ids.includes(id))));
}

const place = 'plateau.persistence';

/**
 * Asks the browser not to clear what is kept here when the disk runs full. Some browsers ask the visitor, so it is done once,
 * when there is something to lose.
 */
export async function askToPersist(): Promise<void> {
  try {
    if (localStorage.getItem(place) !== null) return;
    localStorage.setItem(place, 'asked'); // before anything is waited for: another tab may be here by then
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // A browser that has nothing to ask, or keeps nothing anyway.
  }
}
