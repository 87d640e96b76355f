// <lesson-panel>: what a lesson about size has beneath its scale chart, loaded when it is first shown.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { FitReport } from '#src/science/fit/fit-points.ts';
import { lawOfCompute } from '#src/store/scaling/compute-law.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';

/** By the lesson. */
const panels: Readonly<Record<string, () => Promise<unknown>>> = {
  serving: () => import('./served/served-panel.ts'),
  meek: () => import('./meek/meek-panel.ts'),
};

@customElement('lesson-panel')
export class LessonPanel extends LitElement {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ attribute: false }) law: FoundLaw | undefined; // of its points
  @state() private loaded = '';
  @state() private ofCompute: FitReport | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { experiment } = this.record;
    // Where it cannot be loaded, the chart stands without it.
    if (this.loaded !== experiment)
      panels[experiment]?.().then(
        () => (this.loaded = experiment),
        () => undefined,
      );
    if (changed.has('law') && experiment === 'meek') void this.fit();
  }

  private async fit(): Promise<void> {
    const { law } = this;
    const report = law && (await lawOfCompute(law));
    if (law === this.law) this.ofCompute = report;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { record, law, loaded, ofCompute } = this;
    if (!law || loaded !== record.experiment) return nothing; // what was trained comes first
    return loaded === 'meek'
      ? html`<meek-panel .fitted=${ofCompute}></meek-panel>`
      : html`<served-panel .record=${record} .law=${law}></served-panel>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lesson-panel': LessonPanel;
  }
}
