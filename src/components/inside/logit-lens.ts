// <logit-lens>: what each layer would already answer, position by position, if the head read it there.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LensLayer } from '#src/session/look.ts';
import { sentenceOf, type Message } from '#src/words/message.ts';
import { formatLoss, formatPercent } from '#src/words/numbers.ts';
import { visible } from '#src/words/visible.ts';
import { controls } from '../base/controls.styles.ts';

@customElement('logit-lens')
export class LogitLens extends LitElement {
  @property({ attribute: false }) tokens: readonly string[] = [];
  @property({ attribute: false }) layers: readonly LensLayer[] | Message = [];

  static override readonly styles = [
    controls,
    css`
      .scroll {
        overflow-x: auto;
      }
      th,
      td {
        padding: 0.1rem 0.25rem;
        text-align: center;
        border: 0;
      }
      th[scope='row'],
      .loss {
        text-align: start;
        white-space: nowrap;
        font-weight: 400;
        color: var(--muted);
        padding-inline-end: 0.6rem;
      }
      thead td {
        color: var(--ink);
        border-block-end: 1px solid var(--rule);
      }
      /* The surer, the darker; right answers are set in bold, so that shade is not all there is. */
      .p0 {
        color: var(--muted);
      }
      .p1 {
        background: color-mix(in oklab, var(--ink) 8%, transparent);
      }
      .p2 {
        background: color-mix(in oklab, var(--ink) 16%, transparent);
      }
      .p3 {
        background: color-mix(in oklab, var(--ink) 26%, transparent);
      }
      .right {
        font-weight: 700;
        text-decoration: underline;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { tokens, layers } = this;
    if ('code' in layers) return html`<p class="small muted">${sentenceOf(layers)}</p>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="What each layer would answer">
        <table>
          <thead>
            <tr>
              <th scope="row">text</th>
              <td class="loss">loss</td>
              ${tokens.map((token) => html`<td>${visible(token)}</td>`)}
            </tr>
          </thead>
          <tbody>
            ${layers.map((layer, l) => this.renderLayer(layer, l))}
          </tbody>
        </table>
      </div>
      <p class="small muted">
        Below each character what would be predicted to follow it: the surer, the darker; right ones bold and underlined. The last
        row is the model’s own answer.
      </p>`;
  }

  private renderLayer({ likeliest, probability, loss }: LensLayer, layer: number): TemplateResult {
    return html`<tr>
      <th scope="row">${layer === 0 ? 'embedding' : `after block ${layer}`}</th>
      <td class="loss">${formatLoss(loss)}</td>
      ${likeliest.map((token, t) => {
        const p = probability[t]!;
        const right = t + 1 < this.tokens.length && token === this.tokens[t + 1];
        const shade = `p${Math.min(3, Math.floor(4 * p))}`;
        return html`<td class=${right ? `${shade} right` : shade} title=${formatPercent(p)}>${visible(token)}</td>`;
      })}
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'logit-lens': LogitLens;
  }
}
