// Programs of games broken off in their midst go on with the same bits; what they measure is what it is called.

import { describe, expect, test } from 'vitest';
import { netAndSearch } from '#src/lab/programs/net-and-search.ts';
import { selfPlay } from '#src/lab/programs/self-play.ts';
import { selfPlay as nimLesson } from '#src/lessons/after/play-yourself.ts';
import { search as searchLesson } from '#src/lessons/after/search-while-playing.ts';
import { ran, withoutTimes } from './programs.ts';

const games = [
  { name: 'Nim', program: selfPlay, settings: { ...nimLesson.sizes.test, updates: 3 }, stops: [1, 2].map(inPlay) },
  {
    name: 'tic-tac-toe',
    program: netAndSearch,
    settings: searchLesson.sizes.test,
    stops: [inPlay(1), { stage: 'search', done: 4 }],
  },
] as const;
function inPlay(done: number): { stage: string; done: number } {
  return { stage: 'player', done };
}

describe.each(games)('$name', ({ program, settings, stops }) => {
  const wholes = new Map([1, 3].map((count) => [count, ran(program, { settings, seeds: [0, 1, 2].slice(0, count) })]));

  test.each([1, 3])('stopped in its midst, R = %i', async (count) => {
    const stopped = await ran(program, { settings, seeds: [0, 1, 2].slice(0, count), stops: count === 1 ? stops : [inPlay(1)] });
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
