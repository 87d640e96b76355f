// What is a better idea worth? A usual network at several lengths says what more training brings; against that line stand the wires of a
// speed record, and another optimizer.

import type { ArmConfig } from '#src/experiment/settings.ts';
import { grouped } from '#src/words/numbers.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

const lengths: Readonly<Record<Size, readonly number[]>> = {
  test: [8, 15, 30],
  nano: [100, 200, 400],
  standard: [200, 400, 800],
  large: [300, 600, 1200],
};
const ideas: readonly { readonly name: string; readonly changes: Partial<ArmConfig> }[] = [
  { name: 'usual', changes: {} },
  { name: 'wires', changes: { firstLayer: true, valueResidual: 'learned' } },
  { name: 'Muon', changes: { optimizer: 'muon' } },
];
const sizes = {
  test: { depth: 2, width: 16, learningRate: 1e-2 },
  nano: { depth: 4, learningRate: 1.3e-2 },
  standard: { learningRate: 6e-3 },
  large: { learningRate: 3e-3 },
} satisfies Record<Size, object>;
const margin = 0.02;

export const betterIdea = lesson({
  id: 'better-idea',
  title: 'A better idea',
  claim: {
    text: 'Scaling law experiments indicate that Muon achieves ∼ 2× computational efficiency compared to AdamW with compute optimal training.',
    source: 'Liu and others, Moonshot AI, 2025',
    url: 'https://arxiv.org/abs/2502.16982',
  },
  question: 'What brings more: twice as much training, or a better idea?',
  choices: [
    { id: 'both', sentence: 'Muon brings more than twice as much training', contrast: 'worth', to: 0 },
    { id: 'less', sentence: 'Muon brings less than twice as much training', contrast: 'worth', from: 0 },
    { id: 'nothing', sentence: 'Muon makes no difference that matters', contrast: 'muon', from: -margin, to: margin },
    { id: 'wires', sentence: 'The wires help as well', contrast: 'wires', to: 0 },
  ],
  margin,
  notShown:
    'Each idea also costs time in every step, which counts where equal time is compared. What an idea is worth may grow or shrink with size.',
  real: 'An idea that lowers the whole line is worth the distance along it: how far does the usual network have to be trained to get as low?',
  scale: 'flops',
  baseline: 0,
  arms: (size) =>
    ideas.flatMap(({ name, changes }) =>
      lengths[size].map((steps) => {
        const config = armAt(size, sizes[size], changes, { steps, warmup: Math.floor(steps / 10) });
        return { name: `${name}, ${grouped(steps)} steps`, config };
      }),
    ),
  contrasts(arms) {
    const longest = arms.length / ideas.length - 1;
    const [usual, wires, muon] = ideas.map((_, i) => i * (longest + 1) + longest);
    return [
      { kind: 'difference', id: 'muon', arm: muon!, against: usual! },
      { kind: 'difference', id: 'wires', arm: wires!, against: usual! },
      { kind: 'difference', id: 'worth', arm: muon! - 1, against: usual! },
      { kind: 'trend', id: 'lengths', arms: Array.from({ length: longest + 1 }, (_, i) => i) },
    ];
  },
});
