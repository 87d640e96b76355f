// What the visitor expected before a run, remembered with the run and shown again beside its result.

import { signal } from '@lit-labs/signals';
import { read, write } from '../preferences.ts';

const place = 'plateau.expectations';
const most = 500;

/** The choice made now, before Start; empty when none. */
export const expectation = signal('');

export function rememberExpectation(id: string): void {
  const chosen = expectation.get();
  if (!chosen) return;
  const kept = Object.entries(read(place)).filter(([key]) => key !== id);
  write(place, Object.fromEntries([...kept, [id, chosen]].slice(-most)));
}

export function recallExpectation(id: string): string {
  const kept = read(place)[id];
  return typeof kept === 'string' ? kept : '';
}
