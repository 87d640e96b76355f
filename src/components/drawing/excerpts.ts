// Which lines compute what: excerpts of the model's own source, cut out by the names of functions and entry points.

import attention from '#shaders/attention.wgsl?raw';
import dense from '#shaders/dense.wgsl?raw';
import embed from '#shaders/embed.wgsl?raw';
import gelu from '#shaders/gelu.wgsl?raw';
import hyper from '#shaders/hyper.wgsl?raw';
import layerScale from '#shaders/layer_scale.wgsl?raw';
import matmul from '#shaders/matmul.wgsl?raw';
import matmulTile from '#shaders/matmul_tile.wgsl?raw';
import mix from '#shaders/mix.wgsl?raw';
import norm from '#shaders/norm.wgsl?raw';
import rope from '#shaders/rope.wgsl?raw';
import swiglu from '#shaders/swiglu.wgsl?raw';
import crossEntropy from '#shaders/cross_entropy.wgsl?raw';
import type { ArmConfig } from '#src/experiment/settings.ts';
import model from '#src/model/model.ts?raw';
import shortcuts from '#src/model/shortcuts.ts?raw';
import type { Topic } from './wire-words.ts';

export interface Excerpt {
  readonly file: string;
  readonly line: number; // its first, from 1
  readonly text: string;
}

const sources = {
  'src/model/model.ts': model,
  'src/model/shortcuts.ts': shortcuts,
  'shaders/attention.wgsl': attention,
  'shaders/cross_entropy.wgsl': crossEntropy,
  'shaders/dense.wgsl': dense,
  'shaders/embed.wgsl': embed,
  'shaders/gelu.wgsl': gelu,
  'shaders/hyper.wgsl': hyper,
  'shaders/layer_scale.wgsl': layerScale,
  'shaders/matmul.wgsl': matmul,
  'shaders/matmul_tile.wgsl': matmulTile,
  'shaders/mix.wgsl': mix,
  'shaders/norm.wgsl': norm,
  'shaders/rope.wgsl': rope,
  'shaders/swiglu.wgsl': swiglu,
} as const;
type File = keyof typeof sources;

/** A declaration by its name, or the head of a file: its comment, with the mathematics. */
type Wanted = readonly [file: File, name?: string];

const block: Wanted = ['src/model/model.ts', 'block'];
const inModel = (name: string): Wanted => ['src/model/model.ts', name];
const inShortcuts = (name: string): Wanted => ['src/model/shortcuts.ts', name];
const kernel = (file: File, ...entries: readonly string[]): Wanted[] => [
  [file],
  ...entries.map((entry): Wanted => [file, entry]),
];
const mixed = kernel('shaders/mix.wgsl', 'coefficients', 'forward');
const product = kernel('shaders/matmul_tile.wgsl');

function wantedFor(topic: Topic, { activation, positions }: ArmConfig): readonly Wanted[] {
  switch (topic) {
    case 'residual':
      return [block, inModel('sublayer'), inShortcuts('join'), ['shaders/matmul.wgsl']];
    case 'firstLayer':
    case 'uNet':
      return [block, inShortcuts(topic), ...mixed];
    case 'valueResidual':
      return [inModel('attend'), inShortcuts(topic), ...mixed];
    case 'valueEmbeddings':
      return [inModel('attend'), inShortcuts(topic), inModel('valueRows'), ...mixed, ...kernel('shaders/embed.wgsl', 'forward')];
    case 'denseFormer':
      return [block, inShortcuts(topic), ...kernel('shaders/dense.wgsl', 'forward')];
    case 'hyperConnections':
      return [inModel('sublayer'), inShortcuts(topic), ...kernel('shaders/hyper.wgsl', 'gather', 'scatter')];
    case 'reZero':
      return [inModel('sublayer'), inShortcuts('join'), ...mixed];
    case 'layerScale':
      return [inModel('sublayer'), inShortcuts('join'), ...kernel('shaders/layer_scale.wgsl', 'forward')];
    case 'letters':
      return [inModel('forward'), ...kernel('shaders/embed.wgsl', 'forward'), ...kernel('shaders/norm.wgsl', 'forward')];
    case 'attention':
      return [
        inModel('attend'),
        ...kernel('shaders/attention.wgsl', 'forward'),
        ...(positions === 'rope' ? kernel('shaders/rope.wgsl', 'forward') : []),
      ];
    case 'mlp':
      return [
        inModel('mlp'),
        ...(activation === 'gelu' ? kernel('shaders/gelu.wgsl', 'forward') : []),
        ...(activation === 'swiglu' ? kernel('shaders/swiglu.wgsl', 'forward') : []),
        ['shaders/matmul.wgsl'],
        ...product,
      ];
    case 'norm':
      return kernel('shaders/norm.wgsl', 'forward');
    case 'next':
      return [inModel('forward'), ['shaders/matmul.wgsl'], ...kernel('shaders/cross_entropy.wgsl', 'train')];
  }
}

export const excerptsOf = (topic: Topic, config: ArmConfig): Excerpt[] =>
  wantedFor(topic, config).map(([file, name]) => (name === undefined ? headOf(file) : declarationOf(file, name)));

/** The comment that a file begins with. */
function headOf(file: File): Excerpt {
  const lines = sources[file].split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return { file, line: 1, text: lines.slice(0, end).join('\n') };
}

/** A function or a table, with the comment above it: up to the first line that closes it. */
function declarationOf(file: File, name: string): Excerpt {
  const lines = sources[file].split('\n');
  const at = lines.findIndex((line) => new RegExp(`^(export )?(fn|function|const) ${name}\\b`).test(line));
  if (at < 0) throw new Error(`${file} has no ${name}.`);
  const closes = /^(\}|\};|\);)\s*$/;
  const oneLine = /\}\s*$|;\s*$/.test(lines[at]!) && !lines[at]!.trimEnd().endsWith('{');
  const end = oneLine ? at : at + lines.slice(at).findIndex((line) => closes.test(line));
  let start = at;
  while (start > 0 && /^(\/\/| \*|\/\*\*|@)/.test(lines[start - 1]!)) start--;
  return { file, line: start + 1, text: lines.slice(start, end + 1).join('\n') };
}
