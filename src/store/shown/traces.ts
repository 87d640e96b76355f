// What is inside the models that train: traces over time, and a look at one of them with a text. While the panel is folded, only
// what the drawings need is captured: arms with learned wires, now and then.

import { signal } from '@lit-labs/signals';
import { addFrame, type InsideFrame } from '#src/experiment/inside.ts';
import type { ExperimentRecord, InsideRecord } from '#src/experiment/record.ts';
import type { Look, LookRequest } from '#src/session/look.ts';
import { growing } from '../growing.ts';
import { sentence, services } from '../services.ts';

/** Of each arm that is shown. */
export const traces = growing<InsideRecord | undefined>();
/** Steps between two captures while the panel is unfolded. */
export const cadence = signal(5);
export const unfolded = signal(false);

export const look = signal<Look | undefined>(undefined);
export const lookProblem = signal('');

let wanted: LookRequest | undefined; // asked for last: looked at again as training goes on
let looking = false; // one look at a time
let stale = false; // it has trained on since the look that is under way began

export async function unfold(open: boolean): Promise<void> {
  unfolded.set(open);
  await tellWorker();
}

export async function setCadence(every: number): Promise<void> {
  cadence.set(every);
  await tellWorker();
}

/** What the worker shall capture from now on. */
export async function tellWorker(): Promise<void> {
  const every = cadence.get();
  if (!Number.isInteger(every) || every < 1) return;
  await services()
    .worker.inspect(unfolded.get() ? every : 0, true)
    .catch((error: unknown) => lookProblem.set(sentence(error)));
}

/** What was captured before, of a run that is opened or begins; `same`: it is the one that was shown already. */
export function takeTraces(record: ExperimentRecord | undefined, same: boolean): void {
  traces.set((record?.arms ?? []).map((arm) => arm.inside && structuredClone(arm.inside)));
  if (same) return;
  look.set(undefined);
  lookProblem.set('');
  wanted = undefined;
}

export function addFrames(frames: readonly InsideFrame[]): void {
  traces.grow((arms) => {
    for (const frame of frames) arms[frame.arm] = addFrame(arms[frame.arm], frame);
  });
  if (wanted && unfolded.get() && frames.some(({ arm }) => arm === wanted?.arm)) void lookAgain();
}

/** Looks into an arm with a text, and again whenever it has trained on. */
export async function lookAt(request: LookRequest): Promise<void> {
  wanted = request;
  await lookAgain();
}

async function lookAgain(): Promise<void> {
  stale = true;
  if (looking) return; // what is under way sees that it is stale
  looking = true;
  while (stale) {
    stale = false;
    await lookOnce();
  }
  looking = false;
}

async function lookOnce(): Promise<void> {
  const request = wanted;
  if (!request) return;
  try {
    const found = await services().worker.look(request);
    if (request !== wanted) return;
    look.set(found);
    lookProblem.set('');
  } catch (error) {
    if (request === wanted) lookProblem.set(sentence(error));
  }
}
