// What a net would do in every position of a game, as text: a byte for each move of each position, in base 64. With it a page plays against the
// net at any stage of its training without a GPU.

import type { Prior } from './search.ts';
import type { Game } from './game.ts';

/** `shares`: of each position, of all moves. */
export function tableText(shares: readonly ArrayLike<number>[], moves: number): string {
  let bytes = '';
  for (const of of shares)
    for (let move = 0; move < moves; move++) bytes += String.fromCharCode(Math.round(255 * Math.min(1, of[move]!)));
  return btoa(bytes);
}

/** As a prior, over legal moves alone. A table of another game, or one that is damaged, likes all moves alike. */
export function priorOf(game: Game, positions: readonly string[], table: string): Prior {
  const bytes = decoded(table);
  const places = new Map(positions.map((position, i) => [position, i]));
  return (position) => {
    const legal = game.legal(position);
    const place = places.get(position);
    const weights = legal.map((move) => (place === undefined ? 0 : bytes.charCodeAt(place * game.moves + move) || 0) + 0.5);
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  };
}

function decoded(table: string): string {
  try {
    return atob(table);
  } catch {
    return '';
  }
}
