// The surface of every chart: drawn when something changed, read by pointer, finger and keys without drawing again.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { ChartFrame } from '#src/components/base/chart/chart-frame.ts';
import type { ChartScene } from '#src/components/base/chart/scene.ts';
import { expectAccessible, find, findAll, frames, heard, mount } from '../../mount.ts';
import { pixels } from '../../pixels.ts';
import { scene } from './sample-scene.ts';
import '#src/components/base/chart/chart-frame.ts';

async function frame(build: () => ChartScene = () => scene): Promise<ChartFrame> {
  const element = await mount<ChartFrame>(html`<chart-frame label="A loss falls." .build=${build}></chart-frame>`);
  element.style.height = '300px';
  element.style.width = '700px';
  await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(50));
  await frames(3); // whatever else wanted to be drawn, a new size for one
  return element;
}

/** Where drawing once took long, the next drawing comes late: it may take a quarter of the time. */
const patient = { timeout: 10_000 };

const plot = (element: ChartFrame): HTMLElement => find(element, '.plot');
function point(element: ChartFrame, type: string, x: number, pointerType = 'mouse'): void {
  const { left, top } = plot(element).getBoundingClientRect();
  plot(element).dispatchEvent(new PointerEvent(type, { clientX: left + x, clientY: top + 100, pointerType, bubbles: true }));
}
const press = (element: ChartFrame, key: string): boolean =>
  plot(element).dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));

describe('chart-frame', () => {
  it('is accessible, with a cursor and without', async () => {
    const element = await frame();
    await expectAccessible(element);
    element.cursor = 50;
    await expectAccessible(element);
  });

  it('follows the mouse and says where it is in units of the axis', async () => {
    const element = await frame();
    const moved = heard<{ x: number }>(element, 'cursor-moved');
    point(element, 'pointermove', 300);
    expect((await moved).x).toBeGreaterThan(0);
    await element.updateComplete;
    expect(findAll(element, 'svg polygon')).toHaveLength(1);
    expect(Number(find(element, 'svg line').getAttribute('x1'))).toBeCloseTo(300, 0);
    point(element, 'pointerleave', 300);
    expect(element.cursor).toBeUndefined();
  });

  it('marks the point that is read: the last at or before the cursor', async () => {
    const element = await frame();
    const height = async (cursor: number): Promise<string> => {
      element.cursor = cursor;
      await element.updateComplete;
      return find(element, 'svg polygon').getAttribute('points')!;
    };
    expect(await height(50)).toBe(await height(99));
    expect(await height(50)).not.toBe(await height(49));
  });

  it('is read with a finger, which may be lifted', async () => {
    const element = await frame();
    point(element, 'pointerdown', 200, 'touch');
    const first = element.cursor!;
    point(element, 'pointermove', 260, 'touch');
    expect(element.cursor!).toBeGreaterThan(first);
    point(element, 'pointerup', 260, 'touch');
    point(element, 'pointerleave', 260, 'touch');
    expect(element.cursor).toBeDefined();
    point(element, 'pointercancel', 260, 'touch');
    expect(element.cursor).toBeUndefined();
    expect(getComputedStyle(plot(element)).touchAction).toContain('pan-y');
  });

  it('is read by keyboard, from end to end', async () => {
    const element = await frame();
    press(element, 'Home');
    expect(element.cursor).toBeCloseTo(0, 9);
    press(element, 'ArrowRight');
    expect(element.cursor).toBeCloseTo(2, 9);
    press(element, 'End');
    expect(element.cursor).toBeCloseTo(100, 9);
    press(element, 'ArrowRight');
    expect(element.cursor).toBeCloseTo(100, 9);
    press(element, 'Escape');
    expect(element.cursor).toBeUndefined();
  });

  it('draws once for many changes in a frame, and not at all for the cursor', async () => {
    const build = vi.fn(() => scene);
    const element = await frame(build);
    build.mockClear();
    for (let x = 100; x < 400; x += 20) {
      point(element, 'pointermove', x);
      await frames(1);
    }
    expect(build).not.toHaveBeenCalled();
    const other = vi.fn(() => scene);
    for (let i = 0; i < 5; i++) {
      element.build = () => other();
      await element.updateComplete;
    }
    await vi.waitFor(() => expect(other).toHaveBeenCalled());
    await frames(3);
    expect(other).toHaveBeenCalledOnce();
  });

  it('draws again in another theme and for a larger type', async () => {
    const element = await frame();
    document.documentElement.dataset.theme = 'dark';
    await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(50));
    delete document.documentElement.dataset.theme;
    await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(50));
    const thin = pixels(element, '--arm-a');
    document.documentElement.style.setProperty('--chart-scale', '2');
    await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(1.3 * thin), patient);
    document.documentElement.style.removeProperty('--chart-scale');
  });

  it('draws again when its canvas was wiped', async () => {
    const element = await frame();
    const canvas = find<HTMLCanvasElement>(element, 'canvas');
    canvas.getContext('2d')!.reset();
    expect(pixels(element, '--arm-a')).toBe(0);
    canvas.dispatchEvent(new Event('contextrestored'));
    await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(50));
  });
});
