// The panel that shows where the time of a step goes.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ProfilePanel } from '#src/components/results/profile-panel.ts';
import type { ProfileReport } from '#src/session/kernel-times.ts';
import { fakeProfile, goodDevice, softwareDevice } from '../../store/fake-worker.ts';
import { choose, expectAccessible, find, findAll, frames, heard, mount, words } from '../mount.ts';
import '#src/components/results/profile-panel.ts';

const report = fakeProfile(1);
const panel = async (shown?: ProfileReport, more: Partial<ProfilePanel> = {}): Promise<ProfilePanel> => {
  const element = await mount<ProfilePanel>(
    html`<profile-panel .names=${['base', 'wide']} .device=${goodDevice} .report=${shown} live></profile-panel>`,
  );
  Object.assign(element, more);
  await element.updateComplete;
  return element;
};
const open = async (element: ProfilePanel): Promise<void> => {
  find<HTMLDetailsElement>(element, 'details').open = true;
  await frames(1); // toggle comes later
  await element.updateComplete;
};
const asks = (element: ProfilePanel): number[] => {
  const arms: number[] = [];
  element.addEventListener('profile-asked', (e) => void arms.push((e as CustomEvent<{ arm: number }>).detail.arm));
  return arms;
};

describe('profile-panel', () => {
  it('is accessible', async () => {
    const element = await panel(report);
    await open(element);
    await expectAccessible(element);
  });

  it('shows kernels with their time, share and rate, and how much of a step they explain', async () => {
    const element = await panel(report);
    const cells = findAll(element, 'tbody tr').map((row) => findAll(row, 'td').map((cell) => cell.textContent.trim()));
    expect(findAll(element, 'tbody th').map((cell) => cell.textContent)).toEqual(report.kernels.map((k) => k.kernel));
    expect(cells[0]).toEqual(['5', '0.810', '54 %', '7.78k']);
    expect(cells[2], 'no operations are counted for it').toEqual(['1', '0.240', '16 %', '–']);
    expect(findAll(element, 'tbody rect').map((bar) => bar.getAttribute('width'))[0]).toBe('1');
    expect(words(element)).toContain('wide, after 120 steps: a step takes 1.600 ms, its kernels one by one 1.500 ms, 94 %');
    expect(words(element)).toContain('clock, which ticks every 65.5 µs');
    expect(words(element)).toContain('serves 2 seeds');
  });

  it('says which kernels are on, and when times come from repetition', async () => {
    const element = await panel(report);
    expect(words(element)).toContain('tile32 · attention alone · activations f16 · timestamps: yes');
    element.device = softwareDevice;
    element.report = { ...report, method: 'repetition', resolution: 0.1, together: 1 };
    await element.updateComplete;
    expect(words(element)).toContain('activations f32 · timestamps: no');
    expect(words(element)).toContain('running each kernel many times in a row');
    expect(words(element)).not.toContain('serves');
  });

  it('asks for nothing while folded, and at once when opened', async () => {
    const element = await panel();
    const arms = asks(element);
    await frames(1);
    expect(arms).toEqual([]);
    await open(element);
    expect(arms).toEqual([0]);
  });

  it('does not measure again by itself', async () => {
    const element = await panel(report);
    const arms = asks(element);
    await open(element);
    expect(arms).toEqual([]);
  });

  it('measures the arm that was chosen', async () => {
    const element = await panel(report);
    await open(element);
    choose(find(element, 'choice-field select'), '1');
    const asked = heard(element, 'profile-asked');
    find(element, 'form button').click();
    expect(await asked).toEqual({ arm: 1 });
  });

  it('waits while it measures, and says why there is nothing', async () => {
    const element = await panel(undefined, { busy: true, problem: 'No model is loaded.' });
    expect(find<HTMLButtonElement>(element, 'form button').disabled).toBe(true);
    expect(find(element, '.wrong').textContent).toBe('No model is loaded.');
  });

  it('has nothing to measure without models in memory', async () => {
    const element = await panel(undefined, { live: false });
    const arms = asks(element);
    await open(element);
    expect(arms).toEqual([]);
    expect(findAll(element, 'form')).toEqual([]);
    expect(words(element)).toContain('Start, resume or load an experiment');
  });
});
