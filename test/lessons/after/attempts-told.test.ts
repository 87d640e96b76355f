// What the lessons about many attempts and about a verifier say of a record: what its intervals allow, and no more.

import { describe, expect, test } from 'vitest';
import type { StudyPoint, StudyRecord } from '#src/experiment/study/study-record.ts';
import { sampleMore } from '#src/lessons/after/sample-more.ts';
import { verifier } from '#src/lessons/after/verifier.ts';

type Line = readonly (readonly [x: number, values: readonly number[]])[];

function told(lesson: typeof sampleMore, lines: Readonly<Record<string, Line>>, of = 200): string {
  const points = Object.entries(lines).flatMap(([line, each]) =>
    each.map(([x, values]): StudyPoint => ({ line, x, values, ...(!/flop|stopped/.test(line) && { of }), at: 0 })),
  );
  const record = { points, settings: { wrong: 0.6 } } as unknown as StudyRecord;
  return lesson.answer(record).join(' ').replaceAll(/\s/g, ' ');
}

const three = (a: number): number[] => [a - 0.01, a, a + 0.01];

describe('sample more', () => {
  const measured: Record<string, Line> = {
    'adder verified': [
      [1, three(0.06)],
      [64, three(0.95)],
    ],
    'adder voted': [
      [1, three(0.06)],
      [64, three(0.07)],
    ],
    'adder right': [
      [100, [0.1, 0.02, 0.02]],
      [200, [0.97, 0.1, 0.1]],
      [300, [0.97, 0.97, 0.2]],
      [400, [0.98, 0.97, 0.97]],
    ],
    'adder stopped': [[0, [100, 200, 200]]],
    'flop of step': [[0, [63e6, 63e6, 63e6]]],
    'flop of attempt': [[0, [1e5, 1e5, 1e5]]],
  };

  test('says from how many questions on training is cheaper: from where each seed was stopped to where it is as good', () => {
    // 100, 100 and 200 steps more: 133⅓ · 63 MFLOP, against 63 · 0.1 MFLOP for each question
    const said = told(sampleMore, measured);
    expect(said).toContain('Beyond some 1,333 questions, training is cheaper.');
    expect(said).toMatch(/64 attempts solve 95 % \(.*\) of the sums; one attempt solves 6\.0 %/);
  });

  test('says nothing of it where a seed never gets so far', () => {
    const never: Line = measured['adder right']!.map(([x, [a, b]]) => [x, [a!, b!, 0.5]]);
    expect(told(sampleMore, { ...measured, 'adder right': never })).not.toContain('cheaper');
  });

  test('claims of a vote what its interval allows', () => {
    expect(told(sampleMore, measured)).toContain('A vote among them makes no ');
    const good: Line = [
      [1, three(0.06)],
      [64, three(0.5)],
    ];
    expect(told(sampleMore, { ...measured, 'adder voted': good })).toContain('changes it by 44 (');
    const sorter: Record<string, Line> = { 'sorter voted': good, 'sorter likeliest': [[1, three(0.96)]] };
    expect(told(sampleMore, { ...measured, ...sorter })).toContain('goes by vote from 6.0 % to 50 %');
    const flat = { ...sorter, 'sorter voted': measured['adder voted']! };
    expect(told(sampleMore, { ...measured, ...flat })).toContain('no certain difference here');
  });

  test('says nothing before it is measured', () => {
    expect(told(sampleMore, {})).toBe('');
  });
});

describe('learn from a verifier', () => {
  const practice = (from: number, to: number): Line => [
    [0, three(from)],
    [40, three(to)],
  ];

  test('says who learned, and that the likeliest answer was right before', () => {
    const said = told(verifier, {
      'sorter sampled': practice(0.33, 0.92),
      'sorter likeliest': practice(0.95, 0.98),
      'adder sampled': practice(0.03, 0.04),
    });
    expect(said).toMatch(/the sorter goes from 33 % \(.*\) to 92 % \(.*\) right in 40 updates/);
    expect(said).toMatch(/likeliest answer was right for 95 % .* before, and is for 98 %/);
    expect(said).toContain('learns nothing that is certain');
  });

  test('calls diversity lost only where fewer questions are certainly solved', () => {
    const of = (before: number, after: number): string =>
      told(verifier, { 'adder before verified': [[64, three(before)]], 'adder after verified': [[64, three(after)]] });
    expect(of(0.7, 0.4)).toContain('Something is lost, too');
    expect(of(0.7, 0.68)).not.toContain('lost');
    expect(of(0.4, 0.7)).not.toContain('lost');
  });
});
