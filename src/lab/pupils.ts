// Two pupils that know half of what they were taught, for studies of what can be made of that: an adder whose lessons were broken off, and a
// sorter whose teacher was often wrong.

import type { Source } from '#src/data/source.ts';
import { addition } from '#src/data/tasks/addition.ts';
import { sorting } from '#src/data/tasks/sort.ts';
import type { Task } from '#src/data/tasks/task.ts';
import { withWrongAnswers } from '#src/data/tasks/wrong-answers.ts';
import { taskSource } from '#src/data/task-source.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import type { Lab } from './lab.ts';
import type { Learner } from './learner.ts';
import { shareRight } from './right-answers.ts';

export interface Pupil {
  readonly learner: Learner;
  readonly config: ArmConfig;
  readonly task: Task; // as the verifier knows it
  readonly source: Source; // of right answers
}

/** Adds two numbers, written lowest digit first; its training can go on. */
export const adder = (lab: Lab, name: string): Promise<Pupil> => {
  const task = addition(lab.setting('digits'), true);
  return pupil(lab, name, task, task, { depth: lab.setting('depth'), steps: lab.setting('steps'), learningRate: 8e-3 });
};

/** Sorts digits, as it has seen it done: of all demonstrations `wrong` are in random order. */
export const sorter = (lab: Lab, name: string): Promise<Pupil> => {
  const task = sorting(lab.setting('sorted'));
  const taught = withWrongAnswers(task, lab.setting('wrong'));
  return pupil(lab, name, task, taught, { depth: 2, steps: lab.setting('demonstrations'), learningRate: 1e-2 });
};

const lookEvery = 10; // steps

/**
 * Trains an adder, and stops each seed when it gets enough right: when that is comes by luck, early for one seed and late for another. What
 * they were then is the learner that is returned. Measures what share is right on the way, to the end if `on`, else until all have stopped,
 * and when each stopped. It looks at other questions than those that are asked later: it stops where luck is with it, which must not count.
 */
export async function halfTrained(lab: Lab, { learner, config, task, source }: Pupil, on: boolean): Promise<Learner> {
  const half = await lab.learner(`${learner.name}, half trained`, { config, sources: source, start: learner });
  const questions = source.questions!.heldOut(2 * lab.setting('questions')).slice(-lab.setting('questions'));
  const stopped = new Map<number, number>();
  for (let step = 0; step <= config.steps; step += lookEvery) {
    await learner.train(step);
    const right = (): Promise<number[]> => shareRight(learner.model, { task, tokenizer: source.tokenizer }, questions);
    const shares = await lab.measure(`${learner.name} right`, step, right, questions.length);
    for (const [seed, share] of shares.entries()) {
      if (stopped.has(seed) || (share < lab.setting('enough') && step + lookEvery <= config.steps)) continue;
      stopped.set(seed, step);
      if (learner.step === step) await half.adopt(seed, learner); // else it did so before
    }
    if (!on && stopped.size === lab.seeds.length) break;
  }
  await lab.measure(`${learner.name} stopped`, 0, () => lab.seeds.map((_, seed) => stopped.get(seed)!));
  await half.end();
  return half;
}

async function pupil(
  lab: Lab,
  name: string,
  task: Task,
  taught: Task,
  change: Pick<ArmConfig, 'depth' | 'steps' | 'learningRate'>,
): Promise<Pupil> {
  const width = lab.setting('width');
  const config: ArmConfig = {
    ...baseArm,
    width,
    heads: Math.max(1, Math.floor(width / 8)), // narrow ones: with fewer it takes longer to find the carry
    context: task.questionLength + task.answerLength,
    batch: lab.setting('batch'),
    ...change,
    learningRate: (change.learningRate * 32) / width,
  };
  const warmup = Math.min(30, Math.floor(config.steps / 4));
  const settings = { ...config, warmup, source: task.id };
  const learner = await lab.learner(name, { config: settings, sources: taskSource(taught, settings) });
  return { learner, config: settings, task, source: taskSource(task, settings) };
}
