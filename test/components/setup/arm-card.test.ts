// An arm in a few lines.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ArmCard } from '#src/components/setup/arm-card.ts';
import { checkArm } from '#src/experiment/options.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { fakeSources } from '../../store/fake-worker.ts';
import { expectAccessible, find, findAll, mount, words } from '../mount.ts';
import '#src/components/setup/arm-card.ts';

const card = (config: ArmConfig = baseArm, open = false): Promise<ArmCard> =>
  mount(
    html`<arm-card
      .arm=${1}
      .name=${'no residual'}
      .config=${config}
      .first=${baseArm}
      .tools=${true}
      .problems=${checkArm(config)}
      .sources=${fakeSources}
      .open=${open}
    ></arm-card>`,
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
    const text = words(find(element, '.details'));
    expect(text).toContain('Depth 8 → 12');
    expect(text).toContain('Residual on → off');
    expect(text).not.toContain('Width');
    expect(find(await card(), '.details').textContent).toContain('the same as A');
  });

  it('names a text of the visitor’s own, or says that it is gone, in the summary and among the choices', async () => {
    const diary = { ...fakeSources[0]!, id: 'own:1', title: 'Diary', kind: 'own' as const };
    for (const [source, name] of [
      ['own:1', 'Diary'],
      ['own:2', 'a text that is not here any more'],
    ] as const) {
      const element = await card({ ...baseArm, source }, true);
      element.sources = [...fakeSources, diary];
      await element.updateComplete;
      expect(words(find(element, '.details')).replace(/[\u2068\u2069]/g, '')).toContain(`Data novel → ${name}`);
      await find<HTMLElement & { updateComplete: Promise<boolean> }>(element, 'arm-editor').updateComplete;
      const choices = findAll<HTMLOptionElement>(element, 'arm-editor choice-field option');
      expect(choices.find(({ value }) => value === source)!.textContent).toContain(name);
    }
  });

  it('shows what is wrong while it is closed', async () => {
    expect(find(await card({ ...baseArm, depth: 0 }), '.wrong').textContent).toBe('Depth must be a whole number from 1 to 48.');
  });
});
