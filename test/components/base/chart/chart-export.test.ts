// The two buttons that save a chart.

import { html } from 'lit';
import { expect, it, vi } from 'vitest';
import type { ChartExport } from '#src/components/base/chart/chart-export.ts';
import { imageWidth } from '#src/components/base/chart/image.ts';
import { expectAccessible, findAll, mount } from '../../mount.ts';
import { picture } from './sample-scene.ts';
import '#src/components/base/chart/chart-export.ts';

const element = (): Promise<ChartExport> => mount(html`<chart-export name="loss" .picture=${() => picture}></chart-export>`);

it('is accessible', async () => expectAccessible(await element()));

it('names the chart on each of its buttons', async () => {
  expect(findAll(await element(), 'button').map((button) => button.getAttribute('aria-label'))).toEqual([
    'PNG of the loss chart',
    'SVG of the loss chart',
  ]);
});

it('saves a file of each kind', async () => {
  const saved: { name: string; file: Promise<Blob> }[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, file: fetch(this.href).then((answer) => answer.blob()) });
  });
  for (const button of findAll(await element(), 'button')) button.click();
  await vi.waitFor(() => expect(saved).toHaveLength(2));
  click.mockRestore();
  saved.sort((a, b) => a.name.localeCompare(b.name));
  expect(saved.map(({ name }) => name)).toEqual(['plateau-falling-loss.png', 'plateau-falling-loss.svg']);
  const [png, svg] = await Promise.all(saved.map(({ file }) => file));
  expect(png!.type).toBe('image/png');
  expect((await createImageBitmap(png!)).width).toBe(2 * imageWidth);
  expect(await svg!.text()).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
});
