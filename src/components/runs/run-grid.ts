// <run-grid>: the runs as one long table of which only the rows that are near are drawn; a tree that is used by mouse or keys.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Line } from '#src/store/kept/groups.ts';
import type { RunRow } from '#src/store/kept/rows.ts';
import type { Column, Sorting } from '#src/store/kept/table.ts';
import { controls } from '../base/controls.styles.ts';
import { RowElements } from '../base/list/row-elements.ts';
import { RowWindow } from '../base/list/row-window.ts';
import type { Place } from '../base/list/virtual-rows.ts';
import { actOnExperiment, actOnRun } from './run-actions.ts';
import { gridCommand } from './run-grid-keys.ts';
import { gridStyles } from './run-grid.styles.ts';
import { gapLine, groupLine, isNumber, runLine } from './run-grid.templates.ts';

export interface RunsSelected {
  readonly keys: readonly string[];
  readonly on: boolean;
}
export interface GroupFolded {
  readonly key: string;
  readonly on: boolean;
}
export interface SortChosen {
  readonly field: string;
}

/** @fires runs-selected with RunsSelected, group-folded with GroupFolded, sort-chosen with SortChosen, run-acted, experiment-acted */
@customElement('run-grid')
export class RunGrid extends LitElement {
  @property({ attribute: false }) lines: readonly Line[] = [];
  @property({ attribute: false }) columns: readonly Column[] = [];
  @property({ attribute: false }) sorting: Sorting | undefined;
  @property({ attribute: false }) selected: ReadonlySet<string> = new Set();
  @property() opened: string | undefined; // the run whose details are open
  @property() shown: string | undefined; // the experiment on the chart
  @property() trained: string | undefined; // the experiment that this page trains
  @property({ type: Boolean }) trainable = false;
  /** What is searched, sorted and grouped: another one is read from the top. */
  @property() subject = '';
  @state() private active = ''; // the key of the line in use
  private focused: HTMLElement | undefined; // before the table is drawn again
  private readonly elements = new RowElements();
  private readonly window = new RowWindow(this);

  static override readonly styles = [controls, gridStyles];

  protected override render(): TemplateResult {
    const { lines } = this;
    const active = Math.max(0, this.indexOf(this.active));
    const places = this.window.places(lines.length, active);
    const drawn = places.flatMap((place) => ('row' in place ? lines[place.row]!.key : []));
    const elements = this.elements.assign(drawn);
    return html`<div class="region" @scroll=${this.window.scrolled}>
      <table
        role="treegrid"
        aria-label="Runs"
        aria-multiselectable="true"
        aria-rowcount=${lines.length + 1}
        .style=${`min-width:calc(${this.columns.map(widthOf).join('+')} + var(--fixed))`}
        @keydown=${this.pressed}
        @focusin=${this.entered}
      >
        <thead>
          ${this.renderHead()}
        </thead>
        <tbody>
          ${repeat(
            places,
            (place, i) => ('gap' in place ? `gap ${i}` : elements.get(lines[place.row]!.key)),
            (place) => this.renderPlace(place, active),
          )}
        </tbody>
      </table>
    </div>`;
  }

  private renderHead(): TemplateResult {
    const { lines } = this;
    const all = lines.length > 0 && lines.every((line) => this.isWhole(line));
    return html`<tr aria-rowindex="1">
      <td class="pick">
        <input
          type="checkbox"
          aria-label="select all runs in the table"
          .checked=${live(all)}
          .indeterminate=${live(!all && lines.some((line) => this.isBegun(line)))}
          @change=${(e: Event) => this.pick([...new Set(lines.flatMap(keysOf))], (e.target as HTMLInputElement).checked)}
        />
      </td>
      ${this.renderHeading('name', 'Run', 'name')}
      ${this.columns.map((column) => {
        const { id, label } = column.field;
        return this.renderHeading(id, label, isNumber(column) ? 'number' : '', `width:calc${widthOf(column)}`);
      })}
      <td class="rest" aria-hidden="true"></td>
    </tr>`;
  }

  private renderHeading(field: string, label: string, name: string, style = ''): TemplateResult {
    const { sorting } = this;
    const order = sorting?.field === field ? (sorting.descending ? 'descending' : 'ascending') : undefined;
    const arrow = order && (order === 'ascending' ? '▲' : '▼');
    const choose = (): void => this.tell('sort-chosen', { field } satisfies SortChosen);
    return html`<th scope="col" class=${name} aria-sort=${order ?? nothing} .style=${style}>
      <button type="button" @click=${choose}>${label}${arrow ? html` <span aria-hidden="true">${arrow}</span>` : nothing}</button>
    </th>`;
  }

  private renderPlace(place: Place, active: number): TemplateResult {
    const width = this.columns.length + 3;
    if ('gap' in place) return gapLine(place.gap * this.window.height, width);
    const line = this.lines[place.row]!;
    const level = line.kind === 'run' ? line.level : 1;
    const at = { place: place.row + 2, level, tab: place.row === active ? 0 : -1 } as const;
    if (line.kind === 'run') {
      const pick = (on: boolean): void => this.pick([line.key], on);
      const state = { ...at, selected: this.selected.has(line.key), pick };
      return runLine(line.row, this.columns, state, line.key === this.opened);
    }
    const { group, folded } = line;
    const { shown, trained, trainable } = this;
    return groupLine(group, width, {
      ...at,
      folded,
      shown,
      trained,
      trainable,
      selected: this.isWhole(line),
      some: this.isBegun(line),
      pick: (on) => this.pick(keysOf(line), on),
      fold: (on) => this.fold(group.key, on),
    });
  }

  /** Puts the focus on a line, wherever it is. */
  async go(index: number): Promise<void> {
    const line = this.lines[index];
    if (!line) return;
    this.active = line.key;
    this.window.reveal(index);
    await this.updateComplete;
    this.rowOf(line.key)?.focus({ preventScroll: true });
  }

  /** Puts the focus back on the row of a run, or on the first one if it is not shown. */
  goTo(key: string): Promise<void> {
    return this.go(Math.max(0, this.indexOf(key)));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const focused = (this.renderRoot as ShadowRoot | undefined)?.activeElement;
    this.focused = focused?.closest('tbody') ? (focused as HTMLElement) : undefined;
    const before = changed.get('lines');
    if (!before || this.indexOf(this.active) >= 0) return;
    // What stands in its place is in use now.
    const index = before.findIndex(({ key }) => key === this.active);
    this.active = this.lines[Math.max(0, Math.min(index, this.lines.length - 1))]?.key ?? '';
  }

  /** The focus stays with its line: a row that moves loses it, and that of a line that goes belongs to another one now. */
  private refocus(): void {
    const { focused } = this;
    const row = this.rowOf(this.active);
    if (!focused || !row || row.contains((this.renderRoot as ShadowRoot).activeElement)) return;
    row.focus({ preventScroll: true }); // first, since its buttons are there only while it has the focus
    if (row.contains(focused)) focused.focus({ preventScroll: true });
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.refocus();
    if (changed.has('subject')) this.window.toTop();
    else if (changed.has('lines')) this.window.scrollBy(this.shift(changed.get('lines') ?? []));
  }

  /** By how many rows the first one in view has moved: new runs above it must not push it away. */
  private shift(before: readonly Line[]): number {
    const { top } = this.window;
    const now = top > 0 ? this.indexOf(before[top]?.key ?? '') : -1;
    return now < 0 ? 0 : now - top;
  }

  private readonly entered = (event: FocusEvent): void => {
    const key = (event.target as Element).closest<HTMLElement>('tr[data-key]')?.dataset['key'];
    if (key !== undefined) this.active = key;
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const index = this.indexOf(this.active);
    const target = event.composedPath()[0] as HTMLElement;
    const onRow = target.localName === 'tr';
    const command = gridCommand(event, onRow, this.lines, index, this.window.inView - 2);
    const line = this.lines[index];
    if (!command || !line) return;
    event.preventDefault();
    if (command === 'leave') this.rowOf(line.key)?.focus();
    else if (command === 'select') this.toggle(line);
    else if (command === 'open') this.openLine(line, target);
    else if ('fold' in command) this.fold(command.key, command.fold);
    else void this.go(command.to);
  };

  private toggle(line: Line): void {
    this.pick(keysOf(line), !this.isWhole(line));
  }

  /** All of its runs are selected. */
  private isWhole(line: Line): boolean {
    return this.selected.size > 0 && runsOf(line).every(({ key }) => this.selected.has(key));
  }

  /** Some of them are. */
  private isBegun(line: Line): boolean {
    return this.selected.size > 0 && runsOf(line).some(({ key }) => this.selected.has(key));
  }

  private openLine(line: Line, from: HTMLElement): void {
    if (line.kind === 'run') actOnRun(from, line.row, { act: 'open' });
    else if (line.group.record) actOnExperiment(from, line.group.record.id, { act: 'open' });
    else this.fold(line.group.key, !line.folded);
  }

  private indexOf(key: string): number {
    return this.lines.findIndex((line) => line.key === key);
  }

  private rowOf(key: string): HTMLElement | null {
    return this.renderRoot.querySelector(`tr[data-key="${CSS.escape(key)}"]`);
  }

  private pick(keys: readonly string[], on: boolean): void {
    this.tell('runs-selected', { keys, on } satisfies RunsSelected);
  }

  private fold(key: string, on: boolean): void {
    this.tell('group-folded', { key, on } satisfies GroupFolded);
  }

  private tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Fixed, since the rows that are drawn change; with the space between two columns. */
const widthOf = ({ width }: Column): string => `(${width}ch + 1.2rem)`;

const runsOf = (line: Line): readonly RunRow[] => (line.kind === 'run' ? [line.row] : line.group.rows);
const keysOf = (line: Line): string[] => runsOf(line).map(({ key }) => key);

declare global {
  interface HTMLElementTagNameMap {
    'run-grid': RunGrid;
  }
}
