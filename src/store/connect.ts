// Connects the page to its worker and its disk, and shows what was there last.

import { message } from '#src/words/message.ts';
import { addressOf } from './address.ts';
import { applyChange, refresh, showLast } from './kept/history.ts';
import { device, loadDevice, loadSources, workerFailed } from './machine.ts';
import { loadPreferences } from './preferences.ts';
import { services, setServices, type Services } from './services.ts';
import { chooseSize, draft, useDataAtHand } from './setup/draft.ts';
import { fail, record } from './shown/session.ts';
import { tellWorker } from './shown/traces.ts';

/** `query` is the query of the page's address. Resolves when the first answers are in; returns how to disconnect. */
export async function connect(given: Services, query = ''): Promise<() => void> {
  setServices(given);
  loadPreferences();
  const asked = addressOf(query);
  const disconnect = given.experiments.onExperimentsChanged((change) => void applyChange(change));
  given.worker.device(asked.kernels).catch(() => undefined); // begins to look; the answer is taken below
  const { size } = draft.get();
  await Promise.all([refresh().then(showLast), loadSources()]);
  useDataAtHand();
  if (asked.size && draft.get().size !== asked.size) chooseSize(asked.size);
  warmUp(given);
  // Last, because Start is off until the device is known: nothing may change under who presses it at once.
  await loadDevice(asked.kernels);
  const report = device.get();
  // What suits this machine, unless a kept experiment or the visitor has chosen meanwhile.
  if (!asked.size && report?.ok && !record.get() && draft.get().size === size) {
    chooseSize(report.size);
    warmUp(given);
  }
  return disconnect;
}

/** What is on the cards will most likely be started: its kernels may compile while the visitor reads. */
function warmUp({ worker }: Services): void {
  void worker.warm(draft.get().arms.map((arm) => arm.config)).catch(() => undefined);
}

/**
 * The worker could not be loaded, or something in it broke that nobody caught. Then nobody knows what it still does: another one
 * takes its place, once, and what was interrupted can be resumed there.
 */
export function workerBroke(reason: string, query = ''): void {
  const before = device.get();
  if (!before) return workerFailed(message('workerNotLoaded'));
  fail(message('workerFailed', { why: reason }));
  const connected = services();
  if (!connected.renew) return;
  setServices({ ...connected, worker: connected.renew() });
  device.set(undefined); // until the new one has answered, so that one that cannot be loaded is not renewed again
  void loadDevice(addressOf(query).kernels).then(tellWorker);
}
