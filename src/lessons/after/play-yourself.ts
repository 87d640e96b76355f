// Can a net learn a game from nothing but playing itself? Nim, whose rule is known.

import { heaps, nim, rightMove } from '#src/games/nim.ts';
import { differenceOf, measuredAt, pointOf, registerOf } from '#src/science/studies/measured.ts';
import { grouped } from '#src/words/numbers.ts';
import { within } from '../study-words.ts';
import type { StudyLesson } from '../study-lesson.ts';

const winning = heaps.filter((heap) => rightMove(heap) !== undefined);
/** Of a heap of one there is but one move to take. */
const chance = winning.reduce((sum, heap) => sum + 1 / nim.legal(heap).length, 0) / winning.length;

export const selfPlay: StudyLesson = {
  id: 'self-play',
  title: 'Play yourself',
  claim: {
    text: 'an algorithm based solely on reinforcement learning, without human data, guidance or domain knowledge beyond game rules',
    source: 'Silver and others, “Mastering the game of Go without human knowledge”, 2017',
    url: 'https://www.nature.com/articles/nature24270',
  },
  question:
    'From a heap of 21, each of two players takes one, two or three; whoever takes the last one wins. Can a net find the trick by playing itself?',
  guess: {
    question: '16 of the heaps of 1 to 21 can be won, each by exactly one move. In how many of 100 cases does the net find it?',
    unit: '%',
    min: 0,
    max: 100,
    measured: (record) => {
      const last = pointOf(record, 'right moves');
      return last && last.x > 0 ? 100 * measuredAt(last).mean : undefined;
    },
  },
  settings: [
    { key: 'width', label: 'Width', min: 8, max: 256, step: 8 },
    { key: 'games', label: 'Games of an update', min: 1, max: 64, step: 1 },
    { key: 'updates', label: 'Updates', min: 2, max: 10_000, step: 1 },
    { key: 'rate', label: 'Learning rate', min: 0.00001, max: 0.1 },
  ],
  sizes: {
    test: { width: 8, games: 4, updates: 2, rate: 1e-2 },
    nano: { width: 32, games: 64, updates: 120, rate: 3e-3 },
    standard: { width: 32, games: 64, updates: 400, rate: 3e-3 },
    large: { width: 64, games: 64, updates: 1000, rate: 2e-3 },
  },
  stages: { player: 'it plays itself', untrained: 'untrained', early: 'after an eighth', trained: 'trained' },
  charts: [
    {
      title: 'Right moves, where there is one',
      x: { label: 'updates, each of a batch of games' },
      y: { label: 'heaps with the right move', percent: true },
      lines: [{ line: 'right moves', name: 'the net' }],
      levels: () => [
        { name: 'a move at random', y: chance },
        { name: 'the rule: leave a multiple of four', y: 1 },
      ],
    },
    {
      title: 'How often the first player wins, from heaps of 1 to 21',
      x: { label: 'updates' },
      y: { label: 'games won by the first player', percent: true },
      lines: [{ line: 'first player wins', name: 'of its games with itself' }],
      levels: () => [{ name: 'if both never err', y: winning.length / heaps.length }],
    },
  ],
  answer(record) {
    const [first, last] = [pointOf(record, 'right moves', 0), pointOf(record, 'right moves')];
    if (!first || !last || last.x === 0) return [];
    if (registerOf(differenceOf(last, first), 0.05) !== 'shown')
      return [
        `After ${grouped(last.x)} updates no change is certain: ${within(measuredAt(first))} right at first, ${within(measuredAt(last))} now.`,
      ];
    return [
      `Playing only itself, the net goes from ${within(measuredAt(first))} to ${within(measuredAt(last))} right moves in ${grouped(last.x)} updates. Nobody told it the rule.`,
      last.values.every((value) => value === 1)
        ? 'It found the right move for every heap.'
        : 'Some heaps stay wrong. A likely reason, not tested here: where it already wins against itself, it hardly ever tries another move.',
    ];
  },
  notShown:
    'Longer is not always better: with 300 updates one seed of three ended worse again, since a net that is sure tries nothing else. And Nim has 21 positions; where there are more of them than games, a net must guess at what it has never seen.',
  real: 'Do all seeds rise, and do the same heaps stay wrong in each?',
  board: 'nim',
};
