// The wires of a model as its graph tells them: which earlier tensor each dispatch reads, walked from product to product. Knows
// nothing of src/drawing but the names of places.

import type { Place, Wire, WireWeight } from '#src/drawing/wires.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { accessesOf } from '#src/graph/access.ts';
import { Graph, size, type Constant, type Dispatch, type Tensor } from '#src/graph/graph.ts';
import { forward, sharedInputs } from '#src/model/model.ts';

const whole = (t: Tensor): Tensor => t.view?.of ?? t;

export function wiresOfGraph(c: ModelConfig): Wire[] {
  const g = new Graph();
  const { streams, logits } = forward(g, c, sharedInputs(g, 1, c.context));
  logits(streams.at(-1)!);
  return new Walk(g).wires();
}

class Walk {
  private readonly g: Graph;
  private readonly makers = new Map<Tensor, Dispatch>();
  /** What blocks leave for later ones. */
  private readonly left = new Map<Tensor, Place>();
  private readonly found: Wire[] = [];

  constructor(g: Graph) {
    this.g = g;
    for (const d of g.dispatches)
      for (const { tensor, writes } of accessesOf(d)) if (writes && !this.makers.has(tensor)) this.makers.set(tensor, d);
  }

  wires(): Wire[] {
    const firstValue = whole(this.product('block0.qkv').bind['c']!);
    this.left.set(
      this.through(this.entry(0), () => {}),
      'embedding',
    );
    for (let layer = 0; this.g.parameters.some(({ name }) => name === `block${layer}.qkv`); layer++) {
      this.through(this.entry(layer), (wire) => this.found.push({ ...wire, to: `block ${layer}` }));
      this.values(layer, firstValue);
      const middle = this.sublayer(layer, 'attention', 'qkv', 'out', `block ${layer}`, `middle ${layer}`, this.entry(layer));
      const out = this.sublayer(layer, 'mlp', 'up', 'down', `middle ${layer}`, `out ${layer}`, middle);
      this.left.set(out, `out ${layer}`);
      this.dense(layer);
    }
    const head = this.g.dispatches.findLast((d) => d.shader.name.startsWith('matmul'))!;
    const read = this.unmerged(head.bind['a']!);
    this.found.push({ family: undefined, from: this.left.get(read)!, to: 'head' });
    return this.found;
  }

  private product(parameter: string): Dispatch {
    return this.g.dispatches.find(({ bind }) => Object.values(bind).some(({ name }) => name === parameter))!;
  }

  /** The stream that the attention of a block reads; both copies, if there are two. */
  private entry(layer: number): Tensor {
    const read = this.product(`block${layer}.qkv`).bind['a']!;
    const maker = this.makers.get(read);
    return maker?.entry === 'gather' ? maker.bind['streams']! : read;
  }

  /** Back through what is mixed into a stream, to what it was. */
  private through(t: Tensor, tell: (wire: Omit<Wire, 'to'>) => void): Tensor {
    const maker = this.makers.get(t);
    if (maker?.entry === 'split') return maker.bind['update']!;
    const { weights, x, z } = maker?.shader.name === 'mix' ? maker.bind : {};
    const [, part, own] = /^block(\d+)\.(firstLayer|skip)$/.exec(weights?.name ?? '') ?? [];
    if (!x || !z || !own) return t;
    const layer = Number(part);
    const before = this.through(x, tell);
    if (own === 'skip') tell({ family: 'uNet', from: this.leftAt(z), weight: { part: own, layer } });
    else
      for (const [index, from] of [before, z].entries())
        tell({
          family: 'firstLayer',
          from: index === 0 ? this.leftAt(this.through(from, () => {})) : this.leftAt(from),
          weight: { part: own, index, layer },
        });
    return before;
  }

  private leftAt(t: Tensor): Place {
    const maker = this.makers.get(t);
    return this.left.get(maker?.entry === 'split' ? maker.bind['update']! : t)!;
  }

  private values(layer: number, first: Tensor): void {
    const attention = this.g.dispatches.filter(({ shader }) => shader.name.startsWith('attention'))[layer]!;
    const { weights, z } = this.makers.get(whole(attention.bind['v']!))!.bind;
    if (!weights || !z) return; // straight from the product
    const to: Place = `values ${layer}`;
    if (whole(z) === first && weights.role === 'constant')
      this.found.push({ family: 'valueResidual', from: 'values 0', to, fixed: (weights as Constant).data[0]! });
    else if (whole(z) === first)
      this.found.push({ family: 'valueResidual', from: 'values 0', to, weight: { part: 'firstValues', layer } });
    else if (this.makers.get(z)!.bind['table']?.name === `block${layer}.valueTable`)
      this.found.push({ family: 'valueEmbeddings', from: 'tokens', to, weight: { part: 'valueTable', layer } });
  }

  /** From its first product to where its update joins the stream, which is returned. */
  private sublayer(
    layer: number,
    name: 'attention' | 'mlp',
    first: string,
    last: string,
    from: Place,
    to: Place,
    stream: Tensor,
  ): Tensor {
    const at: Place = `${name} ${layer}`;
    const push = (wire: Wire): number => this.found.push(wire);
    const scaled = (family: Wire['family'], weight: WireWeight): number => push({ family, from: at, to, weight });
    const read = this.product(`block${layer}.${first}`).bind['a']!;
    const gather = this.makers.get(read);
    if (gather?.entry === 'gather' && gather.bind['streams'] === stream)
      for (const j of [0, 1]) push({ ...hyper(layer, `${name}.read`, j), from, to: at, copies: [j, undefined] });
    else if (read === stream) push({ family: undefined, from, to: at });
    let d = this.product(`block${layer}.${last}`);
    for (;;) {
      const { c, y, extra, x, gain, weights } = d.bind;
      const update = (c ?? y)!;
      if (gain) scaled('layerScale', { part: `${name}.scale`, layer });
      if (weights && d.shader.name === 'mix') scaled('reZero', { part: `${name}.gate`, layer });
      if ((extra ?? (d.shader.name === 'mix' ? x : undefined)) === stream) push({ family: 'residual', from, to });
      if (d.entry === 'scatter') {
        for (let ij = 0; ij < size(weights!.shape); ij++)
          push({ ...hyper(layer, `${name}.mix`, ij), from, to, copies: [Math.floor(ij / 2), ij % 2] });
        for (const j of [0, 1]) push({ ...hyper(layer, `${name}.write`, j), from: at, to, copies: [undefined, j] });
        return update;
      }
      const next = this.g.dispatches.find((other) => this.carriesOn(other, update, `block${layer}.${name}`));
      if (!next) {
        if (gather?.entry !== 'gather') push({ family: undefined, from: at, to });
        return update;
      }
      d = next;
    }
  }

  /** An update is dropped out, scaled, gated or scattered on its way into the stream. */
  private carriesOn({ shader, bind, entry }: Dispatch, update: Tensor, at: string): boolean {
    if (shader.name === 'dropout') return bind['f'] === update;
    if (shader.name === 'layer_scale') return bind['f'] === update && bind['gain']!.name === `${at}.scale`;
    if (shader.name === 'mix') return bind['z'] === update && bind['weights']!.name === `${at}.gate`;
    return entry === 'scatter' && bind['update'] === update;
  }

  private dense(layer: number): void {
    const d = this.g.dispatches.find(({ bind }) => bind['weights']?.name === `block${layer}.dense`);
    if (!d) return;
    const { members } = this.g.stacks.get(d.bind['history']!)!;
    const to: Place = `into ${layer + 1}`;
    for (let index = 0; index < size(d.bind['weights']!.shape); index++)
      this.found.push({
        family: 'denseFormer',
        from: this.left.get(members[index]!)!,
        to,
        weight: { part: 'dense', index, layer },
      });
    this.left.set(d.bind['y']!, to);
  }

  private unmerged(t: Tensor): Tensor {
    const maker = this.makers.get(t);
    return maker?.entry === 'sum' ? maker.bind['streams']! : t;
  }
}

const hyper = (layer: number, part: string, index: number) =>
  ({ family: 'hyperConnections', weight: { part, index, layer } }) as const;
