// <served-panel>: which of the sizes that were trained is cheapest at equal loss, once it has served so many tokens, read along the lengths
// that were measured; beside it what the law of the points says, and what published coefficients do.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { servedTotals, type MeasuredEnd, type ServedTotals } from '#src/science/fit/measured/served-totals.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';
import { formatCount, formatFlops } from '#src/words/numbers.ts';
import type { ChartScene } from '../../../base/chart/scene.ts';
import { controls } from '../../../base/controls.styles.ts';
import { lessonPanelStyles } from '../lesson-panel.styles.ts';
import { servedRange, servedScene } from './served-scene.ts';
import { cheapestOf, cheapestWords, lawWords, leadWords, missingWords, publishedWords } from './served-words.ts';
import '../../../base/chart/chart-frame.ts';

@customElement('served-panel')
export class ServedPanel extends LitElement {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ attribute: false }) law: FoundLaw | undefined; // of its points
  @state() private power: number | undefined; // of ten: tokens served

  private build: () => ChartScene | undefined = () => undefined;

  static override readonly styles = [
    controls,
    lessonPanelStyles,
    css`
      .served {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-3);
        align-items: center;
      }
      input[type='range'] {
        flex: 1 1 12rem;
        max-width: 28rem;
      }
      .served output {
        min-width: 4rem;
      }
      chart-frame {
        height: calc(13rem * var(--chart-scale, 1));
      }
      .scroll {
        overflow-x: auto;
      }
      tbody th {
        white-space: nowrap;
      }
      .cheapest :is(th, td) {
        font-weight: 600;
      }
    `,
  ];

  private get ends(): MeasuredEnd[] {
    return (this.law?.points ?? []).flatMap(({ parameters, tokens, loss, seed, diverged }) =>
      diverged || seed === undefined ? [] : [{ parameters, tokens, loss, seed }],
    );
  }

  private get sizes(): number[] {
    return [...new Set(this.ends.map(({ parameters }) => parameters))].sort((a, b) => a - b);
  }

  /** "width 8", of the arm that has so many. */
  private readonly nameOf = (parameters: number): string => {
    const point = this.law!.points.find((each) => each.parameters === parameters)!;
    return `width ${this.record.arms[point.arm]!.config.width}`;
  };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('law') && !changed.has('record')) return;
    const { ends, sizes } = this;
    this.build = () => (servedTotals(ends, 1) ? servedScene(ends, sizes, this.nameOf) : undefined);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { ends } = this;
    if (ends.length === 0) return nothing;
    const { low, high } = servedRange(ends);
    const power = Math.min(high, Math.max(low, this.power ?? (low + high) / 2));
    const served = 10 ** power;
    const found = servedTotals(ends, served);
    return html`<h2>What it costs once it is used</h2>
      ${
        found
          ? this.renderFound(found, served, power, { low, high })
          : html`<p>Two sizes that have reached the same loss are needed here, with the same seeds.</p>`
      }
      <p class="small muted">${publishedWords()}</p>`;
  }

  private renderFound(found: ServedTotals, served: number, power: number, range: { low: number; high: number }): TemplateResult {
    const { nameOf } = this;
    const tokens = `${formatCount(Number(served.toPrecision(2)))} tokens`;
    const law = this.law && lawWords(this.law.report, this.ends, found.loss, served);
    const cheapest = cheapestOf(found.sizes);
    return html`<p>To train on a token takes 6 FLOP for each weight, to serve one takes 2. A smaller model must train longer.</p>
      <div class="served">
        <label for="served">Tokens it will serve</label>
        <input
          id="served"
          type="range"
          min=${range.low}
          max=${range.high}
          step="0.1"
          .value=${power.toFixed(1)}
          aria-valuetext=${tokens}
          @input=${(e: Event) => (this.power = Number((e.target as HTMLInputElement).value))}
        />
        <output for="served">${tokens}</output>
      </div>
      <p class="answer"><b>${cheapestWords(found, nameOf)}</b> ${leadWords(found, nameOf)}</p>
      <chart-frame
        label=${`Cost in all against tokens served, in times the cheapest. At ${tokens}: ${found.sizes.map(({ parameters, total }) => `${nameOf(parameters)} × ${(total / cheapest.total).toFixed(2)}`).join(', ')}.`}
        .build=${this.build}
        .cursor=${served}
      ></chart-frame>
      <p class="small muted">Lines: cost in all, in times that of the cheapest, against tokens served.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Costs by size">
        <table>
          <thead>
            <tr>
              <th scope="col">size</th>
              <th scope="col" class="number">parameters</th>
              <th scope="col" class="number">tokens to this loss</th>
              <th scope="col" class="number">training</th>
              <th scope="col" class="number">serving</th>
              <th scope="col" class="number">in all</th>
            </tr>
          </thead>
          <tbody>
            ${found.sizes.map(
              ({ parameters, tokens, training, serving, total }) =>
                html`<tr class=${parameters === cheapest.parameters ? 'cheapest' : ''}>
                  <th scope="row">${nameOf(parameters)}</th>
                  <td class="number">${formatCount(parameters)}</td>
                  <td class="number">${formatCount(tokens)}</td>
                  <td class="number">${formatFlops(training)}</td>
                  <td class="number">${formatFlops(serving)}</td>
                  <td class="number">${formatFlops(total)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${missingWords(found, nameOf).map((said) => html`<p class="small">${said}</p>`)}
      ${law ? html`<p class="law">${law}</p>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'served-panel': ServedPanel;
  }
}
