// Keeps a session safe. Its curves are saved by the clock, whatever the GPU does; its weights, copied to the CPU between two
// bursts, are stored while training goes on. A disk that is full, blocked or slow is told of, and costs no training.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { LossSum, PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { message, messageOf, type Message } from '#src/words/message.ts';
import { isCheckpointed, type Lane } from './lane.ts';

/** Keeps the record as it is when it is written, and a checkpoint if there is a new one. */
export type Save = (record: () => ExperimentRecord, plans?: readonly PlanCheckpoint[]) => Promise<void>;

// Milliseconds
const curvesEvery = 4000; // with the time to write, what is shown is at most ten seconds older on the disk
const weightsEvery = 8000;
const share = 10; // saving weights may take a tenth of the time: those of large models are saved less often
const patience = 5000; // a disk that has not answered by then is told of, and no longer waited for

interface Host {
  readonly save: Save;
  /** What is not kept, and why; undefined once everything is. */
  readonly keeping: (problem: Message | undefined) => void;
}

export class Saver {
  private readonly host: Host;
  private readonly record: ExperimentRecord;
  private readonly elsewhere: readonly PlanCheckpoint[];
  private curves: Promise<void> = Promise.resolve();
  private weights: Promise<void> = Promise.resolve();
  private readonly underWay = new Set<'curves' | 'weights'>();
  private readonly problems: { curves?: Message; weights?: Message } = {};
  private told: Message | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private saved = ''; // how far the record was
  private last = performance.now();
  private took = 0;

  /** `elsewhere`: plans of the run that do not change, to be kept with those that do. */
  constructor(host: Host, record: ExperimentRecord, elsewhere: readonly PlanCheckpoint[]) {
    this.host = host;
    this.record = record;
    this.elsewhere = elsewhere;
  }

  /** Weights are due. */
  get isDue(): boolean {
    return !this.underWay.has('weights') && performance.now() - this.last > Math.max(weightsEvery, share * this.took);
  }

  /** What is not kept, and why. */
  get problem(): Message | undefined {
    const { curves, weights } = this.problems;
    if (curves) return message('curvesNotKept', { why: curves });
    return weights && message('weightsNotKept', { why: weights });
  }

  /** From now on the curves are saved by the clock, until `end`. */
  begin(): void {
    this.saved = progressOf(this.record);
    this.timer ??= setInterval(() => {
      if (!this.underWay.has('curves') && progressOf(this.record) !== this.saved) this.saveCurves();
    }, curvesEvery);
  }

  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** It could not begin to train: it is stored as it is, to be begun again. */
  async keepUntrained(): Promise<void> {
    this.record.status = 'stopped';
    this.saveCurves();
    await this.settled();
  }

  /** Begins to store the record alone. */
  saveCurves(): void {
    this.saved = progressOf(this.record);
    this.curves = this.keep('curves', this.curves);
  }

  /**
   * Takes snapshots, with nothing in flight, and begins to store them. `sumsOf`: of the training losses of a lane that are no
   * point yet; `toCome`: what later lanes go on from.
   */
  async checkpoint(
    lanes: readonly Lane[],
    sumsOf: (lane: Lane) => LossSum[],
    toCome: readonly PlanCheckpoint[] = [],
  ): Promise<void> {
    this.last = performance.now();
    for (const lane of lanes) {
      const { cohort, seconds } = lane;
      if (isCheckpointed(lane)) continue;
      const alive = cohort.members.map(() => true);
      const sums = sumsOf(lane);
      lane.good = { key: cohort.key, step: cohort.step, seconds, arenas: await cohort.snapshot(), alive, sums };
    }
    const plans = [...this.elsewhere, ...toCome, ...lanes.flatMap((l) => l.good ?? [])];
    this.weights = this.keep('weights', Promise.all([this.curves, this.weights]), plans);
  }

  /** What was begun is stored, or the disk is too slow to be waited for. */
  async settled(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([Promise.all([this.curves, this.weights]), late]);
    clearTimeout(timer);
  }

  private async keep(what: 'curves' | 'weights', before: Promise<unknown>, plans?: readonly PlanCheckpoint[]): Promise<void> {
    this.underWay.add(what);
    const slow = setTimeout(() => this.note(what, message('storageSlow')), patience);
    await before;
    const began = performance.now();
    try {
      await this.host.save(() => {
        this.record.updatedAt = new Date().toISOString();
        return this.record;
      }, plans);
      this.note(what, undefined);
      if (plans) this.note('curves', undefined); // which were written with them
    } catch (error) {
      this.note(what, messageOf(error));
    }
    clearTimeout(slow);
    if (plans) this.took = performance.now() - began;
    this.underWay.delete(what);
  }

  private note(what: 'curves' | 'weights', problem: Message | undefined): void {
    if (problem) this.problems[what] = problem;
    else delete this.problems[what];
    const now = this.problem;
    if (JSON.stringify(now) !== JSON.stringify(this.told)) this.host.keeping(now);
    this.told = now;
  }
}

/** Changes with every point, text and capture. */
const progressOf = ({ status, floors, arms }: ExperimentRecord): string =>
  JSON.stringify([
    status,
    floors.length,
    arms.map(({ samples, inside, runs }) => [
      samples.length,
      inside?.steps.at(-1),
      runs.map((r) => [r.tokens, r.validation.length, r.final]),
    ]),
  ]);
