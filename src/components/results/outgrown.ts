// The two commands that train an exported experiment with PyTorch, on one GPU or on many (docs/outgrow.md).

import { html, type TemplateResult } from 'lit';
import { isOwnText } from '#src/experiment/own-text.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { fileName } from '../base/save-file.ts';

/** Of the file that the export as JSON saves. */
export function commandsFor({ title, sweep, arms }: ExperimentRecord): readonly [one: string, many: string] {
  const text = arms.some(({ config }) => isOwnText(config.source)) ? ' --text FILE' : '';
  const weights = sweep ? '' : ' --weights out.safetensors';
  const what = `-m plateau_torch ${sweep ? 'sweep' : 'train'} ${fileName(title, 'json')} --out record.json${weights}${text}`;
  return [`python3 ${what}`, `torchrun --nproc_per_node 8 ${what}`];
}

/** Lines break between words: not behind a hyphen, with which an option begins. */
const wordsOf = (command: string): readonly TemplateResult[] =>
  command.split(' ').map((word, i) => html`${i > 0 ? ' ' : ''}<span>${word}</span>`);

export const outgrown = (record: ExperimentRecord): TemplateResult =>
  html`<div class="outgrown small">
    <p class="muted">
      The same in PyTorch, on one GPU or many: export JSON into a copy of this project, type
      <code>export PYTHONPATH=pytorch</code>
      and one of these; what it writes is imported here.
    </p>
    ${commandsFor(record).map((command) => html`<p><code>${wordsOf(command)}</code></p>`)}
  </div>`;
