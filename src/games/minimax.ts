// The referee: what a position is worth if both play as well as can be. Every position once.

import type { Game } from './game.ts';

export interface Judged {
  readonly value: number; // for whoever is to move: 1, 0 or −1
  readonly best: readonly number[]; // all moves that reach it
}

export function refereeOf(game: Game): (position: string) => Judged {
  const known = new Map<string, Judged>();
  const judge = (position: string): Judged => {
    const before = known.get(position);
    if (before) return before;
    const result = game.result(position);
    let judged: Judged;
    if (result !== undefined) judged = { value: result, best: [] };
    else {
      const values = game.legal(position).map((move) => ({ move, value: 0 - judge(game.play(position, move)).value }));
      const value = Math.max(...values.map((each) => each.value));
      judged = { value, best: values.filter((each) => each.value === value).map(({ move }) => move) };
    }
    known.set(position, judged);
    return judged;
  };
  return judge;
}
