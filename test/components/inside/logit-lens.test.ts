// What each layer would answer.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { LogitLens } from '#src/components/inside/logit-lens.ts';
import { message } from '#src/words/message.ts';
import { expectAccessible, findAll, mount, words } from '../mount.ts';
import { look, tokens } from './sample-inside.ts';
import '#src/components/inside/logit-lens.ts';

describe('logit-lens', () => {
  const view = (layers: LogitLens['layers']): Promise<LogitLens> =>
    mount(html`<logit-lens .tokens=${tokens} .layers=${layers}></logit-lens>`);

  it('is accessible', async () => expectAccessible(await view(look.lens)));

  it('has a row for each layer, and marks what is right', async () => {
    const element = await view(look.lens);
    const rows = findAll(element, 'tbody tr').map(words);
    expect(rows).toEqual(
      ['embedding 2.500 x x x', 'after block 1 0.500 ␣ b a'].map((row) => expect.stringMatching(row.replaceAll(' ', ' ?'))),
    );
    expect(findAll(element, '.right').map((cell) => cell.textContent)).toEqual(['␣', 'b']);
  });

  it('says why a stream cannot be read', async () => {
    expect(words(await view(message('unreadableStreams')))).toContain('in a language of its own, which the head cannot read.');
  });
});
