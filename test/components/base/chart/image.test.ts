// A chart as a file that leaves the page.

import { expect, it } from 'vitest';
import { canvasMeasure, imageHeight, imageWidth, pngOf, svgOf } from '#src/components/base/chart/image.ts';
import { applyTokens } from '#src/components/base/tokens.ts';
import { picture } from './sample-scene.ts';

it('is a PNG of twice the size, white, in the light colours even in the dark', async () => {
  applyTokens(document);
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
