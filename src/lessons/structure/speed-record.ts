// What do the shortcuts of a speed record give to a network that has its residual? So little that only pairs of seeds show it.

import { armAt, lesson, type Size } from '../lesson.ts';
import { wiringName } from './wiring-name.ts';

const sizes = {
  test: { depth: 3, width: 16, learningRate: 1e-2 },
  nano: { learningRate: 1e-2 },
  standard: { steps: 600, warmup: 60, learningRate: 6e-3 },
  large: { depth: 12, learningRate: 3e-3 },
} satisfies Record<Size, object>;
const margin = 0.01; // a step of training in twenty

export const speedRecord = lesson({
  id: 'record',
  title: 'The record, honestly',
  claim: {
    text: 'value and embedding skip connections, momentum warmup, logit softcap',
    source: 'modded-nanogpt, the record of 6 November 2024: from 10.8 minutes to 8.2',
    url: 'https://github.com/KellerJordan/modded-nanogpt',
  },
  question: 'How much do the wires of a speed record give to a network that already has its residual?',
  choices: [
    { id: 'much', sentence: 'The wires help by more than 0.05', contrast: 'steps', to: -0.05 },
    { id: 'little', sentence: 'The wires help, by less than 0.05', contrast: 'steps', from: -0.05, to: 0 },
    { id: 'nothing', sentence: 'The wires make no difference that matters', contrast: 'steps', from: -margin, to: margin },
    { id: 'worse', sentence: 'The wires make it worse', contrast: 'steps', from: 0 },
  ],
  margin,
  notShown:
    'The record changed two other things at the same time, and it was set with a model three hundred times as large. Whether a gain grows or shrinks with size cannot be read off one size.',
  real: 'One seed can end on either side. How many seeds would it take until you believe the sign?',
  baseline: 0,
  arms(size) {
    const same = armAt(size, sizes[size]);
    const wired = { ...same, firstLayer: true, valueResidual: 'learned' as const };
    return [same, wired].map((config) => ({ name: wiringName(config), config }));
  },
  contrasts: () => [
    { kind: 'difference', id: 'steps', arm: 1, against: 0 },
    { kind: 'difference', id: 'time', arm: 1, against: 0, equal: 'time' },
  ],
});
