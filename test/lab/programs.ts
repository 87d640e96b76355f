// Runs programs of studies as a session does, breaks them off where a test wants it, and goes on from what was kept.

import { studyVersion, type StudyRecord } from '#src/experiment/study/study-record.ts';
import { Lab, type Program, type StudyListener, type StudyProgress } from '#src/lab/lab.ts';
import type { KeptLearner } from '#src/storage/kept-studies.ts';
import { testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';

interface Given {
  readonly seeds?: readonly number[];
  readonly settings?: Readonly<Record<string, number>>;
  /** It is stopped at this turn, counted from 1, or where it is so far, as often as there are any; then it runs to its end. */
  readonly stops?: readonly (number | Pick<StudyProgress, 'stage' | 'done'>)[];
  /** The corpora that this build has, by name. */
  readonly texts?: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly record: StudyRecord;
  readonly kept: ReadonlyMap<string, KeptLearner>;
  readonly turns: number;
}

/** As files and the disk have it: without what is only in memory. */
const onDisk = <T>(value: T): T => structuredClone(value);

export async function ran(
  program: Program,
  { seeds = [0, 1, 2], settings = {}, stops = [], texts = {} }: Given = {},
): Promise<Ran> {
  const kernels = await testKernels();
  const moment = '2026-01-01T00:00:00.000Z';
  let record: StudyRecord = {
    ...{ kind: 'study', version: studyVersion, id: 'a', study: 'a', size: 'test', seeds, settings },
    ...{ startedAt: moment, updatedAt: moment, status: 'training', devices: [], seconds: 0 },
    ...{ points: [], transcripts: [], attempts: [], policies: {} },
  };
  let kept = new Map<string, KeptLearner>();
  let turns = 0;
  for (const stop of [...stops, Infinity]) {
    const ending = new AbortController();
    const listener: StudyListener = {
      ...{ begun() {}, state() {}, measured() {}, wrote() {}, attempted() {}, policy() {} },
      progress({ stage, done }) {
        turns++;
        if (typeof stop === 'number' ? turns === stop : stage === stop.stage && done === stop.done) ending.abort();
      },
    };
    const save = (_: StudyRecord, changed: ReadonlyMap<string, KeptLearner>): Promise<void> => {
      for (const [name, learner] of changed) kept.set(name, learner);
      return Promise.resolve();
    };
    const load = (id: string): Promise<string> =>
      texts[id] === undefined ? Promise.reject(new Error('no text here')) : Promise.resolve(texts[id]);
    record = onDisk(record);
    kept = onDisk(kept);
    await withErrorScopes(async () => {
      const lab = new Lab({ kernels, load, listener, save }, record, kept, ending.signal);
      try {
        await program(lab);
      } catch (error) {
        if (error !== ending.signal.reason) throw error;
      }
      if (stop !== Infinity && !ending.signal.aborted) throw new Error(`It was never at ${JSON.stringify(stop)}.`);
      await lab.save();
      await lab.destroy();
    });
  }
  return { record, kept, turns };
}

/** What must be the same however often a program was broken off: everything but how long it took. */
export const withoutTimes = ({ record, kept }: Ran) => ({
  kept,
  points: record.points.map(({ line, x, values, of }) => ({ line, x, values, of })),
  transcripts: record.transcripts,
  attempts: record.attempts,
  policies: record.policies,
});
