// The training worker: comlink around Training.

import '#src/gpu/float16.ts';
import { expose, transfer } from 'comlink';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { SessionListener } from '#src/session/events.ts';
import { carryRefusals } from '#src/words/across.ts';
import { refuse } from '#src/words/message.ts';
import { Training } from './training.ts';

/** Replaced by the build with the ids of the corpora in public/corpora. */
declare const FETCHED_CORPORA: readonly string[];

/** Points go to the page as transferred arrays, not as copies. */
const transferring = (listener: SessionListener): SessionListener => ({
  begun: (record) => listener.begun(record),
  state: (state) => listener.state(state),
  progress: (progress) => listener.progress(progress),
  samples: (samples) => listener.samples(samples),
  floors: (lines) => listener.floors(lines),
  inside: (frames) => listener.inside(frames),
  points: (points) => {
    const arrays = points.flatMap(({ steps, losses }) => [steps.buffer, losses.buffer] as ArrayBuffer[]);
    listener.points(transfer(points, arrays));
  },
});

class TransferringTraining extends Training {
  override start(spec: ExperimentSpec, listener: SessionListener): Promise<void> {
    return super.start(spec, transferring(listener));
  }
  override resume(id: string, listener: SessionListener): Promise<void> {
    return super.resume(id, transferring(listener));
  }
  override extend(id: string, seeds: readonly number[], listener: SessionListener): Promise<void> {
    return super.extend(id, seeds, transferring(listener));
  }
}

carryRefusals();
expose(
  new TransferringTraining({
    gpu: navigator.gpu,
    secure: isSecureContext,
    where: navigator.userAgent,
    corpora: FETCHED_CORPORA,
    // The worker lies in a folder beside corpora/, in development and in the build. (import.meta.url would make Vite bundle texts.)
    loadCorpus: async (id) => {
      const response = await fetch(new URL(`../corpora/${id}.txt`, location.href));
      if (!response.ok) throw refuse('textNotLoaded', { status: response.status });
      return response.text();
    },
    alone: (name, work) =>
      navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
        if (lock) await work();
        return lock !== null;
      }),
  }),
);
