// Tic-tac-toe: nine cells, row by row; three in a line win.

import type { Game } from './game.ts';

const lines = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
] as const;

const count = (position: string, sign: string): number => position.split(sign).length - 1;
/** x begins. */
export const toMove = (position: string): 'x' | 'o' => (count(position, 'x') > count(position, 'o') ? 'o' : 'x');
const hasLine = (position: string, sign: string): boolean => lines.some((line) => line.every((cell) => position[cell] === sign));

/** A position is its cells: x, o or a point. */
export const ticTacToe: Game = {
  id: 'tic-tac-toe',
  start: '.........',
  moves: 9,
  legal: (position) =>
    ticTacToe.result(position) === undefined ? [...position].flatMap((cell, i) => (cell === '.' ? [i] : [])) : [],
  play: (position, move) => position.slice(0, move) + toMove(position) + position.slice(move + 1),
  result(position) {
    const before = toMove(position) === 'x' ? 'o' : 'x';
    if (hasLine(position, before)) return -1;
    return position.includes('.') ? undefined : 0;
  },
  // 0 empty, 1 own, 2 the other's; 3 asks.
  tokens(position) {
    const own = toMove(position);
    return [...[...position].map((cell) => (cell === '.' ? 0 : cell === own ? 1 : 2)), 3];
  },
  vocab: 9,
};
