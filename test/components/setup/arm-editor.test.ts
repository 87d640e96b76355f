// All settings of an arm.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { NumberField } from '#src/components/base/field/number-field.ts';
import type { ArmEditor, OptionChanged } from '#src/components/setup/arm-editor.ts';
import { checkArm, options } from '#src/experiment/options.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { optionWords } from '#src/words/language.ts';
import { fakeSources } from '../../store/fake-worker.ts';
import { expectAccessible, find, findAll, frames, heard, mount, type } from '../mount.ts';
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

  describe('while a number is typed', () => {
    /** As the page does: what is changed comes back as the config, with what is wrong with it. */
    async function owned(config: ArmConfig): Promise<ArmEditor> {
      const element = await editor(config);
      element.addEventListener('option-changed', (event) => {
        const { key, value } = (event as CustomEvent<OptionChanged>).detail;
        element.config = { ...element.config, [key]: value };
        element.problems = checkArm(element.config);
      });
      return element;
    }
    const section = (element: ArmEditor, id: string): HTMLDetailsElement => find(element, `#${id}`);
    const inputOf = (element: ArmEditor, label: string): HTMLInputElement =>
      find(
        findAll<NumberField>(element, 'number-field').find((f) => f.label === label)!,
        'input',
      );

    it.each([
      ['training', 'Steps', '400', 400], // 4 and 40 are within the warm-up
      ['model', 'Width', '128', 128], // 1 and 12 are no multiple of 4 × heads
      ['training', 'Batch', '16', 16],
      ['training', 'Learning rate', '0,003', 0.003], // 0 is below the least
    ] as const)('%s: %s takes %s digit by digit, where it is', async (id, label, digits, value) => {
      const element = await owned(baseArm);
      section(element, id).open = true;
      const input = inputOf(element, label);
      input.focus();
      input.select();
      for (const digit of digits) {
        await userEvent.keyboard(digit);
        await element.updateComplete;
        await frames(1);
        expect(section(element, id).open).toBe(true);
        expect(input.getRootNode()).toHaveProperty('activeElement', input);
      }
      expect(input.value).toBe(digits);
      expect(Object.values(element.config)).toContain(value);
      expect(element.problems).toEqual([]);
    });

    it('opens a section where something becomes wrong, and shuts none that is right again', async () => {
      const element = await owned(baseArm);
      expect(section(element, 'training').open).toBe(false);
      element.config = { ...baseArm, warmup: 400 };
      element.problems = checkArm(element.config);
      await element.updateComplete;
      expect(section(element, 'training').open).toBe(true);
      element.config = baseArm;
      element.problems = [];
      await element.updateComplete;
      expect(section(element, 'training').open).toBe(true);
    });

    it('lets its reader shut a section, whatever is wrong there', async () => {
      const element = await owned({ ...baseArm, warmup: 400 });
      section(element, 'training').open = false;
      element.name = 'another';
      await element.updateComplete;
      expect(section(element, 'training').open).toBe(false);
    });
  });
});
