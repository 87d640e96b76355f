// Start, pause, step, reset, resume.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { RunControls } from '#src/components/setup/run-controls.ts';
import type { SessionState } from '#src/session/events.ts';
import { message, type Message } from '#src/words/message.ts';
import { expectAccessible, find, findAll, mount } from '../mount.ts';
import '#src/components/setup/run-controls.ts';

describe('run-controls', () => {
  const said = (text: string): Message => message('said', { text });
  const bar = (session: SessionState, reason = ''): Promise<RunControls> =>
    mount(html`<run-controls .session=${session} .reason=${reason} .shown=${true} .trainable=${true}></run-controls>`);
  const enabled = (element: RunControls): string[] =>
    findAll<HTMLButtonElement>(element, 'button')
      .filter((b) => !b.disabled)
      .map((b) => b.textContent.trim());

  it('is accessible', async () => expectAccessible(await bar({ phase: 'stopped', message: said('Lost.'), resumable: true })));
  it('offers what can be done now', async () => {
    expect(enabled(await bar({ phase: 'finished' }))).toEqual(['Start', 'Reset']);
    expect(enabled(await bar({ phase: 'preparing' }))).toEqual(['Reset']);
    expect(enabled(await bar({ phase: 'training' }))).toEqual(['Pause', 'Reset']);
    expect(enabled(await bar({ phase: 'paused' }))).toEqual(['Continue', 'Step', 'Reset']);
    expect(enabled(await bar({ phase: 'stopped', resumable: true }))).toEqual(['Start', 'Resume', 'Reset']);
    expect(enabled(await bar({ phase: 'stopped' }))).toEqual(['Start', 'Reset']);
  });
  it.each([
    ['Start', 'run-started', 'idle'],
    ['Pause', 'run-toggled', 'training'],
    ['Continue', 'run-toggled', 'paused'],
    ['Step', 'run-stepped', 'paused'],
    ['Reset', 'run-reset', 'finished'],
    ['Resume', 'run-resumed', 'stopped'],
  ] as const)('tells that %s was pressed, and nothing else', async (name, type, phase) => {
    const element = await bar({ phase, resumable: true });
    const told: string[] = [];
    for (const each of ['run-started', 'run-toggled', 'run-stepped', 'run-reset', 'run-resumed'])
      element.addEventListener(each, () => told.push(each));
    findAll(element, 'button')
      .find((button) => button.textContent.trim() === name)!
      .click();
    expect(told).toEqual([type]);
  });
  it('says why Start is off, and ties the reason to it', async () => {
    const element = await bar({ phase: 'idle' }, 'Seeds must be a whole number from 1 to 16.');
    const start = find<HTMLButtonElement>(element, '#start');
    expect(start.disabled).toBe(true);
    const described = element.shadowRoot!.getElementById(start.getAttribute('aria-describedby')!);
    expect(described!.textContent).toContain('Seeds must be');
  });
  it('shows why it stopped', async () => {
    const element = await bar({ phase: 'stopped', message: said('The GPU was lost.'), resumable: true });
    expect(find(element, '.wrong').textContent).toBe('The GPU was lost.');
  });
  it('passes on what is to be known while training', async () => {
    const element = await bar({ phase: 'training', message: said('Each step takes longer.') });
    expect(find(element, '.note').textContent).toBe('Each step takes longer.');
    expect(findAll(await bar({ phase: 'training' }), '.note')).toEqual([]);
  });
});
