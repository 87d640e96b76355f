// Runs the program of a study, from its start or from what was kept, until it has ended or a stop is asked for.

import { studyVersion, type StudyRecord, type StudySpec } from '#src/experiment/study/study-record.ts';
import type { DeviceRecord } from '#src/experiment/record.ts';
import { Lab, type LabHost } from './lab.ts';
import type { KeptLearner } from '#src/storage/kept-studies.ts';
import { programOf } from './programs.ts';

export function newStudy(id: string, spec: StudySpec): StudyRecord {
  const now = new Date().toISOString();
  return {
    kind: 'study',
    version: studyVersion,
    id,
    ...spec,
    startedAt: now,
    updatedAt: now,
    status: 'training',
    devices: [],
    seconds: 0,
    points: [],
    transcripts: [],
    attempts: [],
    policies: {},
  };
}

/**
 * The record is completed in place, and saved, unless an error ends it: that is thrown, for the caller to keep the record with its reason.
 * The device is that of the host's kernels.
 */
export async function runStudy(
  host: LabHost,
  device: DeviceRecord,
  record: StudyRecord,
  kept: ReadonlyMap<string, KeptLearner>,
  signal: AbortSignal,
): Promise<void> {
  const { listener } = host;
  const last = record.devices.at(-1);
  if (last?.adapter !== device.adapter || last.where !== device.where) record.devices.push(device);
  record.status = 'training';
  delete record.reason;
  const lab = new Lab(host, record, kept, signal);
  listener.begun(record);
  listener.state({ phase: 'training' });
  try {
    const program = await programOf(record.study);
    await program(lab);
    record.status = 'finished';
    await lab.save();
  } catch (error) {
    record.status = 'stopped';
    if (error !== signal.reason) throw error; // learners stay as they were at a turn
    await lab.save();
  } finally {
    await lab.destroy();
  }
  listener.state({ phase: record.status });
}
