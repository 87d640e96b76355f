// What counts as training time. The GPU's queue is serial: a burst begins when it was submitted, or when what was before it
// ended; evaluating, sampling, saving and waiting end without counting.

/** A burst that took longer than this many times the usual, and the margin on top, did not train all along. */
const [longestTimes, longestMargin] = [4, 1000]; // the margin in milliseconds: a busy machine stalls for less

export interface Burst {
  readonly milliseconds: number;
  /** It trained all along: no sleep, frozen tab or debugger stood in between. */
  readonly whole: boolean;
}

export class Clock {
  private last = 0;
  private disturbed = -Infinity; // bursts that were submitted before say nothing about speed

  /**
   * A burst that was submitted then and is done now; `usual` is what its neighbours would have taken, NaN if nobody knows. One that
   * was under way during a gap is not whole either: its work was done while nobody looked, and it seems to have taken nothing.
   */
  burst(submitted: number, usual: number): Burst {
    const done = performance.now();
    const milliseconds = done - Math.max(submitted, this.last);
    const gap = milliseconds > longestTimes * usual + longestMargin;
    const whole = !gap && submitted >= this.disturbed;
    this.last = done;
    if (gap) this.disturbed = done;
    return { milliseconds, whole };
  }

  /** What has just ended was not training. */
  skip(): void {
    this.last = performance.now();
  }

  /** This thread was busy while bursts were under way: when they ended, nobody knows. */
  wasBusy(): void {
    this.skip();
    this.disturbed = this.last;
  }
}
