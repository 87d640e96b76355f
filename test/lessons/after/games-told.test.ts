// What the lessons about games say of a record, and the levels that they hold it against.

import { expect, test } from 'vitest';
import type { StudyPoint, StudyRecord } from '#src/experiment/study/study-record.ts';
import { checkArm } from '#src/experiment/options.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { selfPlay } from '#src/lessons/after/play-yourself.ts';
import { search } from '#src/lessons/after/search-while-playing.ts';

type Line = Readonly<Record<number, readonly number[]>>;

function told(lesson: typeof search, lines: Readonly<Record<string, Line>>, of: number): string {
  const points = Object.entries(lines).flatMap(([line, each]) =>
    Object.entries(each).map(([x, values]): StudyPoint => ({ line, x: Number(x), values, of, at: 0 })),
  );
  return lesson
    .answer({ points } as unknown as StudyRecord)
    .join(' ')
    .replaceAll(/\s/g, ' ');
}

const three = (a: number): number[] => [a - 0.02, a, a + 0.02];

test('a move at random is right more often than in one of three: small heaps leave less choice', () => {
  // 1 of 1 move in a heap of 1, 1 of 2 in a heap of 2, 1 of 3 in the 14 others
  const levels = selfPlay.charts.flatMap((chart) => chart.levels?.({ points: [] } as unknown as StudyRecord) ?? []);
  expect(levels.find(({ name }) => name.includes('random'))!.y).toBeCloseTo((1 + 1 / 2 + 14 / 3) / 16, 12);
  expect(levels.find(({ name }) => name.includes('both'))!.y).toBeCloseTo(16 / 21, 12);
});

test('Nim: all heaps are right only if every seed has them, and a reason is given only for what was learned', () => {
  const right = (first: number[], last: number[]): string => told(selfPlay, { 'right moves': { 0: first, 300: last } }, 16);
  const low = [0.375, 0.4375, 0.375];
  expect(right(low, [1, 1, 1])).toContain('It found the right move for every heap.');
  const eight = Array.from({ length: 8 }, (_, i) => (i === 0 ? 0.9375 : 1)); // 0.992 on average
  expect(right(Array(8).fill(0.4), eight)).toContain('Some heaps stay wrong');
  expect(right(low, [0.8125, 0.875, 0.8125])).toMatch(
    /goes from 40 % \(.*\) to 83 % \(.*\) right moves in 300 updates.*Some heaps/,
  );
  expect(right(low, low)).toMatch(/^After 300 updates no change is certain: [^.]*\.$/);
});

test('search: the net makes it better, worse, or neither is certain', () => {
  const guided = (net: number, blind: number): string =>
    told(
      search,
      {
        'net alone': { 1: three(0.15) },
        'net and search': { 16: three(net), 256: three(0.9) },
        'search alone': { 16: three(blind), 256: three(0.8) },
      },
      100,
    );
  expect(guided(0.6, 0.3)).toMatch(/does not lose 15 % .*; with 256 simulations for a move, 90 %.*better by 30 \(/);
  expect(guided(0.3, 0.6)).toMatch(/worse by 30 \(/);
  expect(guided(0.3, 0.6)).not.toContain('better');
  expect(guided(0.5, 0.49)).toContain('not certain at 16 simulations');
});

test('as many games as may be asked for make a batch that a model may learn from', () => {
  const games = search.settings.find(({ key }) => key === 'games')!.max;
  const batch = games * 9; // a game has nine moves at most, each a row
  expect(checkArm({ ...baseArm, batch })).toEqual([]);
});
