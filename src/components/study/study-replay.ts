// A recorded study, played as if it were trained now: its points come in the order and the rhythm in which they were measured.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { StudyRecord } from '#src/experiment/study/study-record.ts';

const milliseconds = 6000; // for all of it
const every = 100;

export class StudyReplay implements ReactiveController {
  recorded: StudyRecord | undefined;
  private share = 1; // of its time
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly view: ReactiveControllerHost;

  constructor(view: ReactiveControllerHost) {
    this.view = view;
    view.addController(this);
  }

  /** From the beginning; for who wants no motion, its end. */
  play(recorded: StudyRecord | undefined): void {
    clearInterval(this.timer);
    this.recorded = recorded;
    this.share = recorded && !matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 1;
    if (this.share < 1)
      this.timer = setInterval(() => {
        this.share = Math.min(1, this.share + every / milliseconds);
        if (this.share >= 1) clearInterval(this.timer);
        this.view.requestUpdate();
      }, every);
    this.view.requestUpdate();
  }

  get playing(): boolean {
    return this.recorded !== undefined && this.share < 1;
  }

  /** As it was by then. Where it began with a long training, that is not waited for. */
  get shown(): StudyRecord | undefined {
    const { recorded, share } = this;
    if (!recorded || share >= 1) return recorded;
    const first = recorded.points[0]?.at ?? 0;
    const now = first + share * (recorded.seconds - first);
    return { ...recorded, points: recorded.points.filter(({ at }) => at <= now), transcripts: [], attempts: [] };
  }

  hostDisconnected(): void {
    clearInterval(this.timer);
  }
}
