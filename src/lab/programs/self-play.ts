// Play yourself: a net plays Nim against itself and learns which moves won more often than others from the same heap (REINFORCE with the mean of
// a position as its baseline). Nobody tells it the rule; the rule is what it is held against.

import { integer, streamOf } from '#src/data/random.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { heaps, largestHeap, nim, rightMove } from '#src/games/nim.ts';
import { tableText } from '#src/games/policy-table.ts';
import { drawnMoves, gameSource, movesOf } from '../game-player.ts';
import { ofRows, type Row } from '../given-rows.ts';
import type { Lab } from '../lab.ts';

const firstHeap = streamOf('first heap');
const mostPlies = 32; // seeds of draws that a step may use
const winning = heaps.filter((heap) => rightMove(heap) !== undefined);

export async function selfPlay(lab: Lab): Promise<void> {
  const [updates, games] = [lab.setting('updates'), lab.setting('games')];
  const config: ArmConfig = {
    ...{
      ...baseArm,
      depth: 1,
      width: lab.setting('width'),
      heads: 2,
      context: 2,
      batch: heaps.length * nim.moves,
      steps: updates,
    },
    ...{ learningRate: lab.setting('rate'), weightDecay: 0, schedule: 'linear', finalRate: 1, warmup: Math.min(10, updates - 1) },
  };
  const player = await lab.learner('player', { config, sources: gameSource(nim, config.context), objective: 'weighted' });
  const looks = new Map([
    [0, 'untrained'],
    [Math.ceil(updates / 8), 'early'],
    [updates, 'trained'],
  ]);
  const every = Math.ceil(updates / 16);
  for (;;) {
    const { step } = player;
    if (step % every === 0 || looks.has(step)) {
      const moves = await movesOf(player.model, nim, heaps);
      await lab.measure('right moves', step, () => moves.map(rightShare), winning.length);
      const name = looks.get(step);
      if (name !== undefined) lab.policy(name, tableText(moves[0]!, nim.moves));
    }
    if (step >= updates) break;
    const played = await playedGames(lab, player.model, games, step);
    await player.learn(
      ofRows(
        player.model.config,
        config.batch,
        played.map((of) => lessonsOf(of.flat())),
      ),
    );
    await lab.measure('first player wins', step + 1, () => played.map(winsOfFirst), games);
  }
  lab.wrote('trained', [
    { prompt: `from ${largestHeap}`, attempts: [{ text: gameInWords(await movesOf(player.model, nim, heaps)) }] },
  ]);
  await lab.discard(player);
}

interface Decision {
  readonly heap: string;
  readonly move: number;
  readonly first: boolean; // made by whoever began
  won: boolean; // in the end, by whoever made it
}

/** By seed, by game: all decisions. The games advance together. */
async function playedGames(lab: Lab, model: Parameters<typeof movesOf>[0], games: number, step: number): Promise<Decision[][][]> {
  const played = lab.seeds.map(() => Array.from({ length: games }, (): Decision[] => []));
  const at = lab.seeds.map((seed) =>
    Array.from({ length: games }, (_, game) => String(1 + integer(seed, firstHeap, step * games + game, largestHeap))),
  );
  for (let ply = 0; at.some((of) => of.some((heap) => heap !== '0')); ply++) {
    // Games that have ended play on with themselves, and nobody looks.
    const positions = at.map((of) => of.map((heap) => (heap === '0' ? '1' : heap)));
    const moves = await drawnMoves(model, nim, positions, step * mostPlies + ply);
    for (const [s, of] of at.entries())
      for (const [game, heap] of of.entries()) {
        if (heap === '0') continue;
        const move = moves[s]![game]!;
        played[s]![game]!.push({ heap, move, first: ply % 2 === 0, won: false });
        of[game] = nim.play(heap, move);
      }
  }
  for (const game of played.flat()) for (const decision of game) decision.won = decision.first === game.at(-1)!.first;
  return played;
}

/** Each kind of decision is a row; its weight is how much better than others from its heap it did, in all. */
function lessonsOf(decisions: readonly Decision[]): Row[] {
  const rewards = new Map<string, number[]>();
  const reward = ({ won }: Decision): number => (won ? 1 : -1);
  for (const decision of decisions) rewards.set(decision.heap, [...(rewards.get(decision.heap) ?? []), reward(decision)]);
  const baseline = new Map([...rewards].map(([heap, all]) => [heap, all.reduce((a, b) => a + b) / all.length]));
  const weights = new Map<string, number>();
  for (const decision of decisions) {
    const kind = `${decision.heap} ${decision.move}`;
    weights.set(kind, (weights.get(kind) ?? 0) + reward(decision) - baseline.get(decision.heap)!);
  }
  // The step takes the mean over rows; the mean over decisions is meant.
  const share = weights.size / decisions.length;
  return [...weights].map(([kind, weight]) => {
    const [heap, move] = kind.split(' ') as [string, string];
    return { tokens: nim.tokens(heap), targets: [Number(move)], weights: [share * weight] };
  });
}

/** Of games, however long: whoever takes the last one has won. */
const winsOfFirst = (games: readonly (readonly Decision[])[]): number =>
  games.filter((game) => game.at(-1)!.first).length / games.length;

/** Of winning heaps: where what it likes best of what is legal is the right move. */
function rightShare(moves: readonly Float32Array[]): number {
  return winning.filter((heap) => likedMove(moves, heap) === rightMove(heap)).length / winning.length;
}

const likedMove = (moves: readonly Float32Array[], heap: string): number =>
  nim.legal(heap).reduce((best, move) => (moves[Number(heap) - 1]![move]! > moves[Number(heap) - 1]![best]! ? move : best));

/** "21: takes 1 (right), 20: takes 3, …; the first player wins": a game of the first seed's net against itself. */
function gameInWords([moves]: readonly (readonly Float32Array[])[]): string {
  const said: string[] = [];
  for (let heap = String(largestHeap); heap !== '0'; heap = nim.play(heap, likedMove(moves!, heap))) {
    const move = likedMove(moves!, heap);
    const right = rightMove(heap);
    const judged = right === undefined ? 'no move wins' : right === move ? 'right' : `not ${right + 1}`;
    said.push(`${heap}: takes ${move + 1} (${judged})`);
  }
  return `${said.join(', ')}; the ${said.length % 2 === 1 ? 'first' : 'second'} player wins`;
}
