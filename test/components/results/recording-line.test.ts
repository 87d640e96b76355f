// What a visitor reads beside a recording: where it was made, and what Start would train.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { RecordingLine } from '#src/components/results/recording-line.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { filledRecord } from '../../store/fake-record.ts';
import { expectAccessible, mount, words } from '../mount.ts';
import '#src/components/results/recording-line.ts';

const recorded = filledRecord(lessons[0]!.spec('nano'), 1, 'recorded');
const line = (size: string, suits: string, trainable = true): Promise<RecordingLine> =>
  mount(html`<recording-line .recorded=${recorded} .trainable=${trainable} .size=${size} .suits=${suits}></recording-line>`);

describe('recording-line', () => {
  it('is accessible', async () => expectAccessible(await line('nano', 'standard')));
  it.each([
    ['nano', 'nano', /at size nano, trained on .+\. Start trains it here\. Play again$/],
    ['nano', '', /\. Start trains it here\. Play again$/],
    ['nano', 'standard', /\. Start trains it here\. Size standard, under Settings, suits this machine\. Play again$/],
    ['standard', 'standard', /at size nano, .+\. Start trains it here at size standard\. Play again$/],
  ])('says what Start trains at size %s, where “%s” suits', async (size, suits, said) => {
    expect(words(await line(size, suits))).toMatch(said);
  });
  it('does not speak of Start where nothing can be trained', async () =>
    expect(words(await line('nano', 'standard', false))).not.toContain('Start'));
});
