// Many attempts at each of some questions, drawn at temperature 1, and what can be made of them: with a verifier, who finds the right one if
// there is one, and by vote.

import { randomBits, streamOf } from '#src/data/random.ts';
import type { Task } from '#src/data/tasks/task.ts';
import { mean } from '#src/science/statistics/estimates.ts';
import { passAtK } from '#src/science/attempts/pass-at-k.ts';
import { voteRate } from '#src/science/attempts/vote.ts';
import type { TrainedModel } from '#src/train/trained-model.ts';
import type { Lab } from './lab.ts';

/** By member, by question: the texts in their order. */
export type Written = readonly (readonly (readonly string[])[])[];

/** Which draws: those of another name, or another number of it, have nothing to do with each other. */
export type Draws = readonly [name: string, index: number];

export async function attemptsAt(
  model: TrainedModel,
  task: Task,
  questions: readonly string[],
  each: number,
  [name, index]: Draws,
): Promise<Written> {
  const seed = randomBits(0, streamOf(name), index);
  const prompts = questions.flatMap((question) => Array.from({ length: each }, () => question));
  const texts = await model.answers(prompts, task.answerLength, { temperature: 1, topK: 0, seed });
  return texts.map((all) => questions.map((_, i) => all.slice(i * each, (i + 1) * each)));
}

const atOnce = 16; // questions, between which others get their turn

/** 1, 2, 4, … up to `most`. */
export const doublings = (most: number): number[] => Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, i) => 2 ** i);

/**
 * Measures `<name> verified` and `<name> voted` at 1, 2, 4, … attempts, keeps how many were right, and writes some down. The first is
 * without bias from all attempts; the second is of the first so many.
 */
export async function measureAttempts(
  lab: Lab,
  name: string,
  model: TrainedModel,
  task: Task,
  questions: readonly string[],
  each: number,
): Promise<void> {
  const all = doublings(each);
  const known = (x: number): boolean => lab.record.points.some(({ line, x: at }) => line === `${name} voted` && at === x);
  if (known(all.at(-1)!)) return; // they are many: none is drawn twice
  const written: string[][][] = lab.seeds.map(() => []);
  for (let first = 0; first < questions.length; first += atOnce) {
    await lab.turn({ stage: name, done: first, of: questions.length });
    const some = await attemptsAt(model, task, questions.slice(first, first + atOnce), each, [name, first]);
    some.forEach((of, r) => written[r]!.push(...of.map((texts) => [...texts])));
  }
  const right = written.map((of) => of.map((texts, i) => texts.filter((text) => task.check(questions[i]!, text)).length));
  for (const k of all) {
    const passed = right.map((of) => mean(of.map((count) => passAtK(each, count, k))));
    await lab.measure(`${name} verified`, k, () => passed, questions.length);
    const isRight = (i: number, text: string): boolean => task.check(questions[i]!, text);
    await lab.measure(`${name} voted`, k, () => written.map((of) => voteRate(of, isRight, k)), questions.length);
  }
  lab.attempted({ stage: name, each, right });
  const shown = 4;
  const [first] = written;
  lab.wrote(
    name,
    questions.slice(0, shown).map((prompt, i) => ({
      prompt,
      attempts: first![i]!.slice(0, 8).map((text) => ({ text, right: task.check(prompt, text) })),
    })),
  );
}
