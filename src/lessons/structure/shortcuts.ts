// Does one wire save a deep network? Without residual the deep model only ever trains, with a shortcut, at a modest rate: all four
// arms get the same.

import { armAt, lesson, type Size } from '../lesson.ts';
import { wiringName } from './wiring-name.ts';

const sizes = {
  test: { depth: 3, width: 16, learningRate: 1e-2 },
  nano: { depth: 8, learningRate: 1e-2 },
  standard: {},
  large: { depth: 12, learningRate: 2e-3 },
} satisfies Record<Size, object>;

const [none, wire, residual, both] = [0, 1, 2, 3];
const margin = 0.05;

export const shortcuts = lesson({
  id: 'shortcuts',
  title: 'Shortcuts',
  claim: {
    text: 'Skip connections from embedding to every block',
    source: 'modded-nanogpt, among the reasons why it trains GPT-2 in minutes',
    url: 'https://github.com/KellerJordan/modded-nanogpt',
  },
  question: 'Can one wire save a deep network that has lost its residual? It leads from the first layer to every other.',
  choices: [
    { id: 'nothing', sentence: 'Without residual, the wire changes nothing', contrast: 'wire', from: -margin, to: margin },
    { id: 'part', sentence: 'The wire wins back part of what the residual gives', contrast: 'share', from: 0.05, to: 0.95 },
    { id: 'all', sentence: 'The wire replaces the residual completely', contrast: 'share', from: 0.95 },
    { id: 'worse', sentence: 'The wire makes learning worse', contrast: 'wire', from: 0 },
  ],
  margin, // a twentieth of what the residual gives at any size
  notShown:
    'Other ways to begin or to train may rescue a deep network without any wire. What a wire does for a network that has its residual is another question, with a much smaller answer.',
  real: 'Look at the seeds one by one: does every one of them tell the same story?',
  baseline: residual, // the usual transformer
  arms(size) {
    const same = armAt(size, sizes[size]);
    const cut = { ...same, residual: false };
    const configs = [cut, { ...cut, firstLayer: true }, same, { ...same, firstLayer: true, valueResidual: 'learned' as const }];
    return configs.map((config) => ({ name: wiringName(config), config }));
  },
  contrasts: () => [
    { kind: 'share', id: 'share', from: none, to: residual, by: wire },
    { kind: 'difference', id: 'both', arm: both, against: residual },
    { kind: 'difference', id: 'wire', arm: wire, against: none },
  ],
});
