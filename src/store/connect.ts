// Connects the page to its worker and its disk, and shows what was there last.

import { message } from '#src/words/message.ts';
import { addressOf } from './address.ts';
import { applyChange, refresh, showLast } from './kept/history.ts';
import { device, loadDevice, loadSources, workerFailed } from './machine.ts';
import { loadPreferences } from './preferences.ts';
import { setServices, type Services } from './services.ts';
import { chooseSize, draft, useDataAtHand } from './setup/draft.ts';
import { fail, record } from './shown/session.ts';

/** `query` is the query of the page's address. Resolves when the first answers are in; returns how to disconnect. */
export async function connect(services: Services, query = ''): Promise<() => void> {
  setServices(services);
  loadPreferences();
  const asked = addressOf(query);
  const disconnect = services.experiments.onExperimentsChanged((change) => void applyChange(change));
  services.worker.device(asked.kernels).catch(() => undefined); // begins to look; the answer is taken below
  const { size } = draft.get();
  await Promise.all([refresh().then(showLast), loadSources()]);
  useDataAtHand();
  if (asked.size && draft.get().size !== asked.size) chooseSize(asked.size);
  warmUp(services);
  // Last, because Start is off until the device is known: nothing may change under who presses it at once.
  await loadDevice(asked.kernels);
  const report = device.get();
  // What suits this machine, unless a kept experiment or the visitor has chosen meanwhile.
  if (!asked.size && report?.ok && !record.get() && draft.get().size === size) {
    chooseSize(report.size);
    warmUp(services);
  }
  return disconnect;
}

/** What is on the cards will most likely be started: its kernels may compile while the visitor reads. */
function warmUp({ worker }: Services): void {
  void worker.warm(draft.get().arms.map((arm) => arm.config)).catch(() => undefined);
}

/** The worker could not be loaded, or something in it broke that nobody caught. */
export function workerBroke(reason: string): void {
  if (!device.get()) workerFailed(message('workerNotLoaded'));
  else fail(message('workerFailed', { why: reason }));
}
