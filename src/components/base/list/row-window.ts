// Follows the scrolling of a long list of rows of one height: which of them are to be drawn, and how one comes into view.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { firstRow, placesOf, scrollFor, type Place } from './virtual-rows.ts';

export class RowWindow implements ReactiveController {
  height = 32; // pixels of a row
  inView = 12; // rows, those seen in part included
  private first = 0;
  private observed: HTMLElement | undefined;
  private readonly host: ReactiveControllerHost & HTMLElement;
  private readonly resize = new ResizeObserver(() => this.measure());

  /** The host draws `.region`, which scrolls, with a head that sticks to its top and rows that have a `data-key`. */
  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.observed || !this.region) return;
    this.observed = this.region;
    this.resize.observe(this.region);
  }

  hostDisconnected(): void {
    this.resize.disconnect();
    this.observed = undefined;
  }

  private get region(): HTMLElement | null {
    return this.host.shadowRoot!.querySelector('.region');
  }

  places(count: number, kept: number): Place[] {
    return placesOf(count, this.first, this.inView, kept);
  }

  /** The first row that is seen, at least in part. */
  get top(): number {
    return Math.floor((this.region?.scrollTop ?? 0) / this.height);
  }

  readonly scrolled = (): void => {
    const first = firstRow(this.region!.scrollTop, this.height);
    if (first === this.first) return;
    this.first = first;
    this.host.requestUpdate();
  };

  /** Brings a row into view, and has it drawn. */
  reveal(row: number): void {
    const region = this.region!;
    const head = region.querySelector('thead')!.offsetHeight;
    region.scrollTop = scrollFor(row, this.height, region.scrollTop, region.clientHeight, head);
    this.scrolled();
  }

  scrollBy(rows: number): void {
    if (rows) this.region!.scrollTop += rows * this.height;
  }

  toTop(): void {
    this.region!.scrollTop = 0;
  }

  private measure(): void {
    const region = this.region!;
    const row = region.querySelector('tbody [data-key]');
    if (row) this.height = row.getBoundingClientRect().height;
    this.inView = Math.ceil(region.clientHeight / this.height) + 1;
    this.first = firstRow(region.scrollTop, this.height);
    this.host.requestUpdate();
  }
}
