// Programs of games broken off in their midst go on with the same bits; what they measure is what it is called.

import { describe, expect, test } from 'vitest';
import { baseArm } from '#src/experiment/settings.ts';
import { priorOf, tableText } from '#src/games/policy-table.ts';
import { ticTacToe } from '#src/games/tic-tac-toe.ts';
import { drawnMoves, gameSource, movesOf } from '#src/lab/game-player.ts';
import { netAndSearch } from '#src/lab/programs/net-and-search.ts';
import { selfPlay } from '#src/lab/programs/self-play.ts';
import { selfPlay as nimLesson } from '#src/lessons/after/play-yourself.ts';
import { search as searchLesson } from '#src/lessons/after/search-while-playing.ts';
import { ran, withoutTimes } from './programs.ts';

const games = [
  {
    name: 'Nim',
    program: selfPlay,
    settings: { ...nimLesson.sizes.test, updates: 3 },
    stops: [1, 2].map(inPlay),
    replicas: [1, 3],
  },
  {
    name: 'tic-tac-toe',
    program: netAndSearch,
    settings: searchLesson.sizes.test,
    stops: [inPlay(1), { stage: 'search', done: 4 }],
    replicas: [3], // its 4,520 positions take their time
  },
] as const;
function inPlay(done: number): { stage: string; done: number } {
  return { stage: 'player', done };
}

describe.each(games)('$name', ({ program, settings, stops, replicas }) => {
  const wholes = new Map([1, 3].map((count) => [count, ran(program, { settings, seeds: [0, 1, 2].slice(0, count) })]));

  test.each(replicas)('stopped in its midst, R = %i', async (count) => {
    const stopped = await ran(program, { settings, seeds: [0, 1, 2].slice(0, count), stops });
    expect(withoutTimes(stopped)).toEqual(withoutTimes(await wholes.get(count)!));
  });

  test('one seed alone is the first of three, and others differ', async () => {
    const [one, three] = [await wholes.get(1)!, await wholes.get(3)!];
    expect(one.record.points.map(({ values }) => values)).toEqual(three.record.points.map(({ values }) => [values[0]]));
    expect(one.record.transcripts).toEqual(three.record.transcripts);
    expect(one.record.policies).toEqual(three.record.policies);
  });

  test('every share is of whole games or moves, and every stage has its table', async () => {
    const { record } = await wholes.get(3)!;
    expect(Object.keys(record.policies)).toEqual(['untrained', 'early', 'trained']);
    for (const { line, x, values, of } of record.points)
      for (const value of values) expect((value! * of!) % 1, `${line} ${x}`).toBeCloseTo(0, 6);
  });
});

test('a net draws moves as its table says, among legal ones alone, by replica', async () => {
  const positions = ['x........', 'xo.x.....', 'xoxoxo...'];
  const draws = 40; // times 63 rows
  await ran(async (lab) => {
    const config = { ...baseArm, depth: 1, width: 16, heads: 2, context: 10, batch: 4, steps: 2, warmup: 1 };
    const player = await lab.learner('player', { config, sources: gameSource(ticTacToe, config.context), objective: 'soft' });
    const shares = await movesOf(player.model, ticTacToe, positions);
    const priors = shares.map((of) => priorOf(ticTacToe, positions, tableText(of, ticTacToe.moves)));
    const rows = lab.seeds.map(() => Array.from({ length: 63 }, (_, i) => positions[i % positions.length]!));
    const counts = lab.seeds.map(() => positions.map(() => new Array<number>(ticTacToe.moves).fill(0)));
    for (let seed = 0; seed < draws; seed++)
      for (const [s, of] of (await drawnMoves(player.model, ticTacToe, rows, seed)).entries())
        for (const [i, move] of of.entries()) counts[s]![i % positions.length]![move]!++;
    for (const [s, prior] of priors.entries())
      for (const [p, position] of positions.entries()) {
        const legal = ticTacToe.legal(position);
        const found = counts[s]![p]!;
        expect(legal.reduce((sum, move) => sum + found[move]!, 0)).toBe(21 * draws);
        const expected = prior(position).map((share) => share * 21 * draws);
        expect(Math.max(...expected) / Math.min(...expected), 'a net that prefers nothing would prove nothing').toBeGreaterThan(
          1.2,
        );
        const distance = legal.reduce((sum, move, i) => sum + (found[move]! - expected[i]!) ** 2 / expected[i]!, 0);
        expect(distance, `${s} ${position}`).toBeLessThan(30); // 7 degrees of freedom at most: p < 0.0001
      }
  });
});

test('a game of Nim is told: every move judged by the rule, and who has won', async () => {
  const { record } = await ran(selfPlay, { settings: nimLesson.sizes.test, seeds: [0] });
  const { text } = record.transcripts[0]!.attempts[0]!;
  const [told, winner] = text.split('; ');
  const moves = told!.split(', ').map((move) => /^(\d+): takes (\d) \((.+)\)$/.exec(move)!.slice(1));
  let left = 21;
  for (const [heap, taken, judged] of moves) {
    expect(Number(heap)).toBe(left);
    const right = left % 4;
    expect(judged).toBe(right === 0 ? 'no move wins' : right === Number(taken) ? 'right' : `not ${right}`);
    left -= Number(taken);
  }
  expect(left).toBe(0);
  expect(winner).toBe(`the ${moves.length % 2 ? 'first' : 'second'} player wins`);
});
