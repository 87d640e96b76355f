// A chart with one of everything: a line with its band and its label, one that breaks off, a level, zero; and its picture.

import type { ChartPicture } from '#src/components/base/chart/image.ts';
import type { ChartScene } from '#src/components/base/chart/scene.ts';

export const scene: ChartScene = {
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

export const picture: ChartPicture = {
  scene,
  title: 'Does <it> fall?',
  caption: ['Yes & no.'],
  description: 'It falls.',
  file: 'Falling loss',
};
