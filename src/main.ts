// Starts the page: colours, the training worker, the experiments on disk.

import { wrap } from 'comlink';
import { applyTokens } from '#src/components/base/tokens.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import * as setups from '#src/storage/setups.ts';
import { fallBackOn, openStorage, storageKind } from '#src/storage/storage.ts';
import { connect, workerBroke } from '#src/store/connect.ts';
import { readThrough } from '#src/store/by-pieces.ts';
import { carryRefusals } from '#src/words/across.ts';
import { english } from '#src/words/english/english.ts';
import { speak } from '#src/words/language.ts';
import type { TrainingWorker } from '#workers/protocol.ts';
import type { Reader } from '#workers/reader.ts';
import readerUrl from '#workers/reader.worker.ts?worker&url';
import workerUrl from '#workers/trainer.worker.ts?worker&url';
import '#src/components/app/plateau-app.ts';

/**
 * A worker of ours begins as a blob that imports its file, because a blob inherits the content policy of its page; the policy of a
 * worker from a file is what headers its host sends, which is often none.
 */
function blobOf(address: string): string {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) throw new TypeError('A worker must come from the same place as the page.');
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' }));
}
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
/** The page accepts script addresses only through this policy, which only accepts its own origin. Made once, as its name can be given once. */
const policy = trustedTypes?.createPolicy('app-worker', { createScriptURL: blobOf });
const scriptAddress = (address: string): string => (policy ? policy.createScriptURL(address) : blobOf(address));

// Not in TypeScript's DOM library yet; Firefox and Safari may lack it.
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(input: string): string };
}

speak(english);
carryRefusals();
applyTokens(document);
const address = scriptAddress(workerUrl);
let worker: TrainingWorker;
function beginWorker(): TrainingWorker {
  const begun = new Worker(address, { type: 'module', name: 'trainer' });
  begun.addEventListener('error', ({ message }) => {
    begun.terminate(); // gives back its GPU and its locks
    workerBroke(message ?? '', location.search);
  });
  worker = wrap(begun) as unknown as TrainingWorker; // whatever is asked of it is a call across
  return worker;
}
fallBackOn({
  get: (key) => worker.memory.get(key),
  set: (key, value) => worker.memory.set(key, value),
  setMany: (entries) => worker.memory.setMany(entries),
  delete: (keys) => worker.memory.delete(keys),
  keys: () => worker.memory.keys(),
  change: (change) => worker.memory.change(change),
});

let reading: Promise<Reader | undefined> | undefined;
/** Begun when there is something to read, so that the first page is not kept waiting. Undefined if it cannot be loaded. */
const beginReader = (): Promise<Reader | undefined> =>
  new Promise((resolve) => {
    const begun = new Worker(scriptAddress(readerUrl), { type: 'module', name: 'reader' });
    begun.addEventListener('error', () => resolve(undefined));
    begun.addEventListener('message', () => resolve(wrap<Reader>(begun) as unknown as Reader), { once: true });
  });
/** What it shares with the page is the disk. */
const readerIfAny = async (): Promise<Reader | undefined> => {
  await openStorage();
  return storageKind() === 'disk' ? (reading ??= beginReader()) : undefined;
};
declare const RECORDED: readonly string[];
/** Real results of lessons. Where there are none of a size, those of the smallest will do, but for tests. */
async function recordingOf(lesson: string, size: string): Promise<ExperimentRecord | undefined> {
  const sizes = size === 'test' ? [size] : [size, 'nano'];
  const name = sizes.map((s) => `${lesson}-${s}`).find((made) => RECORDED.includes(made));
  const answer = name && (await fetch(`recordings/${name}.json`));
  return answer && answer.ok ? ((await answer.json()) as ExperimentRecord) : undefined;
}
const services = {
  worker: beginWorker(),
  experiments: readThrough(readerIfAny),
  setups,
  recordings: recordingOf,
  isRecorded: (lesson: string, size: string) => RECORDED.includes(`${lesson}-${size}`),
  renew: beginWorker,
};
void connect(services, location.search, location.hash);
