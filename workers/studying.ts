// Runs a study in the worker: from its start, or from what is kept of it. Fetched when the first one is asked for.

import { newId } from '#src/experiment/identity.ts';
import type { DeviceRecord } from '#src/experiment/record.ts';
import type { StudyRecord, StudySpec } from '#src/experiment/study/study-record.ts';
import type { LabHost } from '#src/lab/lab.ts';
import { newStudy, runStudy } from '#src/lab/run-study.ts';
import { loadStudy, saveStudy, type KeptLearner } from '#src/storage/kept-studies.ts';
import { message, messageOf, refuse, type Message } from '#src/words/message.ts';

export interface StudyBeginning {
  readonly id: string;
  readonly spec?: StudySpec; // of a new one
}

export const beginningOf = (what: StudySpec | string): StudyBeginning =>
  typeof what === 'string' ? { id: what } : { id: newId(), spec: what };

/** What a disk refuses is told, and the study goes on: its record is with the page all the while. */
export async function study(
  host: Omit<LabHost, 'save' | 'kernels'> & {
    /** Its kernels, as they were where it began. */
    readonly on: (began: DeviceRecord | undefined) => Pick<LabHost, 'kernels'> & { readonly device: DeviceRecord };
    readonly reasonFor: (error: unknown) => Promise<Message>;
  },
  { id, spec }: StudyBeginning,
  signal: AbortSignal,
): Promise<StudyRecord> {
  const stored = spec ? undefined : await loadStudy(id);
  if (!spec && !stored) throw refuse('gone');
  const record = stored?.record ?? newStudy(id, spec!);
  const { listener, reasonFor } = host;
  const { kernels, device } = host.on(record.devices.at(-1));
  const unkept = new Map<string, KeptLearner>(); // what the disk refused goes with what is saved next: learners of one moment
  const save: LabHost['save'] = async (now, changed) => {
    for (const [name, learner] of changed) unkept.set(name, learner);
    try {
      await saveStudy(now, unkept);
      unkept.clear();
    } catch (error) {
      listener.state({ phase: 'training', message: message('studyNotKept', { why: messageOf(error) }) });
    }
  };
  try {
    await runStudy({ ...host, kernels, save }, device, record, stored?.kept ?? new Map(), signal);
  } catch (error) {
    record.reason = await reasonFor(error);
    await saveStudy(record, new Map()).catch(() => {});
    listener.state({ phase: 'stopped', message: record.reason });
  }
  return record;
}
