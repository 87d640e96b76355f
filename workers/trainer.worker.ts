// The training worker: comlink around Training.

import { expose } from 'comlink';
import { ifFree } from '#src/storage/lock.ts';
import { fallBackOn } from '#src/storage/storage.ts';
import { carryRefusals } from '#src/words/across.ts';
import { refuse } from '#src/words/message.ts';
import { Training } from './training.ts';

/** Replaced by the build with the ids of the corpora in public/corpora. */
declare const FETCHED_CORPORA: readonly string[];

/** Not `location`, which is that of a blob (src/main.ts); and by another name, or Vite would bundle the texts. */
const here: string = import.meta.url;

carryRefusals();
const training = new Training({
  gpu: navigator.gpu,
  secure: isSecureContext,
  where: navigator.userAgent,
  corpora: FETCHED_CORPORA,
  // This file lies in a folder beside corpora/, in development and in the build.
  loadCorpus: async (id, signal) => {
    const response = await fetch(new URL(`../corpora/${id}.txt`, here), { signal: signal ?? null });
    if (!response.ok) throw refuse('textNotLoaded', { status: response.status });
    return response.text();
  },
  // Only where kernels are not known yet, when nothing trains: nobody's first view waits for it.
  tune: async (...question) => (await import('#src/tuning/tune.ts')).tune(...question),
  patience: 1500,
  alone: ifFree,
});
fallBackOn(training.memory);
expose(training);
