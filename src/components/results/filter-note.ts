// <filter-note>: what a filter kept of the text of each arm that has one, how much of that was clean, and what it cost.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { letterOf } from '#src/experiment/arms.ts';
import type { ArmRecord, FilterRecord } from '#src/experiment/record.ts';
import { formatFlops, formatPercent, formatSeconds, formatWhole } from '#src/words/numbers.ts';

@customElement('filter-note')
export class FilterNote extends LitElement {
  @property({ attribute: false }) arms: readonly Pick<ArmRecord, 'filter'>[] = [];

  static override readonly styles = css`
    p {
      font-size: var(--small);
      color: var(--muted);
    }
  `;

  protected override render(): TemplateResult | typeof nothing {
    // Arms that read the same blocks share a sentence.
    const alike = new Map<string, { readonly filter: FilterRecord; readonly letters: string[] }>();
    for (const [arm, { filter }] of this.arms.entries()) {
      if (!filter) continue;
      const same = alike.get(filter.kept) ?? { filter, letters: [] };
      alike.set(filter.kept, { filter, letters: [...same.letters, letterOf(arm)] });
    }
    if (alike.size === 0) return nothing;
    return html`${[...alike.values()].map(({ filter, letters }) => html`<p>${filterInWords(letters.join(', '), filter)}</p>`)}`;
  }
}

function filterInWords(arms: string, { blocks, keptBlocks, clean, keptClean, flops, seconds }: FilterRecord): string {
  const found =
    clean < blocks && clean > 0
      ? ` Not shuffled: ${formatPercent(clean / blocks)} of all, ${formatPercent(keptClean / keptBlocks)} of those kept; it kept ${formatPercent(keptClean / clean)} of them.`
      : '';
  return `${arms}: a small model kept the ${formatWhole(keptBlocks)} of ${formatWhole(blocks)} blocks that it found easiest.${found} It took ${formatFlops(flops)} and ${formatSeconds(seconds)}, which this chart and the numbers count; the curves and the times to a loss do not.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'filter-note': FilterNote;
  }
}
