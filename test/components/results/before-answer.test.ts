// What is asked between Start and the answer.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { BeforeAnswer, Said } from '#src/components/results/before-answer.ts';
import { expectAccessible, find, findAll, heard, mount, type, words } from '../mount.ts';
import '#src/components/results/before-answer.ts';

const asked = (why = true, spread = true): Promise<BeforeAnswer> =>
  mount(html`<before-answer .why=${why} .spread=${spread}></before-answer>`);

async function told(element: BeforeAnswer, press: 'submit' | 'skip'): Promise<Said> {
  const answer = heard<Said>(element, 'answer-wanted');
  find(element, press === 'skip' ? 'button.plain' : 'button[type=submit]').click();
  return answer;
}

describe('before-answer', () => {
  it('is accessible', async () => {
    await expectAccessible(await asked());
    await expectAccessible(await asked(false, true));
  });

  it('asks only what it should', async () => {
    expect(words(find(await asked(true, false), 'form'))).not.toContain('seeds');
    expect(findAll(await asked(false, true), '#why')).toEqual([]);
  });

  it('tells what was said, all of it or a part', async () => {
    const element = await asked();
    type(find<HTMLInputElement>(element, '#why'), '  the wire carries it  ');
    expect(await told(element, 'submit')).toEqual({ said: { why: 'the wire carries it' } });
    findAll(element, 'input[type=radio]')[1]!.click();
    expect(await told(element, 'submit')).toEqual({ said: { why: 'the wire carries it', spread: 0.1 } });
    element.spread = false; // the end is there
    expect(await told(element, 'submit')).toEqual({ said: { why: 'the wire carries it', spread: 0.1 } });
    const silent = await asked();
    findAll(silent, 'input[type=radio]')[0]!.click();
    expect(await told(silent, 'submit')).toEqual({ said: { spread: 0.02 } });
  });

  it('is skipped by one press, whatever was typed, and by keeping nothing', async () => {
    const element = await asked();
    type(find<HTMLInputElement>(element, '#why'), 'hm');
    expect(await told(element, 'skip')).toEqual({});
    const empty = await asked();
    type(find<HTMLInputElement>(empty, '#why'), '   ');
    expect(await told(empty, 'submit')).toEqual({});
  });
});
