// Sessions as tests run them: on the device of the tests, saved in memory, heard by a listener that keeps everything.

import type { DeviceRecord, ExperimentRecord } from '#src/experiment/record.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import type { NamedTensor } from '#src/graph/packing.ts';
import { openSession, type Beginning, type SessionHost } from '#src/session/open.ts';
import type { Session } from '#src/session/session.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { gpuDevice, withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { longText, specOf, text } from '../tiny.ts';
import { heard, type Heard } from './listener.ts';

/** Two shapes, so two cohorts that take turns. */
export const twoShapes = specOf(2, {}, { width: 12, firstLayer: true });

export const deviceRecord: DeviceRecord = { adapter: 'test', software: true, where: 'node' };

let kernels: Promise<Kernels> | undefined;
export const sharedKernels = (): Promise<Kernels> => (kernels ??= gpuDevice().then((device) => new Kernels(device, usual)));

export interface Host extends SessionHost {
  readonly listener: Heard;
  readonly saved: { record: ExperimentRecord; plans: readonly PlanCheckpoint[] | undefined }[];
  /** Called at every save. */
  onSave: (plans?: readonly PlanCheckpoint[]) => void | Promise<void>;
}

export async function newHost(): Promise<Host> {
  const host: Host = {
    kernels: await sharedKernels(),
    device: deviceRecord,
    listener: heard(),
    load: (source) => {
      const found = { 'own:small': text, 'own:long': longText }[source];
      return found === undefined ? Promise.reject(new Error('There is no such text.')) : Promise.resolve(found);
    },
    saved: [],
    onSave: () => {},
    save: async (record, plans) => {
      host.saved.push({ record: structuredClone(record()), plans });
      await host.onSave(plans);
    },
  };
  return host;
}

export interface Ended extends Host {
  readonly record: ExperimentRecord;
  /** Of every run of every arm, unless an earlier training had it. */
  readonly weights: (NamedTensor[] | undefined)[];
}

/** Opens, lets `meanwhile` see the session, runs to the end. */
export async function run(
  from: Beginning,
  meanwhile: (session: Session, host: Host) => void = () => {},
  on: Partial<SessionHost> = {},
): Promise<Ended> {
  const host = Object.assign(await newHost(), on);
  return withErrorScopes(async () => {
    const session = await openSession(host, 'id', from);
    meanwhile(session, host);
    await session.run();
    const { record } = session;
    const weights = await Promise.all(record.arms.flatMap(({ runs }, arm) => runs.map((_, r) => session.tensors(arm, r))));
    await session.destroy();
    return Object.assign(host, { record, weights });
  });
}

/** Pauses at once, then takes single steps; before each, `before` may do something. Ends while paused. */
export async function stepByStep(
  session: Session,
  listener: Heard,
  steps: number,
  before: (step: number) => void = () => {},
): Promise<void> {
  session.pause();
  await listener.next('paused');
  for (let step = 1; step <= steps; step++) {
    before(step);
    session.step();
    await listener.next('paused');
  }
}

let whole: Promise<Ended> | undefined;
/** `twoShapes`, run to its end without an interruption: what all others are compared with. */
export const uninterrupted = (): Promise<Ended> => (whole ??= run(twoShapes));

export const curvesOf = ({ arms }: ExperimentRecord) =>
  arms.map((arm) => arm.runs.map(({ train, validation, status }) => ({ train, validation, status })));
export const replicasOf = (record: ExperimentRecord) => record.arms.flatMap((arm) => arm.runs);
export const phases = ({ states }: Heard): string[] => states.map((s) => s.phase).filter((p, i, all) => p !== all[i - 1]);
