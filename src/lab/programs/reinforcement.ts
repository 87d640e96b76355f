// Learn from a verifier: a sorter whose demonstrations were mostly wrong, and an adder that gets almost nothing right, practise on questions
// whose answers nobody shows them; a verifier says right or wrong.

import type { Task } from '#src/data/tasks/task.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { mean } from '#src/science/statistics/estimates.ts';
import type { TrainedModel } from '#src/train/trained-model.ts';
import { ofRows } from '../given-rows.ts';
import { groupOf } from '../grpo.ts';
import type { Lab } from '../lab.ts';
import { attemptsAt, measureAttempts } from '../many-attempts.ts';
import { adder, halfTrained, sorter, type Pupil } from '../pupils.ts';
import { shareRight } from '../right-answers.ts';

const looks = 6; // at what it can do on questions it never practised

export async function reinforcement(lab: Lab): Promise<void> {
  const taught = await sorter(lab, 'sorter');
  await taught.learner.train();
  await practised(lab, 'sorter', taught);
  const adding = await adder(lab, 'adder');
  const half = await halfTrained(lab, adding, false);
  await lab.discard(adding.learner);
  await practised(lab, 'adder', { ...adding, learner: half });
}

async function practised(lab: Lab, name: string, pupil: Pupil): Promise<void> {
  const { learner, config, task, source } = pupil;
  const [groups, each] = [lab.setting('groups'), lab.setting('each')];
  const updates = lab.setting('updates');
  const questions = source.questions!.heldOut(lab.setting('questions'));
  await measureAttempts(lab, `${name} before`, learner.model, task, questions, lab.setting('attempts'));

  const practice: ArmConfig = {
    ...{ ...config, batch: groups * each, steps: updates, weightDecay: 0 },
    ...{
      learningRate: (lab.setting('rate') * 32) / config.width,
      warmup: Math.min(10, updates - 1),
      schedule: 'linear',
      finalRate: 1,
    },
  };
  const student = await lab.learner(`${name} practises`, {
    config: practice,
    sources: source,
    objective: 'weighted',
    start: learner,
  });
  await lab.discard(learner);
  const right = (): Promise<number[]> => shareRight(student.model, { task, tokenizer: source.tokenizer }, questions);
  for (;;) {
    const { step } = student;
    if (step % Math.ceil(updates / looks) === 0 || step === updates) {
      await lab.measure(`${name} likeliest`, step, right, questions.length);
      const sampled = async (): Promise<number[]> => onceRight(student.model, task, questions, step);
      await lab.measure(`${name} sampled`, step, sampled, questions.length);
    }
    if (step >= updates) break;
    const asked = Array.from({ length: groups }, (_, g) => source.questions!.training(practiceSeed, step * groups + g));
    const written = await attemptsAt(student.model, task, asked, each, [name, step]);
    const groupsOf = written.map((of) => of.map((texts, g) => groupOf({ task, tokenizer: source.tokenizer }, asked[g]!, texts)));
    const rows = groupsOf.map((of) => of.flatMap((group) => group.rows));
    await student.learn(ofRows(student.model.config, practice.batch, rows));
    await lab.measure(`${name} reward`, step + 1, () => groupsOf.map((of) => mean(of.map((group) => group.right))));
  }
  await measureAttempts(lab, `${name} after`, student.model, task, questions, lab.setting('attempts'));
  await lab.discard(student);
}

/** Which questions are practised; those of all seeds are the same. */
const practiceSeed = 1;

/** Share of questions that one attempt at temperature 1 answers. */
async function onceRight(model: TrainedModel, task: Task, questions: readonly string[], step: number): Promise<number[]> {
  const written = await attemptsAt(model, task, questions, 1, ['asked once', step]);
  return written.map((of) => of.filter(([text], i) => task.check(questions[i]!, text!)).length / questions.length);
}
