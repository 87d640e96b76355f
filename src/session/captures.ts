// Captures what is inside the arms of a session: every so many steps while the visitor looks inside, and now and then the learned
// weights that wires are drawn by. Training waits for none: a capture goes to the GPU behind its step, and what it found is told
// when it comes back.

import { addFrame, type InsideFrame } from '#src/experiment/inside.ts';
import type { ArmRecord, ExperimentRecord, SeedWeights } from '#src/experiment/record.ts';
import { learnedIn } from '#src/experiment/shortcuts.ts';
import type { Cohort, StepMetrics } from '#src/train/cohort.ts';
import type { InsideValue } from '#src/train/learned-weights.ts';
import { messageOf, type Message } from '#src/words/message.ts';

const digits = 5; // of a value
/** Of a whole run that nobody looks into: enough for a drawing that lives. */
const capturesForWires = 20;
const nearestForWires = 8; // steps

interface Listener {
  /** Something was captured, just now. */
  captured(frames: InsideFrame[]): void;
  /** There is no room to look inside; training goes on. */
  refused(problem: Message): void;
}

export class Captures {
  /** Steps from one capture to the next; 0 is none but those for wires. */
  every = 0;
  /** Whether arms that learn weights of wires are captured now and then, whoever looks. */
  wires = false;
  private readonly record: ExperimentRecord;
  private readonly listener: Listener;
  private readonly refused = new Set<Cohort>();
  private readonly underWay = new Set<Promise<void>>();

  constructor(record: ExperimentRecord, listener: Listener) {
    this.record = record;
    this.listener = listener;
  }

  /** Before a burst: makes what captures need, or gives it back. */
  async prepare(cohort: Cohort): Promise<void> {
    try {
      await cohort.inspect(this.looksInto(cohort) && this.everyOf(cohort) > 0);
    } catch (error) {
      this.refused.add(cohort);
      this.listener.refused(messageOf(error));
    }
  }

  /** Steps to the next capture, beyond which a burst should not go. */
  untilCapture(cohort: Cohort): number {
    const every = this.everyOf(cohort);
    return every > 0 ? every - (cohort.step % every) : Infinity;
  }

  /** Captures what the steps just submitted leave, if it is their turn. */
  after(cohort: Cohort, training: Promise<StepMetrics[]>, pieces: number): void {
    const every = this.everyOf(cohort);
    if (every === 0 || cohort.inspected !== this.looksInto(cohort)) return;
    const ended = this.every === 0 && cohort.step === cohort.steps; // what is drawn afterwards
    if (cohort.step % every !== 0 && !ended) return;
    const capture = Promise.all([training, cohort.inspected ? cohort.capture(pieces) : cohort.learned()])
      .then(([metrics, values]) => this.tell(cohort, every, metrics.at(-1)!, values))
      .catch(() => {}) // lost with the GPU, as `training` says
      .finally(() => this.underWay.delete(capture));
    this.underWay.add(capture);
  }

  /** Everything that was captured has been told. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  /** All that is inside, not the weights of wires alone; where that was captured before, its traces go on. */
  private looksInto(cohort: Cohort): boolean {
    if (this.refused.has(cohort)) return false;
    const isKnown = ({ inside }: ArmRecord): boolean => inside?.traces.some(({ kind }) => kind !== 'weight') === true;
    return this.every > 0 || cohort.members.some(({ arm }) => isKnown(this.record.arms[arm]!));
  }

  /** Steps from one capture of a cohort to the next; 0 is none. */
  private everyOf(cohort: Cohort): number {
    if (this.armsOf(cohort).size === 0) return 0;
    if (this.every > 0 && !this.refused.has(cohort)) return this.every;
    if (!this.wires || this.record.sweep) return 0;
    const { steps } = cohort;
    const { config } = cohort.model;
    const learns = Array.from({ length: config.depth }, (_, layer) => learnedIn(config, layer)).some(({ length }) => length > 0);
    return learns ? Math.max(nearestForWires, Math.ceil(steps / capturesForWires)) : 0;
  }

  private tell(cohort: Cohort, every: number, { step, diverged }: StepMetrics, values: readonly InsideValue[][]): void {
    const frames: InsideFrame[] = [];
    for (const [arm, members] of this.armsOf(cohort)) {
      const living = members.filter((m) => !diverged[m]).map((m) => values[m]!);
      const seeds = members.flatMap((m) => (diverged[m] ? [] : [this.weightsOf(cohort, m, values[m]!)]));
      const frame: InsideFrame = {
        arm,
        step,
        every,
        values: meanOf(living),
        ...(seeds.some(({ weights }) => weights.length > 0) && { seeds }),
      };
      if (living.length === 0 || !frame.values.every(({ value }) => Number.isFinite(value))) continue;
      const record = this.record.arms[arm]!;
      record.inside = addFrame(record.inside, frame);
      frames.push(frame);
    }
    this.listener.captured(frames);
  }

  private weightsOf({ members }: Cohort, member: number, values: readonly InsideValue[]): SeedWeights {
    const { arm, run } = members[member]!;
    const weights = values.flatMap(({ kind, value }) => (kind === 'weight' ? [Number(value.toPrecision(digits))] : []));
    return { seed: this.record.arms[arm]!.runs[run]!.seed, weights };
  }

  /** Members by arm. Seeds that were added to a finished arm are left out: its traces belong to those it began with. */
  private armsOf({ members }: Cohort): Map<number, number[]> {
    const arms = new Map<number, number[]>();
    for (const [m, { arm, run }] of members.entries())
      if (this.record.arms[arm]!.runs[run]!.training === 0) arms.set(arm, [...(arms.get(arm) ?? []), m]);
    return arms;
  }
}

const meanOf = ([first = [], ...more]: readonly InsideValue[][]): InsideValue[] =>
  first.map((v, i) => {
    const mean = more.reduce((sum, other) => sum + other[i]!.value, v.value) / (more.length + 1);
    return { ...v, value: Number(mean.toPrecision(digits)) };
  });
