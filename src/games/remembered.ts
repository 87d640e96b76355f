// A small game whose positions are looked at again and again: what is found of each is kept.

import type { Game } from './game.ts';

export function remembered(game: Game): Game {
  return { ...game, legal: once((position) => game.legal(position)), result: once((position) => game.result(position)) };
}

function once<T>(find: (position: string) => T): (position: string) => T {
  const found = new Map<string, T>();
  return (position) => {
    if (!found.has(position)) found.set(position, find(position));
    return found.get(position)!;
  };
}
