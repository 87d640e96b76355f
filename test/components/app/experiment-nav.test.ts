// The groups of ready experiments, and those of the group that is open.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ExperimentNav } from '#src/components/app/experiment-nav.ts';
import { groups } from '#src/lessons/lessons.ts';
import { expectAccessible, find, findAll, heard, mount, words } from '../mount.ts';
import '#src/components/app/experiment-nav.ts';

const own = { id: 'own', title: 'Your own' };
const nav = (chosen = 'data'): Promise<ExperimentNav> =>
  mount(html`<experiment-nav .groups=${groups} .own=${own} .chosen=${chosen}></experiment-nav>`);
const texts = (element: ExperimentNav, path: string): string[] => findAll(element, path).map(words);

describe('experiment-nav', () => {
  it('is accessible', async () => expectAccessible(await nav()));

  it('shows the groups, and the lessons of the group in which somebody is', async () => {
    const element = await nav();
    expect(texts(element, 'ul:first-child button')).toEqual([...groups.map(({ title }) => title), 'Your own']);
    expect(texts(element, '[aria-expanded=true]')).toEqual(['Data']);
    expect(texts(element, '.lessons button')).toEqual(['More data', 'Learning by heart', 'The data wall', 'Better data']);
    expect(texts(element, '[aria-current=true]')).toEqual(['More data']);
    expect(find(element, '.lessons').getAttribute('aria-label')).toBe('Data');
  });

  it('opens another group without leaving the lesson, and reports what is chosen there', async () => {
    const element = await nav();
    find(element, 'button[aria-expanded]').click();
    await element.updateComplete;
    expect(texts(element, '[aria-expanded=true]')).toEqual(['Structure']);
    expect(texts(element, '.here'), 'where the lesson is').toEqual(['Data']);
    const chosen = heard(element, 'experiment-chosen');
    find(element, '.lessons button').click();
    expect(await chosen).toEqual({ id: 'shortcuts' });
  });

  it('follows whatever else leads to a lesson, and has no group open for what is in none', async () => {
    const element = await nav();
    element.chosen = 'law';
    await element.updateComplete;
    expect(texts(element, '[aria-expanded=true]')).toEqual(['Scale']);
    element.chosen = 'own';
    await element.updateComplete;
    expect(texts(element, '[aria-expanded=true]')).toEqual([]);
    expect(texts(element, '[aria-current=true]')).toEqual(['Your own']);
  });
});
