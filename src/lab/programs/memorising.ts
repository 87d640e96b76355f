// Memorise or understand: addition from few examples, from few with strong weight decay, and from as many as there are. And, where there are
// steps for it, addition on a clock, with and without weight decay: what is understood long after it is known by heart.

import { addition } from '#src/data/tasks/addition.ts';
import { clockSums } from '#src/data/tasks/clock-sums.ts';
import type { Task } from '#src/data/tasks/task.ts';
import { taskSource } from '#src/data/task-source.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import type { Lab } from '../lab.ts';
import { shareRight } from '../right-answers.ts';

export async function memorising(lab: Lab): Promise<void> {
  const task = addition(lab.setting('digits'), true);
  const examples = lab.setting('examples');
  const steps = lab.setting('steps');
  const few = examples * (task.questionLength + task.answerLength + 1);
  const common = { steps, learningRate: (8e-3 * 32) / lab.setting('width'), warmup: Math.min(30, Math.floor(steps / 4)) };
  // Few examples are known by heart sooner.
  const short = { ...common, steps: Math.ceil(steps / 2), uniqueText: few };
  await learned(lab, 'few', task, short);
  await learned(lab, 'decay', task, { ...short, weightDecay: lab.setting('decay') });
  await learned(lab, 'many', task, common);
  if (lab.setting('clock') > 0) await onClock(lab);
}

const hours = 31;
const practisedShare = 0.6; // of all sums of two hours
/** One wide block, and a rate that does not fall: with fewer weights it knows less by heart, and with a falling rate it stays as it is. */
async function onClock(lab: Lab): Promise<void> {
  const task = clockSums(hours);
  const steps = lab.setting('clock');
  const width = Math.min(64, 2 * lab.setting('width'));
  const few = Math.round(practisedShare * task.questions) * (task.questionLength + task.answerLength + 1);
  const common: Partial<ArmConfig> = {
    ...{ depth: 1, width, heads: Math.max(1, Math.floor(width / 16)), steps, uniqueText: few },
    ...{ schedule: 'wsd', warmup: Math.min(20, Math.floor(steps / 4)), decayShare: 0.1, learningRate: 3e-3 },
  };
  await learned(lab, 'clock, no decay', task, { ...common, weightDecay: 0 });
  await learned(lab, 'clock', task, { ...common, weightDecay: 2 });
}

/** Measures `<name> practised` and `<name> new`: right answers to questions of its examples, and to others; at doubling steps. */
async function learned(lab: Lab, name: string, task: Task, change: Partial<ArmConfig>): Promise<void> {
  const width = lab.setting('width');
  const config: ArmConfig = {
    ...{ ...baseArm, depth: 2, width, heads: Math.max(1, Math.floor(width / 8)) },
    ...{ context: task.questionLength + task.answerLength, batch: lab.setting('batch') },
    ...change,
  };
  const source = taskSource(task, { ...config, source: task.id });
  const learner = await lab.learner(name, { config, sources: source });
  const count = lab.setting('questions');
  const practised = Array.from({ length: count }, (_, i) => source.questions!.training(7, i));
  const unseen = source.questions!.heldOut(count);
  for (const step of looksAt(config.steps)) {
    await learner.train(step);
    const right = (questions: readonly string[]) => (): Promise<number[]> =>
      shareRight(learner.model, { task, tokenizer: source.tokenizer }, questions);
    await lab.measure(`${name} practised`, step, right(practised), count);
    await lab.measure(`${name} new`, step, right(unseen), unseen.length);
  }
  await lab.discard(learner);
}

/** Closer together where it begins. */
const looksAt = (steps: number): number[] => [
  ...new Set(
    [1 / 16, 1 / 8, 3 / 16, 1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4, 7 / 8, 1].map((share) => Math.max(1, Math.round(share * steps))),
  ),
];
