// How deep can a network be without residual? As many depths as the budget and the number of arms allow: beyond eight blocks without
// anything there is nothing more to see, and the wire cannot help a single block, whose input it carries.

import type { ArmConfig } from '#src/experiment/settings.ts';
import { armAt, lesson, type Size } from '../lesson.ts';

interface Wired {
  readonly name: string;
  readonly wiring: Partial<ArmConfig>;
  readonly depths: Readonly<Record<Size, readonly number[]>>;
}
const small = [1, 2, 4];
const deep = [1, 2, 4, 8, 12];
const wired: readonly Wired[] = [
  { name: 'residual', wiring: {}, depths: { test: small, nano: small, standard: deep, large: deep } },
  {
    name: 'no residual',
    wiring: { residual: false },
    depths: { test: small, nano: small, standard: [1, 2, 4, 8], large: [1, 2, 4, 8] },
  },
  {
    name: 'first layer instead',
    wiring: { residual: false, firstLayer: true },
    depths: { test: [2, 4], nano: [2, 4], standard: [4, 8, 12], large: [4, 8, 12] },
  },
];
const sizes = {
  test: { width: 16, learningRate: 1e-2 },
  nano: { learningRate: 1e-2 },
  standard: { steps: 300 },
  large: { learningRate: 2e-3 },
} satisfies Record<Size, object>;

const nameOf = (wiring: string, depth: number): string => `${wiring}, ${depth} ${depth === 1 ? 'block' : 'blocks'}`;
const margin = 0.05;

export const depth = lesson({
  id: 'depth',
  title: 'Depth',
  claim: {
    text: 'Deeper neural networks are more difficult to train.',
    source: 'He, Zhang, Ren and Sun, 2015, who then added residuals',
    url: 'https://arxiv.org/abs/1512.03385',
  },
  question: 'How deep must a network be before it cannot do without a residual?',
  choices: [
    { id: 'deeper', sentence: 'Four blocks without residual learn more than two', contrast: 'break', to: 0 },
    {
      id: 'same',
      sentence: 'Without residual, two blocks or four make no difference',
      contrast: 'break',
      from: -margin,
      to: margin,
    },
    { id: 'break', sentence: 'Four blocks without residual learn less than two', contrast: 'break', from: 0 },
  ],
  margin,
  notShown:
    'Where it breaks depends on how the weights begin and on the rate of learning, which are the same for all arms here. Deeper networks also have more parameters.',
  real: 'Two networks that differ in depth begin with other random numbers even under the same seed. Is the gap larger than what seeds do?',
  scale: 'parameters',
  baseline: 0,
  arms: (size) =>
    wired.flatMap(({ name, wiring, depths }) =>
      depths[size].map((depth) => ({ name: nameOf(name, depth), config: armAt(size, sizes[size], { ...wiring, depth }) })),
    ),
  contrasts(arms) {
    const at = (wiring: string, depth: number): number => arms.findIndex(({ name }) => name === nameOf(wiring, depth));
    return [
      { kind: 'difference', id: 'break', arm: at('no residual', 4), against: at('no residual', 2) },
      { kind: 'share', id: 'wire', from: at('no residual', 4), to: at('residual', 4), by: at('first layer instead', 4) },
      { kind: 'trend', id: 'deeper', arms: small.map((depth) => at('residual', depth)) },
    ];
  },
});
