// The left column: what is typed reaches the set-up, and the focus is never lost.

import { html } from 'lit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { SetupPanel } from '#src/components/setup/setup-panel.ts';
import { connect } from '#src/store/connect.ts';
import { setPreference } from '#src/store/preferences.ts';
import { chooseExperiment, draft, restoreLesson, setSize } from '#src/store/setup/draft.ts';
import { reasonNotToStart } from '#src/store/setup/readiness.ts';
import * as session from '#src/store/shown/session.ts';
import { traces } from '#src/store/shown/traces.ts';
import { fakeExperiments } from '../../store/fake-experiments.ts';
import { fakeSetups } from '../../store/fake-setups.ts';
import { fakeWorker } from '../../store/fake-worker.ts';
import { inside, record } from '../inside/sample-inside.ts';
import { expectAccessible, find, findAll, mount, words } from '../mount.ts';
import '#src/components/drawing/wire-panel.ts';
import '#src/components/setup/behind-settings.ts';
import '#src/components/setup/setup-panel.ts';

let disconnect: () => void = () => {};
afterEach(() => disconnect());

let panel: SetupPanel;
beforeEach(async () => {
  setPreference('settings', true);
  await session.reset();
  chooseExperiment('shortcuts');
  restoreLesson();
  disconnect = await connect({ worker: fakeWorker(0), experiments: fakeExperiments(), setups: fakeSetups() });
  setSize('nano');
  panel = await mount<SetupPanel>(html`<setup-panel></setup-panel>`);
});

const button = (text: string): HTMLButtonElement | undefined =>
  ['button', 'arm-card button', 'arm-card arm-editor button']
    .flatMap((path) => findAll<HTMLButtonElement>(panel, path))
    .find((each) => words(each).startsWith(text));
const press = async (text: string): Promise<void> => {
  const found = button(text)!;
  found.focus();
  await userEvent.keyboard('{Enter}');
};
/** What has the focus, through all shadows. */
function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
const input = (label: string): HTMLInputElement =>
  ['number-field', 'arm-card arm-editor number-field']
    .flatMap((path) => findAll<HTMLElement & { label: string }>(panel, path))
    .filter((field) => field.label === label)
    .map((field) => find<HTMLInputElement>(field, 'input'))[0]!;

it('is accessible, also where something is wrong', async () => {
  await expectAccessible(panel);
  input('Seeds').select();
  await userEvent.keyboard('1,000,000');
  await vi.waitFor(() => expect(words(find(panel, 'number-field .wrong'))).toBe('Seeds must be a whole number from 1 to 16.'));
  await expectAccessible(panel);
});

describe('the focus', () => {
  it('goes to the name of an arm that is added or copied', async () => {
    await press('+ add an arm');
    await vi.waitFor(() => expect(focused()).toHaveProperty('value', 'no residual (2)'));
    await press('Duplicate');
    await vi.waitFor(() => expect(focused()).toHaveProperty('value', 'no residual (3)'));
    expect(draft.get().arms).toHaveLength(6);
  });

  it('goes to the next arm when one is removed, and to the first when all are restored', async () => {
    await press('edit');
    await vi.waitFor(() => button('Remove'));
    await press('Remove');
    await vi.waitFor(() => expect(focused()!.getAttribute('aria-label')).toBe('edit arm A'));
    expect(draft.get().arms).toHaveLength(3);
    await press('restore the original arms');
    await vi.waitFor(() => expect(focused()!.getAttribute('aria-label')).toBe('edit arm A'));
    expect(draft.get().arms).toHaveLength(4);
    expect(button('restore')).toBeUndefined();
  });

  it('stays on what makes an arm the baseline', async () => {
    await press('edit');
    await vi.waitFor(() => button('Baseline'));
    await press('Baseline');
    await vi.waitFor(() => expect(button('Baseline')!.getAttribute('aria-pressed')).toBe('true'));
    expect(focused()).toBe(button('Baseline'));
  });

  it('stays in the field through keys, arrows and what is wrong', async () => {
    await press('edit');
    await vi.waitFor(() => input('Steps'));
    findAll<HTMLDetailsElement>(panel, 'arm-card arm-editor details').forEach((each) => (each.open = true));
    const steps = input('Steps');
    steps.focus();
    steps.select();
    for (const [key, value, right] of [
      ['4', 4, false], // within the warm-up
      ['0', 40, true],
      ['0', 400, true],
      ['{ArrowUp}', 410, true],
      ['{PageDown}', 400, true],
      ['{Backspace}', 40, true],
      ['e', NaN, false],
      ['9', 4e10, false],
    ] as const) {
      await userEvent.keyboard(key);
      await vi.waitFor(() => expect(draft.get().arms[0]!.config.steps).toBe(value));
      expect(reasonNotToStart.get() === undefined).toBe(right);
      expect(focused()).toBe(steps);
      expect(steps.checkVisibility()).toBe(true);
    }
  });
});

describe('restore', () => {
  it('is offered only where something is not as in the lesson', async () => {
    expect(button('restore')).toBeUndefined();
    input('Seeds').select();
    await userEvent.keyboard('5');
    await vi.waitFor(() => expect(words(button('restore')!)).toBe('restore the original set-up'));
    await press('restore');
    await vi.waitFor(() => expect(button('restore')).toBeUndefined());
    expect(input('Seeds').value).toBe('3');
  });

  it('takes away what can be no number', async () => {
    input('Seeds').select();
    await userEvent.keyboard('two');
    await vi.waitFor(() => expect(draft.get().seeds).toBeNaN());
    await press('restore');
    await vi.waitFor(() => expect(input('Seeds').value).toBe('3'));
    expect(findAll(panel, 'number-field .wrong')).toEqual([]);
  });
});

it('draws wires as thick as they were learned, in a network of the same depth and width only', async () => {
  const drawn = (): unknown[] => findAll<HTMLElement & { inside: unknown }>(panel, 'arm-card').map((card) => card.inside);
  await session.show(record);
  traces.set(record.arms.map((_, arm) => (arm === 1 ? inside : undefined)));
  await vi.waitFor(() => expect(drawn()).toEqual([undefined, inside, undefined, undefined]));
  setSize('standard');
  await vi.waitFor(() => expect(drawn()).toEqual([undefined, undefined, undefined, undefined]));
});
