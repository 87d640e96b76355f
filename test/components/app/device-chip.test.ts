// Which GPU there is, and what training takes of it.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { DeviceChip } from '#src/components/app/device-chip.ts';
import { goodDevice, noDevice, softwareDevice } from '../../store/fake-worker.ts';
import { expectAccessible, mount } from '../mount.ts';
import '#src/components/app/device-chip.ts';

describe('device-chip', () => {
  const chip = (device: unknown): Promise<DeviceChip> => mount(html`<device-chip .device=${device}></device-chip>`);
  it('is accessible', async () => expectAccessible(await chip(goodDevice)));
  it('names the adapter, a software one, and none', async () => {
    expect((await chip(softwareDevice)).shadowRoot!.textContent).toContain('google swiftshader · software adapter');
    expect((await chip(noDevice)).shadowRoot!.textContent).toContain('no WebGPU');
    expect((await chip(undefined)).shadowRoot!.textContent).toContain('looking');
  });
  it('says what training takes', async () => {
    const element = await chip(goodDevice);
    const arm = {
      arm: 0,
      step: 1,
      steps: 9,
      seconds: 1,
      secondsShare: 1,
      tokensPerSecond: 5000,
      dispatchesPerStep: 55,
      training: 0,
      finals: [],
      statuses: [],
    };
    element.progress = { arms: [arm], secondsLeft: 9, bytes: 41_800_000 };
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).toContain('5k tokens/s · 55 dispatches per step · 41.8 MB of GPU memory');
  });
});
