// The fold around what is inside: nothing is captured, looked at or drawn until it is opened.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { ChoiceField } from '#src/components/base/field/choice-field.ts';
import type { InsidePanel, Unfolded } from '#src/components/inside/inside-panel.ts';
import type { CadenceChosen } from '#src/components/inside/inside-traces.ts';
import type { LookRequest } from '#src/session/look.ts';
import { choose, expectAccessible, find, findAll, frames, heard, mount, type, words } from '../mount.ts';
import { inside, look, record } from './sample-inside.ts';
import '#src/components/inside/inside-panel.ts';

const panel = (change: Partial<InsidePanel> = {}): Promise<InsidePanel> =>
  mount(
    html`<inside-panel
      .record=${change.record ?? record}
      .traces=${[undefined, inside]}
      .look=${'look' in change ? change.look : look}
      .live=${change.live ?? true}
      .every=${10}
    ></inside-panel>`,
  );

async function fold(element: InsidePanel, open: boolean): Promise<void> {
  find<HTMLDetailsElement>(element, 'details').open = open;
  await vi.waitFor(() => expect(findAll(element, 'inside-look')).toHaveLength(open ? 1 : 0));
  await frames(1); // what is in it has been drawn as well
}

async function unfolded(change: Partial<InsidePanel> = {}): Promise<InsidePanel> {
  const element = await panel(change);
  await fold(element, true);
  return element;
}

const select = (element: InsidePanel, label: string): HTMLSelectElement =>
  find(
    findAll<ChoiceField>(element, 'inside-traces choice-field').find((field) => field.label === label)!,
    'select',
  );

function looks(element: InsidePanel): LookRequest[] {
  const asked: LookRequest[] = [];
  element.addEventListener('look-wanted', (event) => asked.push((event as CustomEvent<LookRequest>).detail));
  return asked;
}

describe('inside-panel', () => {
  it('is accessible, folded and unfolded', async () => {
    await expectAccessible(await panel());
    await expectAccessible(await unfolded());
  });

  it('draws nothing and asks for nothing while it is folded', async () => {
    const element = await panel({ look: undefined });
    const asked = looks(element);
    await frames(2);
    expect(findAll(element, ':not(style,details,summary)')).toEqual([]);
    await fold(element, true);
    await fold(element, false);
    expect(findAll(element, ':not(style,details,summary)')).toEqual([]);
    expect(asked, 'by being opened, once').toHaveLength(1);
  });

  it('tells when it is unfolded and folded', async () => {
    const element = await panel();
    for (const open of [true, false]) {
      const told = heard<Unfolded>(element, 'unfolded');
      find<HTMLDetailsElement>(element, 'details').open = open;
      expect(await told).toEqual({ open });
    }
  });

  it('looks at once when it is opened, if there is a model and no look yet', async () => {
    const first = { arm: 1, text: record.arms[1]!.samples[0]!.text.slice(0, record.arms[1]!.config.context), layer: 0, head: 0 };
    for (const [change, expected] of [
      [{ look: undefined }, [first]],
      [{ look: undefined, live: false }, []],
      [{}, []],
    ] as const) {
      const element = await panel(change);
      const asked = looks(element);
      await fold(element, true);
      expect(asked).toEqual(expected);
    }
  });

  it('looks at once again when its look was lost while it was folded', async () => {
    const element = await unfolded();
    const asked = looks(element);
    await fold(element, false);
    element.look = undefined;
    await fold(element, true);
    expect(asked).toHaveLength(1);
  });

  it('passes on how often to capture, and what to look at', async () => {
    const element = await unfolded();
    const every = heard<CadenceChosen>(element, 'cadence-chosen');
    type(find(element, 'inside-traces number-field input'), '25');
    expect(await every).toEqual({ every: 25 });
    const wanted = heard<LookRequest>(element, 'look-wanted');
    find(element, 'inside-look form button').click();
    expect(await wanted).toMatchObject({ arm: 1, layer: 0, head: 0 });
  });

  it('shows an arm that learns its shortcuts first, and one arm in both of its halves', async () => {
    const element = await unfolded();
    expect(select(element, 'Arm').value).toBe('1');
    expect(findAll(element, 'inside-look attention-map')).toHaveLength(1);
    choose(select(element, 'Arm'), '0');
    await vi.waitFor(() => expect(words(find(element, 'inside-traces'))).toContain('The first numbers appear'));
    expect(findAll(element, 'inside-look attention-map'), 'the look was into another arm').toEqual([]);
    element.record = { ...record, arms: record.arms.slice(2, 3) };
    await vi.waitFor(() => expect(select(element, 'Arm').value).toBe('0'));
  });

  it('goes back to the first arms when the one it shows is gone', async () => {
    const element = await unfolded();
    choose(select(element, 'Arm'), '3');
    await vi.waitFor(() => expect(select(element, 'Arm').value).toBe('3'));
    element.record = { ...record, arms: record.arms.slice(0, 2) };
    await vi.waitFor(() => expect(select(element, 'Arm').value).toBe('1'));
  });

  it('is unfolded as it was left', async () => {
    const element = await unfolded();
    choose(select(element, 'Show'), 'gradient');
    type(findAll<HTMLInputElement>(element, 'inside-look number-field input')[0]!, '2');
    type(find(element, 'inside-look form label input'), 'the whale');
    await fold(element, false);
    await fold(element, true);
    expect(select(element, 'Show').value).toBe('gradient');
    const wanted = heard<LookRequest>(element, 'look-wanted');
    find(element, 'inside-look form button').click();
    expect(await wanted).toMatchObject({ text: 'the whale', layer: 1 });
  });
});
