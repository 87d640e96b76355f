// What counts as training time. The GPU's queue is serial: a burst begins when it was submitted, or when what was before it
// ended; evaluating, sampling, saving and waiting end without counting.

export class Clock {
  private last = 0;

  /** Milliseconds of a burst that was submitted then and is done now. */
  burst(submitted: number): number {
    const done = performance.now();
    const spent = done - Math.max(submitted, this.last);
    this.last = done;
    return spent;
  }

  /** What has just ended was not training. */
  skip(): void {
    this.last = performance.now();
  }
}
