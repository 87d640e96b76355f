// What a session needs to train in Node: a GPU through Dawn, the texts that the page would load, and nobody who keeps anything.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fallbackSource, type NamedText } from '#src/data/source.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { openDevice } from '#src/gpu/device.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import type { SessionListener } from '#src/session/events.ts';
import type { SessionHost } from '#src/session/open.ts';
import { defaultFor, describeTuning } from '#src/tuning/defaults.ts';
import { foursShare } from '#src/tuning/quads.ts';
import { refuse } from '#src/words/message.ts';
import { dawn } from './dawn.ts';

export const ownText = 'own:file';

/** `text` is what `ownText` stands for; `save` keeps what was trained so far. Refuses in words where there is no GPU. */
export async function headlessHost(
  listener: SessionListener,
  text?: NamedText,
  save: SessionHost['save'] = () => Promise.resolve(),
): Promise<SessionHost> {
  const where = `node ${process.version}`;
  const opened = await openDevice(dawn(), true, where);
  if (!opened.ok) throw refuse('noDevice', { reason: opened.reason, advice: opened.advice });
  const { device, adapter, kind, software } = opened;
  const kernels = new Kernels(device);
  // What the page begins with, too.
  kernels.tuning = defaultFor(kind, kind === 'software' && (await foursShare(kernels)));
  process.stderr.write(`${adapter}${software ? ' (software)' : ''}\n`);
  return {
    kernels,
    device: { adapter, software, where, kernels: describeTuning(kernels.tuning) },
    listener,
    load: async (source) => (source === ownText && text !== undefined ? text : readFileSync(corpusPath(source), 'utf8')),
    save,
  };
}

/** On what is here in place of what is not. */
export function withTextsAtHand(arms: ExperimentSpec['arms']): ExperimentSpec['arms'] {
  const isMissing = (source: string): boolean => source === 'novel' && !existsSync(corpusPath(source));
  if (!arms.some(({ config }) => isMissing(config.source))) return arms;
  process.stderr.write(
    'The novel is not here (npm run corpora fetches it): training on the Markov source, where the effect is smaller.\n',
  );
  return arms.map((arm) => (isMissing(arm.config.source) ? { ...arm, config: { ...arm.config, source: fallbackSource } } : arm));
}

const corpusPath = (id: string): string => resolve(`public/corpora/${id}.txt`);

/** Hears nothing. */
export const deaf: SessionListener = {
  begun() {},
  state() {},
  progress() {},
  points() {},
  samples() {},
  floors() {},
  inside() {},
  keeping() {},
};
