// Text fields count characters as everything else does: 120 emoji are 120, whether typed, pasted or composed.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ArmEditor, ArmRenamed } from '#src/components/setup/arm-editor.ts';
import { checkArm } from '#src/experiment/options.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { find, mount } from '../../mount.ts';
import '#src/components/setup/arm-editor.ts';

/** The name of an arm, and what it was told to be. */
async function field(name = ''): Promise<{ input: HTMLInputElement; told: () => string; insert: (text: string) => void }> {
  const editor = await mount<ArmEditor>(
    html`<arm-editor .arm=${0} .name=${name} .config=${baseArm} .problems=${checkArm(baseArm)} .sources=${[]}></arm-editor>`,
  );
  const input = find<HTMLInputElement>(editor, 'input[type=text]');
  let last = name;
  editor.addEventListener('arm-renamed', (event) => (last = (event as CustomEvent<ArmRenamed>).detail.name));
  input.focus();
  return {
    input,
    told: () => last,
    insert: (text) => void document.execCommand('insertText', false, text), // as a key or a paste does
  };
}

describe('a name of at most 120 characters', () => {
  it.each(['x', '鯨', '🐋', '𠀀'])('of %s may have 120, and no more', async (character) => {
    const { input, told, insert } = await field();
    for (let i = 0; i < 119; i++) insert(character);
    expect(told()).toBe(character.repeat(119));
    for (let i = 0; i < 3; i++) insert(character);
    expect(told()).toBe(character.repeat(120));
    expect(input.value).toBe(told());
  });

  it('that is pasted is cut between two characters', async () => {
    const { told, insert } = await field();
    insert('🐋'.repeat(200));
    expect(told()).toBe('🐋'.repeat(120));
  });

  it('keeps what stood there, and takes of a paste what fits', async () => {
    const { input, told, insert } = await field('🐋'.repeat(118));
    input.setSelectionRange(4, 4);
    insert('abc');
    expect(told()).toBe(`🐋🐋ab${'🐋'.repeat(116)}`);
    expect(input.selectionStart).toBe(6);
    insert('d');
    expect(told()).toBe(`🐋🐋ab${'🐋'.repeat(116)}`);
    input.setSelectionRange(0, 4);
    insert('xyz');
    expect(told()).toBe(`xyab${'🐋'.repeat(116)}`);
  });

  it('is cut when it has been composed, not before', async () => {
    const { input, told } = await field('x'.repeat(119));
    input.value += 'きょう';
    input.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true, composed: true }));
    expect(input.value).toHaveLength(122);
    input.value = `${'x'.repeat(119)}今日`;
    input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, composed: true }));
    expect(input.value).toBe(`${'x'.repeat(119)}今`);
    expect(told()).toBe(input.value);
  });
});
