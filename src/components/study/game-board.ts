// <game-board>: a game against a net, at any stage of its training, with and without a search. What the net would do is a table in the
// record, so nothing has to be trained or loaded to play.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { positionsOf, type Game } from '#src/games/game.ts';
import { nim } from '#src/games/nim.ts';
import { priorOf } from '#src/games/policy-table.ts';
import { evenPrior, searched, type Prior } from '#src/games/search.ts';
import { ticTacToe } from '#src/games/tic-tac-toe.ts';
import { formatPercent, plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { boardStyles } from './game-board.styles.ts';

const games = { nim, 'tic-tac-toe': ticTacToe };
const allPositions = new Map<Game, readonly string[]>();
const simulations = [0, 16, 64, 256];

@customElement('game-board')
export class GameBoard extends LitElement {
  @property() game: keyof typeof games = 'nim';
  /** By stage: see src/games/policy-table.ts. */
  @property({ attribute: false }) policies: Readonly<Record<string, string>> = {};
  @property({ attribute: false }) stages: Readonly<Record<string, string>> = {};

  @state() private position = '';
  @state() private stage = '';
  private chose = false; // the stage; else it is the last there is
  @state() private thinks = 0; // simulations for a move
  @state() private shown = true; // what the net thinks
  @state() private said = '';
  @state() private focused = 0;

  static override readonly styles = [controls, boardStyles];

  private get rules(): Game {
    return games[this.game];
  }

  private get prior(): Prior {
    const { rules, stage, policies } = this;
    const table = policies[stage];
    if (table === undefined) return evenPrior(rules);
    if (!allPositions.has(rules)) allPositions.set(rules, positionsOf(rules));
    const all = allPositions.get(rules)!;
    // A table of Nim has the heaps in their order.
    return priorOf(rules, rules === nim ? all.toSorted((a, b) => Number(a) - Number(b)) : all, table);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const known = Object.keys(this.policies);
    if (!known.includes(this.stage)) this.chose = false;
    if (!this.chose) this.stage = known.at(-1) ?? '';
    if (changed.has('game')) this.begin(true);
  }

  private begin(visitor: boolean): void {
    this.position = this.rules.start;
    this.said = visitor ? `You begin${this.game === 'nim' ? '' : ', with x'}.` : '';
    if (!visitor) this.answer();
  }

  private get visitorsTurn(): boolean {
    return this.rules.result(this.position) === undefined;
  }

  /** A move of the visitor, and the net’s answer. */
  private take(move: number): void {
    const { rules, position } = this;
    if (!rules.legal(position).includes(move)) return;
    this.position = rules.play(position, move);
    this.said = `You: ${this.moveInWords(position, move)}. `;
    if (rules.result(this.position) === undefined) this.answer();
    else this.said += this.ending(true);
  }

  private answer(): void {
    const { rules, position } = this;
    const move = searched(rules, position, this.prior, this.thinks, Date.now() >>> 0);
    this.position = rules.play(position, move);
    this.said += `The net: ${this.moveInWords(position, move)}. `;
    if (rules.result(this.position) !== undefined) this.said += this.ending(false);
  }

  /** Of whoever has just moved. */
  private ending(visitor: boolean): string {
    const result = this.rules.result(this.position)!;
    if (result === 0) return 'Drawn.';
    return result < 0 === visitor ? 'You have won.' : 'The net has won.';
  }

  private moveInWords(position: string, move: number): string {
    if (this.game === 'nim') return `takes ${move + 1}, leaves ${this.rules.play(position, move)}`;
    return `row ${Math.floor(move / 3) + 1}, column ${(move % 3) + 1}`;
  }

  /** Who plays by keys keeps a place: a move that is no longer possible hands it to one that is, or to a new game. */
  protected override updated(): void {
    const { activeElement } = this.renderRoot as ShadowRoot;
    if (activeElement instanceof HTMLButtonElement && activeElement.disabled)
      this.renderRoot.querySelector<HTMLElement>('.moves button:enabled, .buttons button')?.focus();
  }

  protected override render(): TemplateResult {
    const { stage, thinks, shown, said } = this;
    const names = Object.keys(this.policies);
    return html`<h2>Play against it</h2>
      <div class="choices">
        <label>
          the net
          <select aria-label="stage of training" @change=${this.choose}>
            ${names.map((name) => html`<option value=${name} .selected=${name === stage}>${this.stages[name] ?? name}</option>`)}
          </select>
        </label>
        <label>
          thinks ahead
          <select aria-label="simulations for a move" @change=${(e: Event) => (this.thinks = Number(valueOf(e)))}>
            ${simulations.map((n) => html`<option value=${n} ?selected=${n === thinks}>${n === 0 ? 'not at all' : plural(n, 'simulation')}</option>`)}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            .checked=${shown}
            @change=${(e: Event) => (this.shown = (e.target as HTMLInputElement).checked)}
          />
          show what the net would do here${thinks > 0 ? ', before it thinks ahead' : nothing}
        </label>
      </div>
      ${this.game === 'nim' ? this.renderHeap() : this.renderCells()}
      <p class="said" role="status" aria-live="polite">${said}</p>
      <div class="buttons">
        <button type="button" @click=${() => this.begin(true)}>New game, you begin</button>
        <button type="button" @click=${() => this.begin(false)}>New game, the net begins</button>
      </div>`;
  }

  private readonly choose = (event: Event): void => {
    this.stage = valueOf(event);
    this.chose = true;
  };

  /** By move: what the net would give it here. */
  private get shares(): ReadonlyMap<number, number> {
    const { rules, position } = this;
    if (!this.shown || rules.legal(position).length === 0) return new Map();
    const prior = this.prior(position);
    return new Map(rules.legal(position).map((move, i) => [move, prior[i]!]));
  }

  private renderHeap(): TemplateResult {
    const { shares, visitorsTurn } = this;
    const left = Number(this.position);
    return html`<p class="heap"><i aria-hidden="true">${'●'.repeat(left)}</i><span>${plural(left, 'stone')}</span></p>
      <div class="moves" role="group" aria-label="your move">
        ${[0, 1, 2].map(
          (move) =>
            html`<button type="button" ?disabled=${!visitorsTurn || move >= left} @click=${() => this.take(move)}>
              take ${move + 1}${shares.has(move) ? html`<small>the net: ${formatPercent(shares.get(move)!)}</small>` : nothing}
            </button>`,
        )}
      </div>`;
  }

  private renderCells(): TemplateResult {
    const { shares, position, visitorsTurn, focused } = this;
    const legal = this.rules.legal(position);
    const best = Math.max(0, ...shares.values());
    return html`<div class="cells" role="grid" aria-label="tic-tac-toe" @keydown=${this.pressed}>
      ${[0, 1, 2].map(
        (row) =>
          html`<div role="row">
            ${[0, 1, 2].map((column) => {
              const cell = 3 * row + column;
              const sign = position[cell]!;
              const share = shares.get(cell);
              const what = sign === '.' ? 'empty' : sign;
              return html`<button
                type="button"
                role="gridcell"
                class=${share !== undefined && share === best ? 'liked' : ''}
                tabindex=${cell === focused ? 0 : -1}
                aria-label=${`row ${row + 1}, column ${column + 1}: ${what}${share === undefined ? '' : `, the net ${formatPercent(share)}`}`}
                aria-disabled=${visitorsTurn && legal.includes(cell) ? 'false' : 'true'}
                @click=${() => {
                  this.focused = cell;
                  this.take(cell);
                }}
              >
                ${sign === '.' ? (share === undefined ? '' : html`<small>${formatPercent(share)}</small>`) : sign}
              </button>`;
            })}
          </div>`,
      )}
    </div>`;
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -3, ArrowDown: 3 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const sideways = Math.abs(by) === 1;
    const next = this.focused + by;
    const stays = sideways ? Math.floor(next / 3) === Math.floor(this.focused / 3) : next >= 0 && next < 9;
    if (!stays) return;
    this.focused = next;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  };
}

const valueOf = (event: Event): string => (event.target as HTMLSelectElement).value;

declare global {
  interface HTMLElementTagNameMap {
    'game-board': GameBoard;
  }
}
