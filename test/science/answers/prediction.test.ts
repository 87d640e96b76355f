// What was guessed is answered by what was measured, and nobody marks a sentence by hand.

import { describe, expect, it } from 'vitest';
import type { Asked, Prediction } from '#src/experiment/asked.ts';
import { markOf } from '#src/science/answers/answer.ts';
import { guessedOf } from '#src/science/answers/measure.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { recordOf } from '../verdict/records.ts';

const specs = [
  { name: 'no residual', ends: [3.11, 3.12, 3.1] },
  { name: 'one wire', ends: [2.41, 2.45, 2.4] },
  { name: 'residual', ends: [2.27, 2.28, 2.26] },
];
const share = { kind: 'share', id: 'share', from: 0, to: 2, by: 1 } as const;
const wire = { kind: 'difference', id: 'wire', arm: 1, against: 0 } as const;
const trend = { kind: 'trend', id: 'trend', arms: [0, 1, 2] } as const;
const asked: Asked = {
  contrasts: [share, wire, trend],
  margin: 0.05,
  choices: [
    { id: 'part', sentence: 'Part of it', contrast: 'share', from: 0.05, to: 0.95 },
    { id: 'nothing', sentence: 'Nothing', contrast: 'wire', from: -0.05, to: 0.05 },
    { id: 'most', sentence: 'More than four fifths', contrast: 'share', from: 0.82 },
  ],
};
const answered = (prediction: Prediction) => verdictOf(recordOf(specs, { asked, prediction }));

describe('a sentence that was chosen', () => {
  it.each([
    ['part', 'true', 'You chose “Part of it”: that is true here.'],
    ['nothing', 'false', 'You chose “Nothing”: that is not so here.'],
    ['most', 'undecided', 'You chose “More than four fifths”: these seeds cannot decide it.'],
  ])('%s is %s by the interval of its contrast', (choice, mark, sentence) => {
    const { predicted, answer } = answered({ choice });
    expect(predicted!.choice!.mark).toBe(mark);
    expect(predicted!.sentences).toEqual([sentence]);
    expect(answer.endsWith(sentence)).toBe(true);
  });

  it('is undecided without an interval, and one that was not asked is none', () => {
    expect(markOf(undefined, { from: 0 })).toBe('undecided');
    expect(
      verdictOf(
        recordOf(
          specs.map((s) => ({ ...s, ends: [2] })),
          { asked, prediction: { choice: 'part' } },
        ),
      ).predicted!.choice!.mark,
    ).toBe('undecided');
    expect(answered({ choice: 'other' }).predicted!.choice).toBeUndefined();
  });

  it('that claims a sign is false of exactly nothing', () => {
    const nothing = { low: 0, high: 0, level: 0.95 };
    expect([markOf(nothing, { to: 0 }), markOf(nothing, { from: 0 }), markOf(nothing, { from: -0.05, to: 0.05 })]).toEqual([
      'false',
      'false',
      'true',
    ]);
  });
});

describe('levels that were guessed', () => {
  const levels = [
    { arm: 0, loss: 3.1 },
    { arm: 1, loss: 2.7 },
    { arm: 2, loss: 2.1 },
  ];

  it('say what follows from them beside each answer, and by how much each was off', () => {
    const { answer, predicted } = answered({ levels, spread: 0.1, why: 'wires carry something' });
    expect(answer).toContain('3 seeds). You guessed 40 %. B ends 0.69 nats per character lower than A');
    expect(answer).toMatch(/You guessed 0\.40 lower\.$/);
    expect(predicted!.sentences).toEqual([
      'You guessed 3.10 for A, which ended at 3.11: 0.01 higher.',
      'You guessed 2.70 for B, which ended at 2.42: 0.28 lower.',
      'You guessed 2.10 for C, which ended at 2.27: 0.17 higher.',
      'You guessed that seeds end 0.10 apart: in B, where it was most, they ended 0.05 apart.',
    ]);
    expect(predicted).toMatchObject({ spread: { guessed: 0.1, measured: 0.05, arm: 1 }, why: 'wires carry something' });
  });

  it('of some arms say nothing of a contrast with others', () => {
    const some = { levels: levels.slice(1) };
    expect([share, wire, trend].map((contrast) => guessedOf(some, contrast))).toEqual([undefined, undefined, undefined]);
    expect(guessedOf({ levels }, trend)).toBeCloseTo(-0.2, 9);
    expect(guessedOf({ levels: levels.map(({ arm }) => ({ arm, loss: 2 })) }, share), 'no gap').toBeUndefined();
    expect(answered(some).predicted!.levels).toHaveLength(2);
  });
});
