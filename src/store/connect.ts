// Connects the page to its worker and its disk, and shows what was there last.

import { chooseSize } from './draft.ts';
import { device, loadDevice, loadSources } from './device.ts';
import { refresh, showLast } from './history.ts';
import { loadPreferences } from './preferences.ts';
import { setServices, type Services } from './services.ts';
import { record } from './session.ts';

/** Resolves when the first answers are in; returns how to disconnect. */
export async function connect(services: Services): Promise<() => void> {
  setServices(services);
  loadPreferences();
  const disconnect = services.runs.onRunsChanged(() => void refresh());
  const shown = refresh().then(showLast);
  await Promise.all([shown, loadDevice(), loadSources()]);
  const report = device.get();
  // What suits this machine, unless a kept experiment says what was chosen before.
  if (report?.ok && !record.get()) chooseSize(report.size);
  return disconnect;
}
