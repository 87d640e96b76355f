// A step that is computed at other weights than those it moves.

import { expect, test } from 'vitest';
import { parity } from '#src/data/tasks/parity.ts';
import { taskSource } from '#src/data/task-source.ts';
import { baseArm } from '#src/experiment/settings.ts';
import type { NamedTensor } from '#src/graph/packing.ts';
import type { Lab, Program } from '#src/lab/lab.ts';
import type { Learner } from '#src/lab/learner.ts';
import { ran, withoutTimes } from './programs.ts';

const task = parity(4, true);
const config = {
  ...{ ...baseArm, depth: 1, width: 8, heads: 2, context: task.questionLength + task.answerLength },
  ...{ batch: 4, steps: 4, warmup: 1, learningRate: 1e-2, weightDecay: 0 },
};
const sources = taskSource(task, { ...config, source: task.id });
const made = (lab: Lab, name: string): Promise<Learner> => lab.learner(name, { config, sources });

type Constrain = (tensors: readonly NamedTensor[], seed: number) => readonly NamedTensor[];
const halved: Constrain = (tensors) => tensors.map((tensor) => ({ ...tensor, data: tensor.data.map((value) => value / 2) }));
/** Every other weight is nothing. */
const masked: Constrain = (tensors) =>
  tensors.map((tensor) => ({ ...tensor, data: tensor.data.map((value, i) => (i % 2 ? value : 0)) }));

const all = (lab: Lab, learner: Learner): Promise<NamedTensor[][]> =>
  Promise.all(lab.seeds.map((_, seed) => learner.model.tensors(seed)));
const farthest = (a: readonly NamedTensor[][], b: readonly NamedTensor[][]): number =>
  Math.max(...a.flatMap((of, seed) => of.flatMap(({ data }, i) => [...data.map((v, j) => Math.abs(v - b[seed]![i]!.data[j]!))])));

test.each([[[7]], [[0, 1, 2]]])('at its own weights it is a step like any other, of seeds %j', async (seeds) => {
  const program: Program = async (lab) => {
    const [usual, through] = [await made(lab, 'usual'), await made(lab, 'through')];
    const start = await all(lab, through);
    await usual.train();
    while (through.step < through.steps) await through.trainThrough((tensors) => tensors);
    const [a, b] = [await all(lab, usual), await all(lab, through)];
    expect(farthest(a, start)).toBeGreaterThan(1e-3);
    expect(farthest(a, b)).toBeLessThan(1e-5);
  };
  await ran(program, { seeds });
});

test('what is learned where the constraint takes the weights is added to the weights themselves', async () => {
  const program: Program = async (lab) => {
    const [there, own] = [await made(lab, 'there'), await made(lab, 'own')];
    const start = await all(lab, own);
    const constrained = start.map(halved);
    for (const [seed, tensors] of constrained.entries()) there.model.rewrite(seed, tensors);
    await there.train(1);
    await own.trainThrough(halved);
    const learned = await all(lab, there);
    const expected = start.map((of, seed) =>
      of.map((tensor, i) => ({
        ...tensor,
        data: tensor.data.map((v, j) => v + learned[seed]![i]!.data[j]! - constrained[seed]![i]!.data[j]!),
      })),
    );
    expect(farthest(await all(lab, own), expected)).toBeLessThan(1e-6);
    expect(own.step).toBe(1);
  };
  await ran(program);
});

test('broken off between two such steps, it ends with the same bits', async () => {
  const program: Program = async (lab) => {
    const learner = await made(lab, 'a');
    while (learner.step < learner.steps) await learner.trainThrough(masked);
    await lab.discard(learner);
  };
  const whole = withoutTimes(await ran(program));
  for (const stops of [[1], [3], [2, 4]]) expect(withoutTimes(await ran(program, { stops }))).toEqual(whole);
});
