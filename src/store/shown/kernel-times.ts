// Where the time of a training step goes: what the worker measured last, of the experiment that is shown.

import { computed, signal } from '@lit-labs/signals';
import type { ProfileReport } from '#src/session/kernel-times.ts';
import { sentence, services } from '../services.ts';
import { announce } from './announcements.ts';
import { record } from './session.ts';

type Outcome = { readonly report: ProfileReport } | { readonly problem: string };

const last = signal<{ readonly id: string | undefined; readonly outcome: Outcome } | undefined>(undefined);

export const measuring = signal(false);
/** Undefined as long as nothing was measured of what is shown. */
export const outcome = computed((): Outcome | undefined =>
  last.get()?.id === record.get()?.id ? last.get()?.outcome : undefined,
);

export async function measureProfile(arm: number): Promise<void> {
  if (measuring.get()) return;
  const id = record.get()?.id;
  measuring.set(true);
  try {
    last.set({ id, outcome: { report: await services().worker.profile(arm) } });
    announce('The kernels have been timed.');
  } catch (error) {
    last.set({ id, outcome: { problem: sentence(error) } });
    announce(sentence(error));
  } finally {
    measuring.set(false);
  }
}
