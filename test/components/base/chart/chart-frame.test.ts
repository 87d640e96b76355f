// The surface of every chart: drawn when something changed, read by pointer, finger and keys without drawing again, saved.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import type { ChartExport } from '#src/components/base/chart/chart-export.ts';
import type { ChartFrame } from '#src/components/base/chart/chart-frame.ts';
import { canvasMeasure, imageHeight, imageWidth, pngOf, svgOf, type ChartPicture } from '#src/components/base/chart/image.ts';
import type { ChartScene } from '#src/components/base/chart/scene.ts';
import { expectAccessible, find, findAll, heard, mount } from '../../mount.ts';
import { pixels } from '../../pixels.ts';
import '#src/components/base/chart/chart-export.ts';
import '#src/components/base/chart/chart-frame.ts';

const scene: ChartScene = {
  x: { low: 0, high: 100, log: false, format: String, name: 'steps' },
  y: { low: 0, high: 4, log: false, format: String, name: 'loss' },
  lines: [
    {
      points: { x: [0, 50, 100], y: [3, 2, 1], length: 3 },
      scale: 1,
      token: '--arm-a',
      width: 3,
      alpha: 1,
      dash: [],
      marker: 'square',
    },
    { points: { x: [0, 100], y: [4, NaN], length: 2 }, scale: 1, token: '--arm-b', width: 1, alpha: 1, dash: [] },
  ],
  bands: [{ x: [0, 50, 100], low: [2.5, 1.5, 0.5], high: [3.5, 2.5, 1.5], length: 3, scale: 1, token: '--arm-a', alpha: 0.2 }],
  zero: true,
  levels: [{ y: 2.5, label: 'letters' }],
  labels: [{ x: 100, y: 1, letter: 'A', name: 'one', value: '1.00', token: '--arm-a', marker: 'square' }],
  names: ['one'],
};
const frames = (count: number): Promise<void> =>
  new Promise((done) => {
    const next = (left: number): void => (left ? void requestAnimationFrame(() => next(left - 1)) : done());
    next(count);
  });

async function frame(build: () => ChartScene = () => scene): Promise<ChartFrame> {
  const element = await mount<ChartFrame>(html`<chart-frame label="A loss falls." .build=${build}></chart-frame>`);
  element.style.height = '300px';
  element.style.width = '700px';
  await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(50));
  await frames(3); // whatever else wanted to be drawn, a new size for one
  return element;
}

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
    await vi.waitFor(() => expect(pixels(element, '--arm-a')).toBeGreaterThan(1.3 * thin));
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

describe('a picture of the chart', () => {
  const picture: ChartPicture = {
    scene,
    title: 'Does <it> fall?',
    caption: ['Yes & no.'],
    description: 'It falls.',
    file: 'Falling loss',
  };

  it('is a PNG of twice the size, white, in the light colours even in the dark', async () => {
    document.documentElement.dataset.theme = 'dark';
    const image = await createImageBitmap(new Blob([await pngOf(picture)], { type: 'image/png' }));
    delete document.documentElement.dataset.theme;
    expect([image.width, image.height]).toEqual([2 * imageWidth, 2 * imageHeight]);
    const pen = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    expect([...data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    let blue = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] === 0 && data[i + 1] === 0x72 && data[i + 2] === 0xb2) blue++;
    expect(blue).toBeGreaterThan(1000);
  });

  it('is an SVG that the browser reads and draws', async () => {
    const text = svgOf(picture, canvasMeasure());
    const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
    expect(svg.querySelector('parsererror')).toBeNull();
    expect(svg.querySelector('title')!.textContent).toBe('Does <it> fall?');
    expect(svg.querySelector('desc')!.textContent).toBe('It falls.');
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    expect(image.naturalWidth).toBe(imageWidth);
  });

  it('is saved by two buttons that name the chart', async () => {
    const element = await mount<ChartExport>(html`<chart-export name="loss" .picture=${() => picture}></chart-export>`);
    await expectAccessible(element);
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download);
    });
    const names: string[] = [];
    for (const button of findAll(element, 'button')) button.click();
    await vi.waitFor(() => expect(names).toHaveLength(2));
    expect(names.sort()).toEqual(['plateau-falling-loss.png', 'plateau-falling-loss.svg']);
    expect(findAll(element, 'button').map((button) => button.getAttribute('aria-label'))).toEqual([
      'PNG of the loss chart',
      'SVG of the loss chart',
    ]);
    saved.mockRestore();
  });
});
