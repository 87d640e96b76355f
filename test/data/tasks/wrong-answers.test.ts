// A teacher who is often wrong: as often as asked, always about the same questions, and never in a way that fools the verifier.

import { expect, test } from 'vitest';
import { sorting } from '#src/data/tasks/sort.ts';
import { withWrongAnswers } from '#src/data/tasks/wrong-answers.ts';

const task = sorting(6);
const questions = Array.from({ length: 4000 }, (_, i) => task.question(i * 247));

test('answers are wrong for the share that is asked for, less what is right by luck', () => {
  for (const share of [0, 0.3, 0.6, 1]) {
    const taught = withWrongAnswers(task, share);
    const wrong = questions.filter((question) => !task.check(question, taught.answer(question))).length / questions.length;
    // Of random orders of six digits one in 720 is right, and more where digits are equal: less than three in a hundred in all.
    expect(wrong).toBeGreaterThan(share * 0.97 - 0.025);
    expect(wrong).toBeLessThan(share + 0.025);
  }
});

test('a wrong answer has the characters of the right one, in any order alike', () => {
  const taught = withWrongAnswers(task, 1);
  const places = Array.from({ length: 6 }, () => 0);
  const distinct = questions.filter((question) => new Set(question.slice(0, 6)).size === 6);
  for (const question of distinct) {
    const answer = taught.answer(question);
    expect([...answer].sort().join('')).toBe(task.answer(question));
    places[answer.indexOf(task.answer(question)[0]!)]!++; // where the smallest digit went
  }
  const expected = distinct.length / 6;
  const chiSquare = places.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(20.5); // 5 degrees of freedom: one in a thousand is above
});

test('it is always wrong about the same questions, and a worse teacher about those too', () => {
  const [once, again, worse] = [0.4, 0.4, 0.8].map((share) => withWrongAnswers(task, share));
  for (const question of questions) {
    expect(once!.answer(question)).toBe(again!.answer(question));
    if (!task.check(question, once!.answer(question))) expect(worse!.answer(question)).toBe(once!.answer(question));
  }
});
