// What all fields of a form have in common: a row with label, help and control, and what is wrong underneath.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { controls } from '../controls.styles.ts';
import { field } from './field.styles.ts';

export abstract class FormField<Value> extends LitElement {
  abstract value: Value;
  @property() label = '';
  @property() help = '';
  @property({ type: Boolean }) disabled = false;
  @property() problem = '';
  @property({ type: Boolean, reflect: true }) compact = false; // in one line, without help

  static override readonly styles = [controls, field];

  /** Has the id "control", and `described` as its aria-describedby. */
  protected abstract renderControl(described: string | typeof nothing): TemplateResult;

  /** The help in full: a field may know more than it was told. */
  protected get explanation(): string {
    return this.help;
  }

  /** What is wrong: a field may see for itself. */
  protected get wrong(): string {
    return this.problem;
  }

  protected override render(): TemplateResult {
    const { label, wrong } = this;
    const help = this.compact ? '' : this.explanation;
    const described = [help && 'help', wrong && 'problem'].filter(Boolean).join(' ');
    return html`<div class="row">
      <label for="control">${label}</label>
      ${help ? html`<div class="help" id="help">${help}</div>` : nothing}
      <div class="control">${this.renderControl(described || nothing)}</div>
      ${wrong ? html`<div class="wrong" id="problem">${wrong}</div>` : nothing}
    </div>`;
  }

  protected tell(type: string, value: Value): void {
    this.dispatchEvent(new CustomEvent(type, { detail: { value }, bubbles: true, composed: true }));
  }
}
