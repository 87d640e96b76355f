// The texts and their licences.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { SourceList } from '#src/components/app/source-list.ts';
import { fakeSources } from '../../store/fake-worker.ts';
import { expectAccessible, find, mount } from '../mount.ts';
import '#src/components/app/source-list.ts';

describe('source-list', () => {
  it('is accessible and names every licence', async () => {
    const element = await mount<SourceList>(html`<source-list .sources=${fakeSources}></source-list>`);
    find<HTMLDetailsElement>(element, 'details').open = true;
    await expectAccessible(element);
    for (const { licence } of fakeSources) expect(element.shadowRoot!.textContent).toContain(licence);
  });
});
