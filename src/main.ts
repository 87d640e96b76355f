// Starts the page: colours, the training worker, the experiments on disk.

import { wrap } from 'comlink';
import { applyTokens } from '#src/components/base/tokens.ts';
import * as storage from '#src/storage/experiments.ts';
import * as setups from '#src/storage/setups.ts';
import { openStorage } from '#src/storage/storage.ts';
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
 * The page accepts script addresses only through this policy, and this policy only accepts its own origin. The worker begins as a
 * blob, because a blob inherits the content policy of its page; the policy of a worker from a file is what headers its host sends,
 * which is often none.
 */
function scriptAddress(address: string): string {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) throw new TypeError('The worker must come from the same place as the page.');
  const blob = URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' }));
  return policy ? policy.createScriptURL(blob) : blob;
}
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
/** Made once, as its name can be given once. */
const policy = trustedTypes?.createPolicy('app-worker', { createScriptURL: (address) => address });

// Not in TypeScript's DOM library yet; Firefox and Safari may lack it.
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(input: string): string };
}

speak(english);
carryRefusals();
applyTokens(document);
const worker = new Worker(scriptAddress(workerUrl), { type: 'module', name: 'trainer' });
worker.addEventListener('error', ({ message }) => workerBroke(message ?? ''));

const readerWorker = new Worker(scriptAddress(readerUrl), { type: 'module', name: 'reader' });
const reader = wrap<Reader>(readerWorker) as unknown as Reader;
const stands = new Promise<boolean>((resolve) => {
  readerWorker.addEventListener('error', () => resolve(false));
  readerWorker.addEventListener('message', () => resolve(true), { once: true });
});
/** What it shares with the page is the disk. */
const readerIfAny = async (): Promise<Reader | undefined> => {
  await openStorage();
  return storage.storageKind() === 'disk' && (await stands) ? reader : undefined;
};
void connect({ worker: wrap<TrainingWorker>(worker), experiments: readThrough(readerIfAny, storage), setups }, location.search);
