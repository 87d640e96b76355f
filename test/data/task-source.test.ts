// Windows of a task: their examples are right, only answers count, and no question is in both parts.

import { describe, expect, test } from 'vitest';
import { openSource, tasks, unscored, type Source } from '#src/data/source.ts';
import { baseArm } from '#src/experiment/settings.ts';

const load = (): Promise<string> => Promise.reject(new Error('a task needs no text'));
const settings = { ...baseArm, context: 40 };

/** The examples of one window, as text, and what is scored of it. */
function read(source: Source, fill: (tokens: Uint32Array, targets: Uint32Array) => void) {
  const tokens = new Uint32Array(source.context);
  const targets = new Uint32Array(source.context);
  fill(tokens, targets);
  const { questionLength, answerLength } = source.task!;
  const text = source.tokenizer.decode([...tokens, ...(targets.at(-1) === unscored ? [] : [targets.at(-1)!])]);
  const scored = source.tokenizer.decode([...targets].filter((target) => target !== unscored));
  const count = targets.filter((target) => target !== unscored).length / answerLength; // the last window of a passage may have fewer
  const length = questionLength + answerLength + 1;
  return Array.from({ length: count }, (_, i) => ({
    question: text.slice(i * length, i * length + questionLength),
    answer: text.slice(i * length + questionLength, (i + 1) * length - 1),
    scored: scored.slice(i * answerLength, (i + 1) * answerLength),
  }));
}
const trainingExamples = (source: Source, steps: number) =>
  Array.from({ length: steps }, (_, step) =>
    read(source, (tokens, targets) => source.training(1, step, 0, tokens, targets, 0)),
  ).flat();
const heldOutExamples = (source: Source) =>
  Array.from({ length: source.heldOut.passages * source.heldOut.windows }, (_, i) => {
    const { windows } = source.heldOut;
    return read(source, (tokens, targets) => source.heldOut.write(Math.floor(i / windows), i % windows, tokens, targets, 0));
  }).flat();

describe.each(tasks.map((task) => [task.id, task] as const))('%s', (id, task) => {
  test('windows hold right examples, of which just the answers count', async () => {
    const source = await openSource({ ...settings, source: id }, load);
    for (const { question, answer, scored } of [...trainingExamples(source, 50), ...heldOutExamples(source)]) {
      expect(task.check(question, answer)).toBe(true);
      expect(scored).toBe(answer);
    }
  });

  test('no held-out question is ever trained on', async () => {
    const source = await openSource({ ...settings, source: id }, load);
    const heldOut = new Set(heldOutExamples(source).map(({ question }) => question));
    expect(heldOut.size).toBeGreaterThan(500);
    expect(trainingExamples(source, 3000).some(({ question }) => heldOut.has(question))).toBe(false);
  });

  test('unique text limits the examples, and the held-out ones stay', async () => {
    const length = task.questionLength + task.answerLength + 1;
    const few = await openSource({ ...settings, source: id, uniqueText: 20 * length }, load);
    const more = await openSource({ ...settings, source: id, uniqueText: 60 * length + 1 }, load);
    const distinct = (source: Source) => new Set(trainingExamples(source, 400).map(({ question }) => question));
    expect(distinct(few).size).toBe(20);
    expect(distinct(more).size).toBe(60);
    expect([...distinct(few)].every((question) => distinct(more).has(question))).toBe(true);
    expect(heldOutExamples(few)).toEqual(heldOutExamples(more));
  });

  test('noise makes some training answers wrong, always in the same way, and no held-out one', async () => {
    const noisy = await openSource({ ...settings, source: id, noise: 0.5, uniqueText: 300 }, load);
    const answers = new Map<string, string>();
    let wrong = 0;
    const examples = trainingExamples(noisy, 200);
    for (const { question, answer } of examples) {
      expect(answers.get(question) ?? answer).toBe(answer);
      answers.set(question, answer);
      if (!task.check(question, answer)) wrong++;
    }
    const least = task.id === 'parity' ? 0.1 : 0.4; // half of random bits are right
    expect(wrong / examples.length).toBeGreaterThan(least);
    expect(heldOutExamples(noisy).every(({ question, answer }) => task.check(question, answer))).toBe(true);
  });

  test('what spoils or chooses a running text gets a sentence, and what is usual does not', async () => {
    const open = (change: object) => openSource({ ...settings, ...change, source: id }, load);
    await expect(open({ shuffled: 0.5 })).rejects.toThrow(
      `“${task.title}” is made of examples, not of running text: Shuffled must be 0 with it.`,
    );
    await expect(open({ textFrom: 'beginning' })).rejects.toThrow('Taken from must be all over the text with it.');
    await expect(open({ shuffled: 0, textFrom: 'everywhere' })).resolves.toBeDefined();
  });

  test('too short a context or too little text gets a sentence', async () => {
    await expect(openSource({ ...settings, source: id, context: 4 }, load)).rejects.toThrow(
      `“${task.title}” needs a context of at least ${task.questionLength + task.answerLength}.`,
    );
    await expect(openSource({ ...settings, source: id, uniqueText: 3 }, load)).rejects.toThrow('Unique text must be at');
  });
});
