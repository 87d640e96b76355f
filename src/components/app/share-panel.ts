// <share-panel>: the link of what is set up, or of what is shown with its results, to be copied.

import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { hideable, type Part, type View } from '#src/links/view.ts';
import { chosenStudy } from '#src/store/chosen-study.ts';
import { linkNow, resultsLinkNow, view } from '#src/store/links.ts';
import { sentence } from '#src/store/services.ts';
import { record } from '#src/store/shown/session.ts';
import { grouped } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';

const names: Readonly<Record<Part, string>> = {
  settings: 'settings',
  runs: 'all runs',
  inside: 'inside',
  profile: 'profile',
  samples: 'what they write',
  differences: 'differences',
  scale: 'the scale chart',
  export: 'export',
  sizes: 'sizes',
  lessons: 'other lessons',
};

@customElement('share-panel')
export class SharePanel extends SignalWatcher(LitElement) {
  @state() private packed: { readonly id: string; readonly link: string } | undefined; // with the results of this experiment
  @state() private said = '';
  @state() private asked: View = view.get(); // what the link asks of the page, for a class

  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
        padding-block: var(--space-2);
        border-block-end: 1px solid var(--rule);
        font-size: var(--small);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-3);
        align-items: center;
      }
      input[type='text'] {
        flex: 1 1 16rem;
        min-width: 0;
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        color: var(--muted);
      }
      fieldset label {
        display: inline-flex;
        gap: var(--space-1);
        align-items: center;
        min-height: var(--target);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const shown = chosenStudy.get() ? undefined : record.get(); // a study is sent as a file
    const packed = shown && this.packed?.id === shown.id ? this.packed.link : undefined;
    const { origin, pathname } = location;
    const link = `${origin}${pathname}${packed ?? linkNow(this.asked)}`;
    return html`<form @submit=${(e: Event) => this.copy(e, link)}>
        <label for="link">Link</label>
        <input id="link" type="text" readonly .value=${link} @focus=${(e: Event) => (e.target as HTMLInputElement).select()} />
        <button type="submit">Copy</button>
        <label
          ><input
            type="checkbox"
            .checked=${packed !== undefined}
            ?disabled=${!shown}
            @change=${(e: Event) => this.pack((e.target as HTMLInputElement).checked)}
          />
          with the results</label
        >
      </form>
      <details>
        <summary>For a class</summary>
        <fieldset>
          <legend>The page that it opens</legend>
          ${this.box('has fixed arms', this.asked.lock, (lock) => ({ ...this.asked, lock }))}
          ${this.box('is laid out for a projector', this.asked.present, (present) => ({ ...this.asked, present }))}
        </fieldset>
        <fieldset>
          <legend>It leaves out</legend>
          ${hideable.map((part) =>
            this.box(names[part], this.asked.hide.includes(part), (out) => ({
              ...this.asked,
              hide: hideable.filter((each) => (each === part ? out : this.asked.hide.includes(each))),
            })),
          )}
        </fieldset>
      </details>
      <p role="status">
        ${this.said || 'Whoever opens it sees this set-up; nothing starts by itself.'}
        ${packed ? html`<span class="muted">${grouped(link.length)} characters: some messengers cut long links off.</span>` : nothing}
      </p>`;
  }

  private box(name: string, checked: boolean, asking: (checked: boolean) => View): TemplateResult {
    const change = (event: Event): void => {
      this.asked = asking((event.target as HTMLInputElement).checked);
      if (this.packed) void this.pack(true);
    };
    return html`<label><input type="checkbox" .checked=${live(checked)} @change=${change} />${name}</label>`;
  }

  private async pack(wanted: boolean): Promise<void> {
    this.said = '';
    this.packed = undefined;
    const shown = record.get();
    if (!wanted || !shown) return;
    try {
      this.packed = { id: shown.id, link: (await resultsLinkNow(this.asked))! };
    } catch (error) {
      this.said = sentence(error);
      this.requestUpdate();
    }
  }

  private async copy(event: Event, link: string): Promise<void> {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link);
      this.said = 'Copied.';
    } catch {
      (this.renderRoot.querySelector('#link') as HTMLInputElement).select();
      this.said = 'The browser does not let this page copy: the link is selected, copy it with the keyboard.';
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'share-panel': SharePanel;
  }
}
