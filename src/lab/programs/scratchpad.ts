// Think longer: parity answered at once, by a model four times as large too, and answered step by step. What an answer costs is what a
// model computes while it writes it.

import { parity } from '#src/data/tasks/parity.ts';
import { taskSource } from '#src/data/task-source.ts';
import { baseArm, modelConfig, type ArmConfig } from '#src/experiment/settings.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import type { Lab } from '../lab.ts';
import { shareRight } from '../right-answers.ts';

const looks = 6; // at accuracy, over training
const shown = 6; // transcripts

export async function scratchpad(lab: Lab): Promise<void> {
  const bits = lab.setting('bits');
  const width = lab.setting('width');
  for (const [line, aloud, wide] of [
    ['silent', false, 1],
    ['larger', false, 2], // twice as wide: four times the weights
    ['aloud', true, 1],
  ] as const) {
    const task = parity(bits, aloud);
    const context = task.questionLength + task.answerLength;
    const config: ArmConfig = {
      ...baseArm,
      depth: 2,
      width: wide * width,
      heads: wide * baseArm.heads,
      context,
      batch: lab.setting('batch'),
      steps: lab.setting('steps'),
      learningRate: 4e-3 / wide,
      warmup: Math.min(30, Math.floor(lab.setting('steps') / 4)),
    };
    const source = taskSource(task, { ...config, source: task.id });
    const questions = source.questions!.heldOut(lab.setting('questions'));
    let right: readonly number[] = [];
    const measured = (): Promise<number[]> => shareRight(learner.model, { task, tokenizer: source.tokenizer }, questions);
    const learner = await lab.learner(line, { config, sources: source });
    for (let look = 1; look <= looks; look++) {
      const step = Math.round((look * config.steps) / looks);
      await learner.train(step);
      right = await lab.measure(line, step, measured, questions.length);
    }
    // A question is read once, and every token of the answer but the last is read again as it is written.
    const read = task.questionLength + task.answerLength - 1;
    const flops = (read * flopsPerToken(modelConfig(config, source.vocab))) / 3;
    await lab.measure(`${line} by compute`, Math.round(flops), () => right, questions.length);
    const prompts = questions.slice(0, shown);
    const [texts] = await learner.model.answers(prompts, task.answerLength, { temperature: 0, topK: 0, seed: 0 });
    lab.wrote(
      line,
      prompts.map((prompt, i) => ({ prompt, attempts: [{ text: texts![i]!, right: task.check(prompt, texts![i]!) }] })),
    );
    await lab.discard(learner);
  }
}
