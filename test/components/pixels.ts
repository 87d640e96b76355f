// What is on the canvas of a chart.

import { find } from './mount.ts';

/** How many pixels of a chart, or of the chart in an element, carry the colour of a token, give or take the smoothing. */
export function pixels(element: Element, token: string): number {
  const frame = element.localName === 'chart-frame' ? element : find(element, 'chart-frame');
  const canvas = find<HTMLCanvasElement>(frame, 'canvas');
  const wanted = getComputedStyle(element).getPropertyValue(token).trim();
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(wanted.slice(i, i + 2), 16)) as [number, number, number];
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (Math.abs(data[i]! - r) + Math.abs(data[i + 1]! - g) + Math.abs(data[i + 2]! - b) < 12 && data[i + 3]! > 200) count++;
  return count;
}
