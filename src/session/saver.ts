// Keeps a session safe: copies weights to the CPU every few seconds and lets the host store them while training goes on.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { messageOf, type Message } from '#src/words/message.ts';
import { isCheckpointed, type Lane } from './lane.ts';

/** Keeps the record, and a checkpoint if there is a new one. */
export type Save = (record: ExperimentRecord, plans?: PlanCheckpoint[]) => Promise<void>;

const every = 8000; // milliseconds: with the time to write, at most ten seconds are lost
const share = 10; // saving may take a tenth of the time: large models are saved less often

export class Saver {
  /** Why the last attempt failed. A full or blocked disk is no reason to stop training. */
  problem: Message | undefined;
  private readonly save: Save;
  private readonly elsewhere: readonly PlanCheckpoint[];
  private readonly failed: (problem: Message) => void;
  private pending: Promise<void> = Promise.resolve();
  private last = performance.now();
  private took = 0;

  /** `elsewhere`: plans of the run that do not change, to be kept with those that do. */
  constructor(save: Save, elsewhere: readonly PlanCheckpoint[], failed: (problem: Message) => void) {
    this.save = save;
    this.elsewhere = elsewhere;
    this.failed = failed;
  }

  get isDue(): boolean {
    return performance.now() - this.last > Math.max(every, share * this.took);
  }

  /** Stores the record alone. */
  async begin(record: ExperimentRecord): Promise<void> {
    await this.keep(record, undefined);
  }

  /** Takes snapshots, with nothing in flight, and begins to store them; `settled` waits for the end of that. */
  async checkpoint(record: ExperimentRecord, lanes: readonly Lane[]): Promise<void> {
    await this.pending;
    for (const lane of lanes) {
      const { cohort, seconds } = lane;
      if (isCheckpointed(lane)) continue;
      const alive = cohort.members.map(() => true);
      lane.good = { key: cohort.key, step: cohort.step, seconds, arenas: await cohort.snapshot(), alive };
    }
    record.updatedAt = new Date().toISOString();
    const plans = [...this.elsewhere, ...lanes.flatMap((l) => l.good ?? [])];
    this.pending = this.keep(structuredClone(record), plans);
  }

  settled(): Promise<void> {
    return this.pending;
  }

  private async keep(record: ExperimentRecord, plans: PlanCheckpoint[] | undefined): Promise<void> {
    this.last = performance.now();
    try {
      await this.save(record, plans);
      this.problem = undefined;
    } catch (error) {
      this.problem = messageOf(error);
      this.failed(this.problem);
    }
    this.took = performance.now() - this.last;
  }
}
