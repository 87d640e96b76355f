// What is drawn is what is computed: for every variant the wires are those of the graph.

import { describe, expect, it } from 'vitest';
import { families, wiresOf, type Wire } from '#src/drawing/wires.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { isUsed, learnedIn } from '#src/experiment/shortcuts.ts';
import { tinyModel } from '../tiny.ts';
import { variants } from '../model/variants.ts';
import { wiresOfGraph } from './wires-of-graph.ts';

const sorted = (wires: readonly Wire[]): string[] =>
  wires
    .map(({ family, from, to, weight, fixed, copies }) =>
      [family ?? 'path', from, to, weight && [weight.part, weight.index, weight.layer].join(), fixed, copies?.join('→')].join(
        ' | ',
      ),
    )
    .sort();

const more: Record<string, Partial<ModelConfig>> = {
  'all but hyper-connections, depth 5': { firstLayer: true, valueResidual: 'fixed', uNet: true, denseFormer: true, depth: 5 },
  'depth 1 with everything that fits': { depth: 1, firstLayer: true, uNet: true, denseFormer: true, valueEmbeddings: true },
  'hyper-connections with dropout': { hyperConnections: true, layerScale: true, dropout: 0.1 },
  'LayerScale without residual, dropout': { residual: false, layerScale: true, dropout: 0.1, depth: 2 },
  'ReZero and LayerScale': { reZero: true, layerScale: true, dropout: 0.1 },
};
const all = { ...variants, ...Object.fromEntries(Object.entries(more).map(([name, o]) => [name, { ...tinyModel, ...o }])) };

describe.each(Object.entries(all))('%s', (_, c) => {
  const wires = wiresOf(c);

  it('has the wires of its graph', () => {
    expect(sorted(wires)).toEqual(sorted(wiresOfGraph(c)));
  });

  it('has a wire for each learned weight, and each once', () => {
    const drawn = wires.flatMap(({ weight: w }) => (w ? [`${w.layer} ${w.part} ${w.index}`] : []));
    const learned = Array.from({ length: c.depth }, (_unused, layer) =>
      learnedIn(c, layer).flatMap(({ part, name = part, count, channels }) =>
        channels || count === 1
          ? [`${layer} ${name} undefined`]
          : Array.from({ length: count }, (_none, index) => `${layer} ${name} ${index}`),
      ),
    ).flat();
    expect(drawn.sort()).toEqual(learned.sort());
  });

  it('has wires of the families that are used, and of no others', () => {
    const drawn = new Set(wires.flatMap(({ family }) => family ?? []));
    // A single block has nothing to mix in, and two copies of the stream stand in for the residual.
    const used = families.filter(
      (f) =>
        isUsed(c, f) && !((f === 'uNet' || f === 'valueResidual') && c.depth === 1) && !(f === 'residual' && c.hyperConnections),
    );
    expect([...drawn].sort()).toEqual(used.toSorted());
  });
});
