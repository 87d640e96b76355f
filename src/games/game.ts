// A game of two who move in turns, with everything known to both: what the referee, the search, the net and the board share.

export interface Game {
  readonly id: string;
  readonly start: string;
  readonly moves: number; // numbered from 0; not all are legal everywhere
  /** Legal ones, ascending; none where the game has ended. */
  legal(position: string): readonly number[];
  play(position: string, move: number): string;
  /** For whoever is to move: 1 has won, −1 has lost, 0 drawn; undefined while the game goes on. */
  result(position: string): number | undefined;
  /** What a net reads: the same for both players, each as whoever is to move. */
  tokens(position: string): readonly number[];
  readonly vocab: number;
}

/** Every position in which somebody is to move, in the order in which they are first reached. */
export function positionsOf(game: Game, starts: readonly string[] = [game.start]): string[] {
  const known = new Set(starts);
  for (const position of known) for (const move of game.legal(position)) known.add(game.play(position, move));
  return [...known].filter((position) => game.legal(position).length > 0);
}
