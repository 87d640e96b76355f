// Connects the page to its worker and its disk, and shows what was there last.

import { message } from '#src/words/message.ts';
import { addressOf } from './address.ts';
import { workerBroken } from './chosen-study.ts';
import { followLink, haveFollowed, suitMachine } from './links.ts';
import { applyChange, lastExperiment, refresh } from './kept/history.ts';
import { device, loadDevice, loadSources, workerFailed } from './machine.ts';
import { loadPreferences } from './preferences.ts';
import { services, setServices, type Services } from './services.ts';
import { chooseExperiment, draft, isChoosable, lessonOf, setSize, useDataAtHand, useSeeds } from './setup/draft.ts';
import { fillTime } from './setup/fill.ts';
import { latestSetup, loadSetups } from './setup/kept-setups.ts';
import { timeSteps } from './setup/readiness.ts';
import { loadVerdicts } from './shown/conclusion.ts';
import { replayLesson, willReplay } from './shown/replay.ts';
import { active, fail, record, show } from './shown/session.ts';
import { tellWorker } from './shown/traces.ts';

/** `query` and `hash` are those of the page's address. Resolves when the first answers are in; returns how to disconnect. */
export async function connect(given: Services, query = '', hash = ''): Promise<() => void> {
  setServices(given);
  loadPreferences();
  const asked = addressOf(query);
  const disconnect = given.experiments.onExperimentsChanged((change) => void applyChange(change));
  given.worker.device(asked.kernels).catch(() => undefined); // begins to look; the answer is taken below
  const first = draft.get(); // most who come train this: its kernels need not wait for the disk
  warmUp(given);
  const verdicts = loadVerdicts().catch(() => undefined); // without them the page says what is missing
  const showFirst = async () => {
    await Promise.all([refresh(), loadSetups()]);
    const linked = await followLink(hash, asked.size);
    return { linked, setUp: linked || (await showLast()) };
  };
  const [{ linked, setUp }] = await Promise.all([showFirst(), loadSources()]);
  useDataAtHand();
  if (asked.size && draft.get().size !== asked.size) setSize(asked.size);
  if (linked) haveFollowed();
  const shown = draft.get();
  if (shown !== first) warmUp(given);
  void replayLesson();
  // Last, because Start is off until the device is known: nothing may change under who presses it at once.
  await loadDevice(asked.kernels);
  void tellWorker();
  const report = device.get();
  // What suits this machine, unless a kept experiment, a link, a recording or the visitor has chosen meanwhile.
  if (!asked.size && report?.ok && !record.get() && !willReplay()) {
    if (!setUp && draft.get().size === first.size) setSize(report.size);
    else if (linked && draft.get() === shown) {
      suitMachine(hash);
      useDataAtHand();
      haveFollowed();
    }
    if (draft.get().size !== shown.size) warmUp(given);
  }
  void timeSteps()
    .then(() => (record.get() || setUp || willReplay() ? undefined : chooseSeeds(given)))
    .then(() => fillTime(() => !active.get()));
  await verdicts;
  return disconnect;
}

/** What was on the screen last: an experiment, what has been set up since, or both. Tells whether something had been set up. */
async function showLast(): Promise<boolean> {
  const last = lastExperiment();
  const setup = latestSetup();
  const since = setup && isChoosable(setup.id) && (!last || setup.savedAt > last.updatedAt) ? setup : undefined;
  if (active.get()) return false;
  if (last && (!since || since.id === lessonOf(last))) await show(last);
  if (since) chooseExperiment(since.id);
  return since !== undefined;
}

/** What is on the cards will most likely be started: its kernels may compile while the visitor reads. */
function warmUp({ worker }: Services): void {
  void worker.warm(draft.get().arms.map((arm) => arm.config)).catch(() => undefined);
}

/** As many as cost little on this machine, unless the visitor has begun something meanwhile. */
async function chooseSeeds({ worker }: Services): Promise<void> {
  const before = draft.get();
  const count = await worker.seeds(before.arms.map((arm) => arm.config)).catch(() => undefined);
  if (count !== undefined && !active.get() && !record.get()) useSeeds(before, count);
}

/**
 * The worker could not be loaded, or something in it broke that nobody caught. Then nobody knows what it still does: another one
 * takes its place, once, and what was interrupted can be resumed there.
 */
export function workerBroke(reason: string, query = ''): void {
  const before = device.get();
  if (!before) return workerFailed(message('workerNotLoaded'));
  const why = message('workerFailed', { why: reason });
  fail(why);
  workerBroken.set(why);
  const connected = services();
  if (!connected.renew) return;
  setServices({ ...connected, worker: connected.renew() });
  device.set(undefined); // until the new one has answered, so that one that cannot be loaded is not renewed again
  void loadDevice(addressOf(query).kernels).then(tellWorker);
}
