// All settings of an arm.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ArmEditor, OptionChanged } from '#src/components/setup/arm-editor.ts';
import { checkArm, options } from '#src/experiment/options.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { optionWords } from '#src/words/language.ts';
import { fakeSources } from '../../store/fake-worker.ts';
import { expectAccessible, find, findAll, heard, mount, type } from '../mount.ts';
import '#src/components/setup/arm-editor.ts';

const editor = (config: ArmConfig = baseArm): Promise<ArmEditor> =>
  mount(
    html`<arm-editor
      .arm=${0}
      .name=${'base'}
      .config=${config}
      .problems=${checkArm(config)}
      .sources=${fakeSources}
      removable
    ></arm-editor>`,
  );

describe('arm-editor', () => {
  it('is accessible', async () => expectAccessible(await editor()));

  it('has a field for every option', async () => {
    const labels = (config: ArmConfig): Promise<string[]> =>
      editor(config).then((e) =>
        ['number-field', 'choice-field', 'switch-field'].flatMap((tag) =>
          findAll<HTMLElement & { label: string }>(e, tag).map((f) => f.label),
        ),
      );
    const both = [...(await labels(baseArm)), ...(await labels({ ...baseArm, budget: 'tokens' }))];
    expect(options.filter((o) => !both.includes(optionWords(o.key).label))).toEqual([]);
  });

  it('explains a refused pair at the field it names', async () => {
    const element = await editor({ ...baseArm, reZero: true, residual: false });
    const field = findAll<HTMLElement & { label: string; problem: string }>(element, 'switch-field').find(
      (f) => f.label === 'ReZero',
    );
    expect(field!.problem).toContain('dead from the start');
  });

  it('shows a problem of two settings at one of them', async () => {
    const element = await editor({ ...baseArm, width: 512, heads: 2 });
    const wrong = findAll<HTMLElement & { label: string; problem: string }>(element, 'number-field').filter((f) => f.problem);
    expect(wrong.map(({ label, problem }) => [label, problem])).toEqual([
      ['Heads', 'A head may have at most 128 channels: use more heads or less width.'],
    ]);
  });

  it('reports a changed option, a new name, a copy and a removal', async () => {
    const element = await editor();
    const changed = heard<OptionChanged>(element, 'option-changed');
    type(find<HTMLInputElement>(element, 'number-field input'), '3');
    expect(await changed).toEqual({ key: 'depth', value: 3 });
    const renamed = heard(element, 'arm-renamed');
    type(find<HTMLInputElement>(element, '.head input'), 'mine');
    expect(await renamed).toEqual({ name: 'mine' });
    const removed = heard(element, 'arm-removed');
    findAll(element, '.head button').at(-1)!.click();
    await removed;
    const compared = heard(element, 'arm-compared');
    findAll(element, '.head button')[0]!.click();
    await compared;
    expect(findAll<HTMLButtonElement>(element, '.head button')[1]!.disabled).toBe(true);
  });
});
