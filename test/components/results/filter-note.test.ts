// What a filter kept, how much of that was clean, and what it cost.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { FilterNote } from '#src/components/results/filter-note.ts';
import type { FilterRecord } from '#src/experiment/record.ts';
import { expectAccessible, findAll, mount, words } from '../mount.ts';
import '#src/components/results/filter-note.ts';

const filter: FilterRecord = { blocks: 8, kept: 'f0', keptBlocks: 4, clean: 4, keptClean: 3, flops: 2.3e9, seconds: 4.2 };
const note = (...filters: (FilterRecord | undefined)[]): Promise<FilterNote> =>
  mount(html`<filter-note .arms=${filters.map((each) => (each ? { filter: each } : {}))}></filter-note>`);

describe('filter-note', () => {
  it('is accessible', async () => expectAccessible(await note(filter)));
  it('says once of arms that read the same blocks what was kept, found and paid', async () => {
    const element = await note(undefined, filter, { ...filter, kept: '0f' }, filter);
    const sentences = findAll(element, 'p').map(words);
    expect(sentences).toHaveLength(2);
    expect(sentences[0]).toContain('B, D: a small model kept the 4 of 8 blocks that it found easiest.');
    expect(sentences[0]).toContain('Not shuffled: 50 % of all, 75 % of those kept; it kept 75 % of them.');
    expect(sentences[0]).toContain('2.3 GFLOP and 4.20 s');
    expect(sentences[1]).toMatch(/^C: /);
  });
  it.each([0, 8])('has nothing to say of what is clean where %i of 8 blocks are', async (clean) => {
    const element = await note({ ...filter, clean, keptClean: Math.min(clean, 4) });
    expect(words(element)).not.toContain('Not shuffled');
  });
  it('is empty without a filter', async () => expect(words(await note(undefined, undefined))).toBe(''));
});
