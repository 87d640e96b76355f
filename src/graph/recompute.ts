// Activation checkpointing (Chen et al. 2016, arXiv 1604.06174): what a region of the forward pass makes for itself is not kept
// for the backward pass but made once more when that asks for it. Same dispatches, same inputs, same bits; and since forward
// dispatches overwrite, one whose other results were kept may run twice.

import { accessesOf } from './access.ts';
import type { Dispatch, Tensor } from './graph.ts';

/** Dispatches [start, end) of the forward pass. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

export class Recomputation {
  private readonly makers = new Map<Tensor, Dispatch[]>(); // of what is not kept
  private readonly copies = new Map<Tensor, Tensor>();
  private readonly repeated = new Set<Dispatch>();

  /** Kept is what another region or no region uses as well, and what `kept` says. */
  constructor(forward: readonly Dispatch[], regions: readonly Region[], kept: (t: Tensor) => boolean) {
    const users = new Map<Tensor, Set<Region | undefined>>();
    for (const [at, d] of forward.entries()) {
      const region = regions.find(({ start, end }) => start <= at && at < end);
      for (const { tensor } of accessesOf(d)) users.set(tensor, (users.get(tensor) ?? new Set()).add(region));
    }
    const inside = (t: Tensor): boolean => users.get(t)!.size === 1 && !users.get(t)!.has(undefined);
    for (const d of forward)
      for (const { tensor: t, writes } of accessesOf(d))
        if (writes && t.role === 'value' && inside(t) && !kept(t)) this.makers.set(t, [...(this.makers.get(t) ?? []), d]);
  }

  /** d for the backward pass: after the dispatches that make once more what it reads, and bound to their results. */
  expand(d: Dispatch): Dispatch[] {
    const before: Dispatch[] = [];
    const bind = Object.fromEntries(Object.entries(d.bind).map(([name, t]) => [name, this.copyOf(t, before)]));
    return [...before, { ...d, bind }];
  }

  private copyOf(t: Tensor, before: Dispatch[]): Tensor {
    const whole = t.view?.of ?? t;
    const makers = this.makers.get(whole);
    if (!makers) return t;
    const copy = this.copies.get(whole) ?? { ...whole, name: `${whole.name}'` };
    this.copies.set(whole, copy);
    for (const maker of makers) {
      if (this.repeated.has(maker)) continue;
      this.repeated.add(maker);
      before.push(...this.expand(maker));
    }
    return t.view ? { ...t, view: { ...t.view, of: copy } } : copy;
  }
}
