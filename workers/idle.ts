// What the worker does while nothing trains: it times steps of the arms that will probably be started, so that the page can tell
// how long they take, and looks for faster kernels for them. A session that begins interrupts it; what was not found is looked for
// after it, and kernels that were found are for the next one.

import type { ArmConfig } from '#src/experiment/settings.ts';
import { stepOf, together, type StepTime } from '#src/science/step-cost.ts';
import { saveTuning } from '#src/tuning/kept.ts';
import { loadStepTimes, saveStepTimes, timeStep } from '#src/tuning/step-times.ts';
import type { tune } from '#src/tuning/tune.ts';
import { warm } from '#src/tuning/warm.ts';
import type { Gpu, Opened } from './gpu.ts';

type Task = (opened: Opened, signal: AbortSignal) => Promise<void>;

export class Idle {
  private readonly gpu: Pick<Gpu, 'open'>;
  private readonly findKernels: typeof tune;
  private readonly patience: number;
  private times: Promise<readonly StepTime[]> | undefined;
  private interruption = new AbortController();
  private work: Promise<void> = Promise.resolve();
  private busy = false;
  private latest: object = {}; // what was asked last

  /** `patience`: milliseconds in which a visitor may press Start before anything is measured. */
  constructor(gpu: Pick<Gpu, 'open'>, findKernels: typeof tune, patience: number) {
    this.gpu = gpu;
    this.findKernels = findKernels;
    this.patience = patience;
  }

  /** A session begins: what is under way ends after its burst. */
  interrupt(): void {
    this.busy = true;
    this.interruption.abort();
  }

  /** It has ended. */
  resume(): void {
    this.busy = false;
  }

  /** What a session has measured counts like what was measured here. */
  async learn(opened: Opened, measured: readonly StepTime[]): Promise<void> {
    if (measured.length === 0) return;
    const times = [...(await this.known(opened)), ...measured];
    this.times = Promise.resolve(times);
    await saveStepTimes(opened.place, times);
  }

  /** Compiles what these arms need. Failures are left to who trains them. */
  warm(arms: readonly ArmConfig[]): Promise<void> {
    return this.next(async (opened) => {
      const kernels = opened.kernels.tuned(opened.found.tuning);
      await Promise.all(arms.map((arm) => warm(kernels, arm)));
    });
  }

  /** Times of steps that were measured on this machine; of these arms, too, unless something trains. Afterwards kernels are tuned. */
  async stepTimes(arms: readonly ArmConfig[], replicas: number): Promise<readonly StepTime[]> {
    const opened = await this.gpu.open();
    if (!opened.ok) return [];
    const mine = (this.latest = {});
    await this.next(async (o, signal) => {
      if (arms.length > 0) await rest(this.patience, signal);
      if (arms.length > 0 && this.latest !== mine) return; // the visitor has gone on to others
      await this.measure(o, arms, replicas, signal);
    });
    void this.next((o, signal) => this.tune(o, arms, replicas, signal));
    return this.known(opened);
  }

  /** How many seeds are worth their time; undefined where something else came between. */
  async seeds(arms: readonly ArmConfig[]): Promise<number | undefined> {
    const opened = await this.gpu.open();
    if (!opened.ok || arms.length === 0) return undefined;
    const { fewestSeeds, seedsForTwice } = await import('#src/tuning/cheap-seeds.ts'); // nobody waits for it
    if (opened.software) return fewestSeeds; // it computes one after the other
    // The plan that costs most decides, with all arms that train in it.
    const [arm, once] = together(arms, 1).reduce((a, b) => (stepOf(...b).flops.step > stepOf(...a).flops.step ? b : a));
    let found: number | undefined;
    await this.next(async (o, signal) => {
      found = await seedsForTwice(async (seeds) => {
        await this.measure(o, [arm], once * seeds, signal);
        const { shape } = stepOf(arm, once * seeds);
        return (await this.known(o)).findLast((time) => time.shape === shape)!.milliseconds.step;
      });
    });
    return found;
  }

  private async measure(opened: Opened, arms: readonly ArmConfig[], replicas: number, signal: AbortSignal): Promise<void> {
    const kernels = opened.kernels.tuned(opened.found.tuning);
    for (const arm of arms) {
      const { shape } = stepOf(arm, replicas);
      if ((await this.known(opened)).some((time) => time.shape === shape)) continue;
      await this.learn(opened, [await timeStep(kernels, arm, replicas, signal)]);
    }
  }

  private async tune(opened: Opened, arms: readonly ArmConfig[], replicas: number, signal: AbortSignal): Promise<void> {
    const { kernels, place, found } = opened;
    if (found.from !== 'usual' || arms.length === 0) return;
    const tuning = await this.findKernels(kernels, place.kind, { arms, replicas }, signal);
    opened.found = { tuning, from: 'kept' };
    await saveTuning(place, tuning);
  }

  /** Nothing where they cannot be read, or nobody asked before a session began. */
  known({ place }: Opened): Promise<readonly StepTime[]> {
    return (this.times ??= loadStepTimes(place));
  }

  /** One after the other, and nothing while something trains. */
  private next(task: Task): Promise<void> {
    // What was interrupted, does not fit or was lost with its device is not known, and that is all.
    this.work = this.after(this.work, task).catch(() => undefined);
    return this.work;
  }

  private async after(before: Promise<void>, task: Task): Promise<void> {
    await before;
    if (this.busy) return;
    const opened = await this.gpu.open();
    if (!opened.ok) return;
    if (this.interruption.signal.aborted) this.interruption = new AbortController();
    await task(opened, this.interruption.signal);
  }
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
