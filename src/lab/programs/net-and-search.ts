// Search at play time: a net plays tic-tac-toe against itself; a simple search says of each position it came to how well every move did in
// random games, and the net learns to say so at once. Then it plays against a perfect player: alone, and with a tree search that it guides.

import { integer, streamOf } from '#src/data/random.ts';
import { unscored } from '#src/data/windows.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { positionsOf } from '#src/games/game.ts';
import { refereeOf } from '#src/games/minimax.ts';
import { priorOf, tableText } from '#src/games/policy-table.ts';
import { remembered } from '#src/games/remembered.ts';
import { evenPrior, searched, type Prior } from '#src/games/search.ts';
import { ticTacToe } from '#src/games/tic-tac-toe.ts';
import { drawnMoves, gameSource, movesOf } from '../game-player.ts';
import { ofRows, type Row } from '../given-rows.ts';
import type { Lab } from '../lab.ts';

const game = remembered(ticTacToe);
const positions = positionsOf(game);
const referee = refereeOf(game);
const plies = 9;
const sharpness = 0.15; // of what is learned: softmax(Q / 0.15)
const [trial, reply, other] = ['trial', 'reply', 'other player'].map(streamOf) as [number, number, number];

export async function netAndSearch(lab: Lab): Promise<void> {
  const [updates, games] = [lab.setting('updates'), lab.setting('games')];
  const width = lab.setting('width');
  const config: ArmConfig = {
    ...{ ...baseArm, depth: 2, width, heads: Math.max(1, width / 16), context: plies + 1, batch: games * plies, steps: updates },
    ...{ learningRate: (4e-3 * 32) / width, weightDecay: 0, warmup: Math.min(10, updates - 1) },
  };
  const player = await lab.learner('player', { config, sources: gameSource(game, config.context), objective: 'soft' });
  const stages = new Map([
    [0, 'untrained'],
    [Math.round(updates / 4), 'early'],
    [updates, 'trained'],
  ]);
  const every = Math.ceil(updates / 6);
  let tables: string[] = [];
  let alone: readonly number[] = []; // of its games against a perfect player, those that the net does not lose
  for (;;) {
    const { step } = player;
    const name = stages.get(step);
    if (step % every === 0 || name !== undefined) {
      const moves = await movesOf(player.model, game, positions);
      tables = moves.map((of) => tableText(of, game.moves));
      const priors = tables.map((table) => priorOf(game, positions, table));
      const count = lab.setting('matches');
      alone = await lab.measure(
        'against perfect',
        step,
        () => priors.map((prior, i) => notLost(prior, 0, count, lab.seeds[i]!)),
        count,
      );
      await lab.measure('against random', step, () => priors.map((prior, i) => wonAtRandom(prior, count, lab.seeds[i]!)), count);
      if (name !== undefined) lab.policy(name, tables[0]!);
    }
    if (step >= updates) break;
    const reached = await selfPlayed(lab, player.model, games, step);
    const rows = reached.map((of, s) =>
      of.map((position, i) => lessonOf(position, lab.setting('trials'), lab.seeds[s]!, step * games * plies + i)),
    );
    await player.learn(ofRows(player.model.config, config.batch, rows));
  }
  await lab.discard(player);
  const count = lab.setting('matches');
  const priors = tables.map((table) => priorOf(game, positions, table));
  const most = lab.setting('simulations');
  for (let simulations = 1; simulations <= most; simulations *= 4) {
    // A seed takes seconds in which nothing else is heard: a turn before each.
    const played = async (priorOfSeed: (i: number) => Prior): Promise<number[]> => {
      const shares: number[] = [];
      for (const [i, seed] of lab.seeds.entries()) {
        await lab.turn({ stage: 'search', done: simulations, of: most });
        shares.push(notLost(priorOfSeed(i), simulations, count, seed));
      }
      return shares;
    };
    await lab.measure('net and search', simulations, () => played((i) => priors[i]!), count);
    await lab.measure('search alone', simulations, () => played(() => evenPrior(game)), count);
  }
  await lab.measure('net alone', 1, () => alone, count);
}

/** By seed: all positions in which somebody was to move, in games that advance together. */
async function selfPlayed(lab: Lab, model: Parameters<typeof movesOf>[0], games: number, step: number): Promise<string[][]> {
  const at = lab.seeds.map(() => Array.from({ length: games }, () => game.start));
  const reached: string[][] = lab.seeds.map(() => []);
  for (let ply = 0; ply < plies; ply++) {
    // Games that have ended begin anew, and nobody looks.
    const shown = at.map((of) => of.map((position) => (game.result(position) === undefined ? position : game.start)));
    const moves = await drawnMoves(model, game, shown, step * plies + ply);
    for (const [s, of] of at.entries())
      for (const [i, position] of of.entries()) {
        if (game.result(position) !== undefined) continue;
        reached[s]!.push(position);
        of[i] = game.play(position, moves[s]![i]!);
      }
  }
  return reached;
}

/** What random games say of every move, as shares. */
function lessonOf(position: string, trials: number, seed: number, place: number): Row {
  const tokens = game.tokens(position);
  const shares = new Float32Array(tokens.length * game.vocab);
  const legal = game.legal(position);
  const worth = legal.map((move, i) => {
    let sum = 0;
    for (let n = 0; n < trials; n++) sum -= randomGame(game.play(position, move), seed, (place * plies + i) * trials + n);
    return sum / trials;
  });
  const weights = worth.map((value) => Math.exp((value - Math.max(...worth)) / sharpness));
  const total = weights.reduce((a, b) => a + b);
  legal.forEach((move, i) => (shares[(tokens.length - 1) * game.vocab + move] = weights[i]! / total));
  const targets = tokens.map((_, t) => (t === tokens.length - 1 ? legal[0]! : unscored));
  return { tokens, targets, shares };
}

/** Played at random to the end: how it went for whoever is to move. */
function randomGame(from: string, seed: number, place: number): number {
  let at = from;
  for (let ply = 0, sign = 1; ; ply++, sign = -sign) {
    const result = game.result(at);
    if (result !== undefined) return sign * result;
    const legal = game.legal(at);
    at = game.play(at, legal[integer(seed, trial, place * plies + ply, legal.length)]!);
  }
}

type Player = (position: string, draw: number) => number;

/** By the net alone what it likes best, else what the search finds. */
const playerOf = (prior: Prior, simulations: number, seed: number): Player =>
  simulations === 0
    ? (position) => searched(game, position, prior, 0, seed)
    : (position, draw) => searched(game, position, prior, simulations, (seed * 1_000_003 + draw) >>> 0);

/** Against a player that never errs, and of several good moves takes any: half of the games as the first. */
function notLost(prior: Prior, simulations: number, count: number, seed: number): number {
  const mine = playerOf(prior, simulations, seed);
  const perfect: Player = (position, draw) => {
    const { best } = referee(position);
    return best[integer(seed, reply, draw, best.length)]!;
  };
  return matches(mine, perfect, count).filter((result) => result >= 0).length / count;
}

function wonAtRandom(prior: Prior, count: number, seed: number): number {
  const atRandom: Player = (position, draw) => {
    const legal = game.legal(position);
    return legal[integer(seed, other, draw, legal.length)]!;
  };
  return matches(playerOf(prior, 0, seed), atRandom, count).filter((result) => result > 0).length / count;
}

/** How each went for `mine`. */
function matches(mine: Player, theirs: Player, count: number): number[] {
  return Array.from({ length: count }, (_, match) => {
    let at = game.start;
    for (let ply = 0; ; ply++) {
      const isMine = (ply + match) % 2 === 0;
      const result = game.result(at);
      if (result !== undefined) return isMine ? result : -result;
      at = game.play(at, (isMine ? mine : theirs)(at, match * plies + ply));
    }
  });
}
