// Is bigger worse? It is if all widths learn at the rate that suits the smallest; at rates that follow the width, it is not.

import type { ArmConfig } from '#src/experiment/settings.ts';
import { armAt, lesson, rateFor, type Size } from '../lesson.ts';

const widths: Readonly<Record<Size, readonly number[]>> = {
  test: [4, 8, 16],
  nano: [8, 16, 32, 64],
  standard: [16, 32, 64, 128],
  large: [32, 64, 128, 256],
};
const sizes = {
  test: { depth: 2 },
  nano: { depth: 2, steps: 300, warmup: 30 },
  standard: { depth: 4, steps: 300 },
  large: { depth: 4 },
} satisfies Record<Size, object>;
const margin = 0.02;

export const trap = lesson({
  id: 'trap',
  title: 'Bigger is worse',
  claim: {
    text: 'Teams that have trained large Transformer-based models have reported training instabilities at large scale that did not appear when training with the same hyperparameters at smaller scales.',
    source: 'Wortsman and others, 2023',
    url: 'https://arxiv.org/abs/2309.14322',
  },
  question: 'Can a larger model end worse than a smaller one? Once all learn at one rate, once at rates that follow their width.',
  choices: [
    { id: 'better', sentence: 'Even at one rate for all, the largest ends best', contrast: 'worse', to: 0 },
    { id: 'worse', sentence: 'At one rate for all, the largest ends worse than one half as wide', contrast: 'worse', from: 0 },
    { id: 'rule', sentence: 'At a rate of its own, the largest ends better than one half as wide', contrast: 'rule', to: 0 },
    {
      id: 'same',
      sentence: 'The rate makes no difference that matters to the largest',
      contrast: 'rate',
      from: -margin,
      to: margin,
    },
  ],
  margin,
  notShown:
    'A rate inversely as the width is a rule of thumb: the best rate of each width would have to be looked for, and it also depends on depth and length.',
  real: 'Somebody who had trained the models with one rate alone would have drawn a line. What would it have said about size?',
  scale: 'parameters',
  baseline: 0,
  arms(size) {
    const [smallest, ...others] = widths[size];
    const at = (width: number, learningRate: number): ArmConfig =>
      armAt(size, sizes[size], { width, heads: Math.max(1, width / 16), learningRate });
    const one = rateFor(smallest!);
    return [
      { name: `one rate, width ${smallest}`, config: at(smallest!, one) },
      ...others.map((width) => ({ name: `one rate, width ${width}`, config: at(width, one) })),
      ...others.map((width) => ({ name: `its own rate, width ${width}`, config: at(width, rateFor(width)) })),
    ];
  },
  contrasts(arms) {
    const own = arms.length - 1;
    const same = own / 2;
    return [
      { kind: 'difference', id: 'worse', arm: same, against: same - 1 },
      { kind: 'difference', id: 'rule', arm: own, against: own - 1 },
      { kind: 'difference', id: 'rate', arm: own, against: same },
    ];
  },
});
