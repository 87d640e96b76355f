// Do shortcuts help? Without residual the deep model only ever trains, with a shortcut, at a modest rate: all four arms get the same.

import { armAt, lesson, type Size } from './lesson.ts';

const sizes = {
  test: { depth: 3, width: 16, learningRate: 1e-2 },
  nano: { depth: 8, learningRate: 1e-2 },
  standard: {},
  large: { depth: 12, learningRate: 2e-3 },
} satisfies Record<Size, object>;

export const shortcuts = lesson({
  id: 'shortcuts',
  title: 'Shortcuts',
  question: 'Do shortcuts help? One connection leads from the first layer to every other layer.',
  expectations: [
    'Without residual, the shortcut changes nothing',
    'The shortcut recovers part of what the residual gives',
    'The shortcut replaces the residual completely',
    'The shortcut makes learning worse',
  ],
  baseline: 2, // residual: the usual transformer
  arms(size) {
    const same = armAt(size, sizes[size]);
    const none = { ...same, residual: false };
    return [
      { name: 'no residual', config: none },
      { name: 'no residual + first layer', config: { ...none, firstLayer: true } },
      { name: 'residual', config: same },
      { name: 'residual + first layer + value', config: { ...same, firstLayer: true, valueResidual: 'learned' } },
    ];
  },
});
