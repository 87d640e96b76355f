// An arm and its editor.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ArmCard } from '#src/components/setup/arm-card.ts';
import type { ArmEditor, OptionChanged } from '#src/components/setup/arm-editor.ts';
import { checkArm, options } from '#src/experiment/options.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { fakeSources } from '../../store/fake-worker.ts';
import { expectAccessible, find, findAll, heard, mount, type } from '../mount.ts';
import '#src/components/setup/arm-card.ts';

const card = (config: ArmConfig = baseArm, open = false): Promise<ArmCard> =>
  mount(
    html`<arm-card
      .arm=${1}
      .name=${'no residual'}
      .config=${config}
      .first=${baseArm}
      .problems=${checkArm(config)}
      .sources=${fakeSources}
      .open=${open}
    ></arm-card>`,
  );
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

describe('arm-card', () => {
  it('is accessible, closed and open', async () => {
    await expectAccessible(await card());
    const open = await card({ ...baseArm, width: 37, depth: 99 }, true);
    for (const section of findAll<HTMLDetailsElement>(open, 'arm-editor details')) section.open = true;
    await expectAccessible(open);
  });

  it('shows only what differs from the first arm', async () => {
    const element = await card({ ...baseArm, residual: false, depth: 12 });
    const text = find(element, '.details').textContent.replace(/\s+/g, ' ');
    expect(text).toContain('Depth 8 → 12');
    expect(text).toContain('Residual on → off');
    expect(text).not.toContain('Width');
    expect(find(await card(), '.details').textContent).toContain('the same as A');
  });

  it('shows what is wrong while it is closed', async () => {
    expect(find(await card({ ...baseArm, depth: 0 }), '.wrong').textContent).toBe('Depth must be a whole number from 1 to 48.');
  });
});

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
    expect(options.filter((o) => !both.includes(o.label))).toEqual([]);
  });

  it('explains a refused pair at the field it names', async () => {
    const element = await editor({ ...baseArm, reZero: true, residual: false });
    const field = findAll<HTMLElement & { label: string; problem: string }>(element, 'switch-field').find(
      (f) => f.label === 'ReZero',
    );
    expect(field!.problem).toContain('dead from the start');
  });

  it('shows a problem without a field of its own above the sections', async () => {
    const element = await editor({ ...baseArm, width: 512, heads: 2 });
    expect(find(element, '.wrong').textContent).toContain('A head may have at most 128 channels');
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
