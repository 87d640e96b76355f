// The visitor's GPU and the texts there are to train on, as the worker reports them.

import { signal } from '@lit-labs/signals';
import type { SourceInfo } from '#src/data/source.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { StepTime } from '#src/science/step-cost.ts';
import type { TextReport } from '#src/storage/texts.ts';
import { message, messageOf, type Message } from '#src/words/message.ts';
import type { DeviceReport } from '#workers/protocol.ts';
import { services } from './services.ts';

/** Undefined while the adapter is looked at. */
export const device = signal<DeviceReport | undefined>(undefined);
/** How long steps took here; none while none was timed. */
export const stepTimes = signal<readonly StepTime[]>([]);
export const sources = signal<readonly SourceInfo[]>([]);

/** `kernels`: variants by name, if the address asks for some. */
export async function loadDevice(kernels?: string): Promise<void> {
  device.set(undefined);
  try {
    device.set(await services().worker.device(kernels));
  } catch (error) {
    workerFailed(messageOf(error));
  }
}

/** Also times these arms, if nothing trains. Without times there is no estimate, and that is all. */
export async function loadStepTimes(arms: readonly ArmConfig[], seeds: number): Promise<void> {
  await services()
    .worker.stepTimes(arms, seeds)
    .then((times) => stepTimes.set(times))
    .catch(() => undefined);
}

/** For a worker that cannot even be loaded. */
export function workerFailed(reason: Message): void {
  device.set({ ok: false, reason, advice: message('reloadOrOther') });
}

export async function loadSources(): Promise<void> {
  try {
    sources.set(await services().worker.sources());
  } catch {
    sources.set([]); // The data choice then shows what the arms name, and the worker refuses in words.
  }
}

/** The text that was deleted last, until it is brought back. */
export const deletedText = signal<SourceInfo | undefined>(undefined);

/** Deletes a text of the visitor's own. Throws an Error with a sentence where it is needed now. */
export async function deleteText(source: string): Promise<void> {
  const text = sources.get().find(({ id }) => id === source);
  await services().worker.deleteText(source);
  deletedText.set(text);
  await loadSources();
}

/** Throws an Error with a sentence if there is no room for it any more. */
export async function undoDeleteText(): Promise<void> {
  const text = deletedText.get();
  if (!text) return;
  await services().worker.restoreText(text.id);
  await loadSources();
  deletedText.set(undefined);
}

/** Keeps the visitor's text on this machine. Throws an Error with a sentence when the text will not do. */
export async function addText(name: string, text: Blob): Promise<TextReport> {
  const report = await services().worker.addText(name, text);
  await loadSources();
  return report;
}
