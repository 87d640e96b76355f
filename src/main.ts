// Starts the page: colours, the training worker, the experiments on disk.

import { wrap } from 'comlink';
import { applyTokens } from '#src/components/base/tokens.ts';
import * as experiments from '#src/storage/experiments.ts';
import * as setups from '#src/storage/setups.ts';
import { fallBackOn } from '#src/storage/storage.ts';
import { connect, workerBroke } from '#src/store/connect.ts';
import { carryRefusals } from '#src/words/across.ts';
import { english } from '#src/words/english/english.ts';
import { speak } from '#src/words/language.ts';
import type { TrainingWorker } from '#workers/protocol.ts';
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
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes ? trustedTypes.createPolicy('app-worker', { createScriptURL: () => blob }).createScriptURL('') : blob;
}

// Not in TypeScript's DOM library yet; Firefox and Safari may lack it.
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(input: string): string };
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
void connect({ worker: beginWorker(), experiments, setups, renew: beginWorker }, location.search);
