// Monte Carlo tree search with the moves that a net likes as its prior (PUCT: Rosin 2011; Silver et al. 2017): each simulation walks down the
// tree to the child of largest  Q + c·P·√N / (1 + n),  adds a leaf, plays at random from there to the end, and tells all above how that went.

import { integer, streamOf } from '#src/data/random.ts';
import type { Game } from './game.ts';

/** Of every move that is legal, ascending; sums to one. */
export type Prior = (position: string) => readonly number[];

interface Node {
  readonly position: string;
  readonly moves: readonly number[];
  readonly prior: readonly number[];
  readonly children: (Node | undefined)[];
  visits: number;
  total: number; // of what was reached, for whoever moves into it
}

const exploration = 1.5;
const playout = streamOf('playout');

export const evenPrior =
  (game: Game): Prior =>
  (position) => {
    const { length } = game.legal(position);
    return Array.from({ length }, () => 1 / length);
  };

/** The move that was tried most often, of equal ones the first. The same seed searches the same. */
export function searched(game: Game, position: string, prior: Prior, simulations: number, seed: number): number {
  let draws = 0;
  const nodeOf = (at: string): Node => {
    const moves = game.legal(at);
    return { position: at, moves, prior: moves.length ? prior(at) : [], children: [], visits: 0, total: 0 };
  };
  /** At random to the end: how it went for whoever is to move at `from`. */
  const played = (from: string): number => {
    let sign = 1;
    for (let at = from; ; sign = -sign) {
      const result = game.result(at);
      if (result !== undefined) return sign * result;
      const moves = game.legal(at);
      at = game.play(at, moves[integer(seed, playout, draws++, moves.length)]!);
    }
  };
  /** How a simulation from this node went, for whoever is to move there. */
  const simulate = (node: Node): number => {
    const result = game.result(node.position);
    let value: number;
    if (result !== undefined) value = result;
    else if (node.visits === 0) value = played(node.position);
    else {
      const i = chosen(node);
      node.children[i] ??= nodeOf(game.play(node.position, node.moves[i]!));
      value = -simulate(node.children[i]);
    }
    node.visits++;
    node.total -= value;
    return value;
  };
  const root = nodeOf(position);
  root.visits = 1; // it is not a leaf
  for (let i = 0; i < simulations; i++) simulate(root);
  const visits = root.moves.map((_, i) => root.children[i]?.visits ?? 0);
  // Nothing was tried: what the prior likes.
  const best = simulations > 0 ? visits : root.prior;
  return root.moves[best.indexOf(Math.max(...best))]!;
}

function chosen({ moves, prior, children, visits }: Node): number {
  let [best, most] = [0, -Infinity];
  for (let i = 0; i < moves.length; i++) {
    const child = children[i];
    const value = child ? child.total / child.visits : 0;
    const worth = value + (exploration * prior[i]! * Math.sqrt(visits)) / (1 + (child?.visits ?? 0));
    if (worth > most) [best, most] = [i, worth];
  }
  return best;
}
