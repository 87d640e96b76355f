// Is thinking at play time worth more than training? Tic-tac-toe: a net alone, a search alone, and both.

import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { grouped } from '#src/words/numbers.ts';
import { byHow, within } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

export const search: StudyLesson = {
  id: 'search',
  title: 'Search while you play',
  claim: {
    text: 'a new search algorithm that combines Monte Carlo simulation with value and policy networks',
    source: 'Silver and others, “Mastering the game of Go with deep neural networks and tree search”, 2016',
    url: 'https://www.nature.com/articles/nature16961',
  },
  question:
    'A net has learned tic-tac-toe from games with itself, where random games tried out every move. Does it still lose, and does it help to let it think ahead?',
  guess: {
    question: 'Against a perfect player nobody can win. Of 100 games, how many does the net alone not lose?',
    unit: '%',
    min: 0,
    max: 100,
    measured: (record) => {
      const alone = pointOf(record, 'net alone');
      return alone && 100 * measuredAt(alone).mean;
    },
  },
  settings: [
    { key: 'width', label: 'Width', min: 16, max: 256, step: 16 },
    { key: 'games', label: 'Games of an update', min: 1, max: 56, step: 1 },
    { key: 'updates', label: 'Updates', min: 2, max: 10_000, step: 1 },
    { key: 'trials', label: 'Random games for each move', min: 1, max: 100, step: 1 },
    { key: 'simulations', label: 'Simulations for a move, at most', min: 1, max: 4096, step: 1 },
    { key: 'matches', label: 'Games of a test', min: 2, max: 1000, step: 2 },
  ],
  sizes: {
    test: { width: 16, games: 2, updates: 2, trials: 1, matches: 4, simulations: 4 },
    nano: { width: 32, games: 12, updates: 120, trials: 8, matches: 100, simulations: 256 },
    standard: { width: 64, games: 24, updates: 400, trials: 12, matches: 100, simulations: 256 },
    large: { width: 128, games: 48, updates: 1000, trials: 16, matches: 200, simulations: 256 },
  },
  stages: {
    player: 'it plays itself',
    search: 'it plays with a search',
    untrained: 'untrained',
    early: 'after a quarter',
    trained: 'trained',
  },
  charts: [
    {
      title: 'Against a perfect player, by what is searched',
      x: { label: 'simulations for a move', log: true },
      y: { label: 'games not lost', percent: true },
      lines: [
        { line: 'net and search', name: 'search, guided by the net' },
        { line: 'search alone', name: 'search without a net' },
      ],
      levels: (record) => {
        const alone = pointOf(record, 'net alone');
        return alone ? [{ name: 'the net alone', y: measuredAt(alone).mean }] : [];
      },
    },
    {
      title: 'The net alone, while it learns',
      x: { label: 'updates, each of a batch of games' },
      y: { label: 'games', percent: true },
      lines: [
        { line: 'against perfect', name: 'not lost, against a perfect player' },
        { line: 'against random', name: 'won, against moves at random' },
      ],
    },
  ],
  answer(record) {
    const [alone, both, blind] = [
      pointOf(record, 'net alone'),
      pointOf(record, 'net and search'),
      pointOf(record, 'search alone'),
    ];
    if (!alone || !both || !blind) return [];
    const gain = differenceOf(both, alone);
    const few = pointOf(record, 'net and search', 16);
    const fewBlind = pointOf(record, 'search alone', 16);
    const sentences = [
      registerOf(gain, 0.05) === 'shown'
        ? `Against a perfect player the net alone does not lose ${within(measuredAt(alone))} of its games; with ${grouped(both.x)} simulations for a move, ${within(measuredAt(both))}.`
        : `Search makes no difference that is certain: ${within(measuredAt(alone))} of the games not lost alone, ${within(measuredAt(both))} with it.`,
    ];
    if (few && fewBlind) {
      const guided = differenceOf(few, fewBlind);
      sentences.push(
        registerOf(guided, 0.05) === 'shown'
          ? `With only 16 simulations the net makes the search ${guided.mean > 0 ? `better by ${byHow(guided)}` : `worse by ${byHow(differenceOf(fewBlind, few))}`} of 100 games. With ${grouped(both.x)} the search alone gets ${within(measuredAt(blind))}.`
          : `Whether the net guides the search is not certain at 16 simulations: ${byHow(guided)} of 100 games.`,
      );
    }
    return sentences;
  },
  notShown:
    'Tic-tac-toe has 5,478 positions, so that a search can see to the end. In Go it cannot, and there a net must also judge positions, which this one does not.',
  real: 'Is the net with the search above the net alone in every seed, and from how many simulations on?',
  board: 'tic-tac-toe',
};
