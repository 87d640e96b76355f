// What is wanted of a session while it trains, and how its loop hears of it: commands come at any time, the loop reads them
// between two bursts.

import type { Message } from '#src/words/message.ts';

export class Wishes {
  /** Why it was stopped, if it was not the visitor who stopped it. */
  reason: Message | undefined;
  /** While paused: every cohort shall reach this step. */
  stepGoal: number | undefined;
  private wanted: 'train' | 'pause' | 'stop' = 'train';
  private asides: (() => Promise<void>)[] = [];
  private wake: () => void = () => {};
  private over = false;

  get toTrain(): boolean {
    return this.wanted === 'train';
  }

  get toStop(): boolean {
    return this.wanted === 'stop';
  }

  /** Paused, and no single step is wanted. */
  get toRest(): boolean {
    return this.wanted === 'pause' && this.stepGoal === undefined;
  }

  get hasAsides(): boolean {
    return this.asides.length > 0;
  }

  pause(): void {
    if (this.wanted === 'train') this.wanted = 'pause';
  }

  continue(): void {
    if (this.wanted === 'pause') this.wanted = 'train';
    this.wake();
  }

  stop(reason?: Message): void {
    this.wanted = 'stop';
    this.reason ??= reason;
    this.wake();
  }

  /** Only while paused. */
  step(goal: number): void {
    if (this.wanted !== 'pause') return;
    this.stepGoal = goal;
    this.wake();
  }

  /** Work to be done while no burst is in flight; at once when nothing trains any more. */
  aside<T>(work: () => Promise<T>): Promise<T> {
    if (this.over) return work();
    return new Promise((resolve, reject) => {
      this.asides.push(() => work().then(resolve, reject));
      this.wake();
    });
  }

  async attend(): Promise<void> {
    for (const aside of this.asides.splice(0)) await aside();
  }

  /** Nothing trains any more. */
  async end(): Promise<void> {
    this.over = true;
    await this.attend();
  }

  /** Resolves when something is wanted: at once if it was already. */
  async change(): Promise<void> {
    while (this.toRest && !this.hasAsides) await new Promise<void>((wake) => (this.wake = wake));
    this.wake = () => {};
  }
}
