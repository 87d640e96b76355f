// The list of ready experiments.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ExperimentNav } from '#src/components/app/experiment-nav.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { expectAccessible, find, findAll, heard, mount, words } from '../mount.ts';
import '#src/components/app/experiment-nav.ts';

describe('experiment-nav', () => {
  const nav = (): Promise<ExperimentNav> => mount(html`<experiment-nav .experiments=${lessons} chosen="data"></experiment-nav>`);
  it('is accessible', async () => expectAccessible(await nav()));
  it('marks the chosen one and reports another', async () => {
    const element = await nav();
    expect(findAll(element, '[aria-current=true]').map(words)).toEqual(['More data']);
    const chosen = heard(element, 'experiment-chosen');
    find(element, 'button').click();
    expect(await chosen).toEqual({ id: 'shortcuts' });
  });
});
