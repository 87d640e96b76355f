// Rules, referee, search and tables of the games.

import { describe, expect, test } from 'vitest';
import { integer, streamOf } from '#src/data/random.ts';
import { positionsOf, type Game } from '#src/games/game.ts';
import { refereeOf } from '#src/games/minimax.ts';
import { heaps, nim, rightMove } from '#src/games/nim.ts';
import { priorOf, tableText } from '#src/games/policy-table.ts';
import { remembered } from '#src/games/remembered.ts';
import { evenPrior, searched, type Prior } from '#src/games/search.ts';
import { ticTacToe, toMove } from '#src/games/tic-tac-toe.ts';

const board = remembered(ticTacToe);
const referee = refereeOf(board);

describe('rules', () => {
  test('of tic-tac-toe reach 5,478 positions, in 4,520 of which somebody is to move', () => {
    const all = new Set([board.start]);
    for (const position of all) for (const move of board.legal(position)) all.add(board.play(position, move));
    expect(all.size).toBe(5478);
    expect(positionsOf(board)).toHaveLength(4520);
    for (const position of all) {
      const difference = position.split('x').length - position.split('o').length;
      expect([0, 1]).toContain(difference);
      expect(board.tokens(position).every((token) => token < board.vocab)).toBe(true);
    }
  });

  test('a net reads a position as whoever is to move', () => {
    expect(board.tokens('x........')).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 3]);
    expect(board.tokens('xo.......')).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 0, 3]);
    expect([toMove('.........'), toMove('x........')]).toEqual(['x', 'o']);
  });

  test.each([
    ['xxxoo....', -1],
    ['xoxxoxoxo', 0],
    ['xoxoxoxox', -1],
    ['.........', undefined],
  ])('%s is %s for whoever is to move', (position, result) => expect(board.result(position)).toBe(result));
});

describe('the referee', () => {
  test('knows that tic-tac-toe is drawn, and that Nim is lost at multiples of four', () => {
    expect(referee(board.start)).toEqual({ value: 0, best: [0, 1, 2, 3, 4, 5, 6, 7, 8] });
    const judge = refereeOf(nim);
    for (const heap of heaps) {
      const { value, best } = judge(heap);
      expect(value, heap).toBe(Number(heap) % 4 === 0 ? -1 : 1);
      if (value === 1) expect(best).toEqual([rightMove(heap)]);
      else expect(rightMove(heap)).toBeUndefined();
    }
  });

  test('takes a win and stops one', () => {
    expect(referee('xx.oo....').best).toEqual([2]);
    expect(referee('x...o...x')).toMatchObject({ value: 0, best: [1, 3, 5, 7] });
  });
});

describe('the search', () => {
  const even = evenPrior(board);
  test.each([
    ['takes a win', 'xx.oo....', 2],
    ['stops a win', 'xx..o....', 2],
    ['takes a win rather than stop one', 'oo.xx....', 5],
  ])('%s', (_, position, move) => {
    for (let seed = 0; seed < 5; seed++) expect(searched(board, position, even, 300, seed)).toBe(move);
  });

  test('takes a win that its prior dislikes', () => {
    const blind = (at: string): number[] => board.legal(at).map((m) => (m === 2 ? 0.001 : 1 / 6));
    for (let seed = 0; seed < 5; seed++) expect(searched(board, 'xx.oo....', blind, 100, seed)).toBe(2);
  });

  test('never loses to a perfect player with enough simulations, as either side', () => {
    for (let match = 0; match < 12; match++) {
      let at = board.start;
      for (let ply = 0; board.result(at) === undefined; ply++) {
        const { best } = referee(at);
        const reply = best[integer(match, streamOf('reply'), ply, best.length)]!;
        at = board.play(at, (ply + match) % 2 === 0 ? searched(board, at, even, 600, match) : reply);
      }
      expect(board.result(at), `match ${match}: ${at}`).toBe(0);
    }
  });

  test('without simulations does what its prior likes best', () => {
    const prior = (at: string): number[] => board.legal(at).map((m) => (m === 4 ? 0.5 : 0.0625));
    expect(searched(board, board.start, prior, 0, 1)).toBe(4);
  });

  test('is better with a good prior than with none, when there is little time', () => {
    const good = (at: string): number[] => {
      const { best } = referee(at);
      return board.legal(at).map((m) => (best.includes(m) ? 0.9 / best.length : 0.1));
    };
    const right = (prior: Prior): number =>
      positionsOf(board)
        .filter((_, i) => i % 40 === 0)
        .filter((at, seed) => referee(at).best.includes(searched(board, at, prior, 4, seed))).length;
    expect(right(good)).toBeGreaterThan(right(even));
  });

  test('is the same for the same seed', () => {
    const at = 'x...o....';
    const moves = (seed: number): number[] => [10, 20, 40].map((n) => searched(board, at, even, n, seed));
    expect(moves(3)).toEqual(moves(3));
  });
});

describe('a table', () => {
  test.each<[Game, number]>([
    [nim, 21],
    [board, 4520],
  ])('gives back the shares of %s, to a byte', (game, count) => {
    const positions = positionsOf(game);
    expect(positions).toHaveLength(count);
    const shares = positions.map((_, i) => Array.from({ length: game.moves }, (_, move) => ((i + 3 * move) % 11) / 10));
    const prior = priorOf(game, positions, tableText(shares, game.moves));
    for (const [i, position] of positions.entries()) {
      const legal = game.legal(position);
      const sum = legal.reduce((all, move) => all + shares[i]![move]!, 0);
      prior(position).forEach((share, m) =>
        expect(share).toBeCloseTo(sum > 0 ? shares[i]![legal[m]!]! / sum : 1 / legal.length, 1),
      );
    }
  });

  test.each(['', '!', 'AAAA', btoa('\u00ff'.repeat(99999))])('that is damaged (%#) likes no illegal move', (table) => {
    const prior = priorOf(board, positionsOf(board), table);
    for (const position of positionsOf(board).slice(0, 200)) {
      const shares = prior(position);
      expect(shares).toHaveLength(board.legal(position).length);
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
      expect(shares.every((share) => share > 0)).toBe(true);
    }
  });
});
