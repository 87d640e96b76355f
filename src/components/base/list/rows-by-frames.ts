// A list of more arms than can be trained here: its beginning at once, and more of it in every frame, so that no frame makes many
// elements.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { mostArms } from '#src/experiment/limits.ts';

const each = 16; // rows of a frame, in one list of the page

/** Those that have more to draw, in turns. */
const waiting = new Set<RowsByFrames>();
let frame = 0;

export class RowsByFrames implements ReactiveController {
  private most = mostArms;
  private readonly host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.host.requestUpdate(); // it may have been taken away before all was drawn
  }

  hostDisconnected(): void {
    waiting.delete(this);
  }

  /** As many of them as are drawn now. What was drawn once is drawn at once, until the list is short again. */
  of<T>(rows: readonly T[]): readonly T[] {
    if (rows.length <= mostArms) this.most = mostArms;
    if (rows.length <= this.most) {
      waiting.delete(this);
      return rows;
    }
    waiting.add(this);
    frame ||= requestAnimationFrame(growNext);
    return rows.slice(0, this.most);
  }

  grow(): void {
    this.most += each;
    this.host.requestUpdate();
  }
}

function growNext(): void {
  frame = 0;
  const [next] = waiting;
  if (!next) return;
  waiting.delete(next); // it comes back, behind the others, if it has yet more
  next.grow();
  if (waiting.size) frame = requestAnimationFrame(growNext);
}
