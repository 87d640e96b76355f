// What wires, families and parts of a model are called, and the formula of each.

import type { Family, Place, Wire } from '#src/drawing/wires.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { isUsed } from '#src/experiment/shortcuts.ts';
import { optionWords, words } from '#src/words/language.ts';
import { formatThree, plural } from '#src/words/numbers.ts';

/** What has no wires to press, but code to show. */
export const parts = ['letters', 'attention', 'mlp', 'norm', 'next'] as const;
export type Part = (typeof parts)[number];

/** What can be pointed at in a drawing. */
export type Topic = Family | Part;

const partWords: Readonly<Record<Part, { readonly label: string; readonly help: string; readonly formula: string }>> = {
  letters: {
    label: 'Letters go in',
    help: 'Each letter becomes a list of numbers, looked up in a learned table.',
    formula: 'x₀ = norm(E[letter])',
  },
  attention: {
    label: 'Attention',
    help: 'Each position looks back at the positions before it and takes over what it finds there.',
    formula: 'f(x) = softmax(q·kᵀ / √d)·v·W,  q, k, v = norm(x)·W',
  },
  mlp: {
    label: 'MLP',
    help: 'Each position works on what it has by itself.',
    formula: 'f(x) = φ(norm(x)·W₁)·W₂',
  },
  norm: {
    label: 'Norm',
    help: 'Whatever reads the stream first brings it to size 1.',
    formula: 'norm(x) = x / √(mean(x²) + 10⁻⁶)',
  },
  next: {
    label: 'The next letter comes out',
    help: 'What the last block leaves is turned into a chance for each letter.',
    formula: 'p = softmax(norm(x)·W)',
  },
};

const formulas: Readonly<Record<Family, string>> = {
  residual: 'x ← x + f(x)',
  firstLayer: 'x ← a·x + b·x₀',
  valueResidual: 'v ← (1−λ)·v + λ·v₁',
  uNet: 'x ← x + w·xₑ, xₑ from an early block',
  valueEmbeddings: 'v ← (1−λ)·v + λ·E[letter]',
  denseFormer: 'x ← Σⱼ αⱼ·xⱼ',
  hyperConnections: 'h = Σⱼ aⱼ·Hⱼ,  H′ⱼ = Σᵢ Aᵢⱼ·Hᵢ + bⱼ·f(h)',
  reZero: 'x ← x + r·f(x)',
  layerScale: 'x ← x + g ⊙ f(x)',
};

export const isPart = (topic: Topic): topic is Part => (parts as readonly string[]).includes(topic);

export const labelOf = (topic: Topic): string => (isPart(topic) ? partWords[topic].label : optionWords(topic).label);
export const helpOf = (topic: Topic): string => (isPart(topic) ? partWords[topic].help : optionWords(topic).help);
export const formulaOf = (topic: Topic): string => (isPart(topic) ? partWords[topic].formula : formulas[topic]);

/** "on", or how. */
export function stateOf(config: ArmConfig, family: Family): string {
  if (!isUsed(config, family)) return 'cut';
  if (family === 'residual' && config.hyperConnections) return 'carried by the two copies';
  const { choices } = optionWords(family);
  return choices?.[String(config[family])] ?? 'there';
}

/** What is drawn of an arm, in a sentence. */
export const shapeOf = ({ depth, width, heads }: ArmConfig): string =>
  `${plural(depth, 'block')}, each ${plural(width, 'channel')} wide, with ${plural(heads, 'head')} of attention`;

const places: Readonly<Record<string, string>> = {
  embedding: 'the embedding',
  tokens: 'a table of letters',
  head: 'the next letter',
  block: '',
  middle: 'the middle of ',
  out: 'the output of ',
  into: 'what enters ',
  values: 'the values of ',
  attention: 'the attention of ',
  mlp: 'the MLP of ',
};

function placeName(place: Place): string {
  const [kind = '', layer] = place.split(' ');
  return `${places[kind]}${layer === undefined ? '' : `block ${Number(layer) + 1}`}`;
}

export function wireName({ from, to, copies }: Wire): string {
  const copy = (which: number | undefined): string => (which === undefined ? '' : `, copy ${which + 1}`);
  return `from ${placeName(from)}${copy(copies?.[0])} to ${placeName(to)}${copy(copies?.[1])}`;
}

/** "b (first layer) 0.42", "fixed at 0.5", or nothing where nothing was captured. */
export function weightWords({ weight, fixed }: Wire, value: number | undefined): string {
  if (fixed !== undefined) return `fixed at ${fixed}`;
  if (!weight) return '';
  const name = words().traceName('weight', weight.part, weight.index);
  return value === undefined ? name : `${name} ${formatThree(value)}`;
}
