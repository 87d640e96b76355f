// A net that plays: its source, which holds no text, and what it would do in positions.

import { characterTokenizer } from '#src/data/tokenizer.ts';
import type { Source } from '#src/data/windows.ts';
import type { Game } from '#src/games/game.ts';
import type { TrainedModel } from '#src/train/trained-model.ts';

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Of tokens alone: whoever plays fills in all that is learned. */
export function gameSource({ id, vocab }: Game, context: number): Source {
  const tokenizer = characterTokenizer(signs.slice(0, vocab));
  return {
    name: id,
    licence: '',
    characters: 0,
    tokenizer,
    vocab,
    context,
    scoredPerWindow: context,
    trainingTokens: 0,
    training() {
      throw new Error('A game has no text to learn from.');
    },
    heldOut: { text: id, passages: 1, scored: 1, windows: 1, write() {} },
    prompt: '',
    floors: () => [],
  };
}

/** By member, by position: the share of every move, legal or not. */
export async function movesOf(model: TrainedModel, game: Game, positions: readonly string[]): Promise<Float32Array[][]> {
  const rows = positions.map((position) => game.tokens(position));
  const found = await model.predictions(rows);
  return found.map((of) =>
    of.map((shares, i) => {
      const last = (rows[i]!.length - 1) * game.vocab;
      return shares.subarray(last, last + game.moves);
    }),
  );
}

/** By member: a move for each of its positions, drawn by its net among the legal ones. */
export const drawnMoves = (
  model: TrainedModel,
  game: Game,
  positions: readonly (readonly string[])[],
  seed: number,
): Promise<number[][]> =>
  model.draw(
    positions.map((of) => of.map((position) => ({ tokens: game.tokens(position), allowed: game.legal(position) }))),
    { temperature: 1, seed },
  );
