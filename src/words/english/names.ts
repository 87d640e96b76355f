// What lines and groups of weights are called.

import { formatCount } from '../numbers.ts';

/** Dashed lines of the chart. `unit` is one token: a letter or a byte. */
export const floors = {
  guess: 'guesses at random',
  /** Where the rule leaves nothing to chance, its loss is 0. */
  rule: (loss: number): string => (loss === 0 ? 'knows the rule' : 'the floor: knows the rule exactly'),
  ngram(order: number, unit: string, counted?: number): string {
    const what = [`${unit} frequencies`, `${unit} pairs`, `${unit} triples`][order] ?? `runs of ${order + 1} ${unit}s`;
    return counted === undefined ? `knows ${what}` : `knows ${what} of ${formatCount(counted)} ${unit}s`;
  },
};

/** The symbols of learned shortcut weights, by the parameter they are in; `index` is the number within it. */
function weightName(part: string, index = 0): string {
  const [of = '', own = of] = part.split('.');
  const at = of === 'mlp' ? 'MLP' : of;
  const copy = index + 1;
  const [from, to] = [Math.floor(index / 2) + 1, (index % 2) + 1];
  switch (own) {
    case 'firstLayer':
      return index === 0 ? 'a (stream)' : 'b (first layer)';
    case 'skip':
      return 'w (U-net)';
    case 'firstValues':
      return 'λ (first values)';
    case 'valueTable':
      return 'λ (value embedding)';
    case 'dense':
      return index === 0 ? 'α 0 (embedding)' : `α ${index} (output of block ${index})`;
    case 'gate':
      return `r (${at})`;
    case 'scale':
      return `g (${at}, mean)`;
    case 'read':
      return `a${copy} (${at} reads copy ${copy})`;
    case 'mix':
      return `A (${at}, copy ${from} to ${to})`;
    case 'write':
      return `b${copy} (${at} writes copy ${copy})`;
    default:
      return `${part} ${index}`;
  }
}

/** Groups of weights whose gradients and updates are traced together, by their code. Others are called what they are. */
const groups: Readonly<Record<string, string>> = { shortcuts: 'shortcut weights' };

/** What a trace is of: a learned weight by its symbol, or a group of weights. */
export const traceName = (kind: string, part: string, index?: number): string =>
  kind === 'weight' ? weightName(part, index) : (groups[part] ?? part);
