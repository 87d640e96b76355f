// Leaner: a trained model with fewer weights, weights of fewer bits, or matrices of low rank, as it is and after some more training under the
// same constraint. Every step of that is computed with the constrained weights, and moves those they are made of; what is pruned stays zero.

import type { NamedTensor } from '#src/graph/packing.ts';
import { baseArm, modelConfig, type ArmConfig } from '#src/experiment/settings.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import { lowRank } from '#src/science/lean/low-rank.ts';
import type { Lean, Matrix } from '#src/science/lean/matrix.ts';
import { pruned } from '#src/science/lean/pruned.ts';
import { quantised } from '#src/science/lean/quantised.ts';
import type { Lab } from '../lab.ts';
import type { Learner } from '../learner.ts';

/** `before`: what it was cut to first, if it was. */
type Way = (matrix: Matrix, before?: Lean['data']) => Lean;
const ways: Readonly<Record<string, readonly Way[]>> = {
  whole: [(matrix) => ({ data: matrix.data, weights: matrix.data.length, bytes: 4 * matrix.data.length })], // what tuning alone brings
  pruned: [0.5, 0.75, 0.9, 0.95].map((share) => (matrix, before) => pruned(matrix, share, before)),
  quantised: [8, 4, 3, 2].map((bits) => (matrix) => quantised(matrix, bits)),
  'low rank': [2, 4, 8].map((part) => (matrix) => lowRank(matrix, Math.max(1, Math.round(smaller(matrix) / part)))),
};
const smaller = ({ rows, columns }: Matrix): number => Math.min(rows, columns);

export async function leaning(lab: Lab): Promise<void> {
  const steps = lab.setting('steps');
  const config: ArmConfig = {
    ...{ ...baseArm, source: 'novel', depth: lab.setting('depth'), width: lab.setting('width'), context: lab.setting('context') },
    ...{ batch: lab.setting('batch'), steps, learningRate: (1.3e-2 * 32) / lab.setting('width'), warmup: Math.floor(steps / 10) },
  };
  const source = await lab.textSource(config);
  const whole = await lab.learner('whole', { config, sources: source });
  await whole.train();
  await whole.end();
  const lossOf = async ({ model }: Learner): Promise<number[]> => [...(await model.evaluate([lab.setting('passages')]))[0]!];
  const tensors = await Promise.all(lab.seeds.map((_, seed) => whole.model.tensors(seed)));
  const flops = flopsPerToken(modelConfig(config, source.vocab)) / 3; // forwards only

  const tuning = lab.setting('tuning');
  const more: ArmConfig = { ...config, steps: tuning, learningRate: config.learningRate / 1.5, warmup: Math.min(5, tuning - 1) };
  for (const [name, each] of Object.entries(ways))
    for (const [i, way] of each.entries()) {
      const leaner = tensors.map((of) => constrained(of, way)); // of each seed
      const { bytes, spared } = leaner[0]!;
      const measure = async (line: string): Promise<void> => {
        const losses = await lab.measure(line, bytes, () => lossOf(learner));
        if (spared > 0 || name === 'whole') await lab.measure(`${line} by compute`, Math.round(flops - 2 * spared), () => losses);
      };
      const become = (all: readonly (readonly NamedTensor[])[]): void => {
        for (const [seed, these] of all.entries()) learner.model.rewrite(seed, these);
      };
      const learner = await lab.learner(`${name} ${i}`, { config: more, sources: source, start: whole });
      if (learner.step === 0) {
        become(leaner.map((of) => of.tensors));
        await measure(name);
        become(tensors);
      }
      const again = (now: readonly NamedTensor[], seed: number): readonly NamedTensor[] =>
        constrained(now, way, leaner[seed]!.tensors).tensors;
      while (learner.step < tuning) await learner.trainThrough(again);
      if (!learner.ended)
        become(await Promise.all(lab.seeds.map(async (_, seed) => again(await learner.model.tensors(seed), seed))));
      await measure(`${name}, tuned`);
      await lab.discard(learner);
    }
  await lab.discard(whole);
}

/** All matrices between embedding and logits; a table of embeddings is read, not multiplied, and stays. */
const isLean = ({ name, shape }: NamedTensor): boolean => shape.length === 2 && !name.startsWith('embed');

function constrained(
  tensors: readonly NamedTensor[],
  way: Way,
  before?: readonly NamedTensor[],
): { readonly tensors: readonly NamedTensor[]; readonly bytes: number; readonly spared: number } {
  let bytes = 0;
  let spared = 0; // weights that nothing is multiplied by any more
  const changed = tensors.map((tensor, i) => {
    if (!isLean(tensor)) {
      bytes += 4 * tensor.data.length;
      return tensor;
    }
    const [rows, columns] = tensor.shape as [number, number];
    const lean = way({ rows, columns, data: tensor.data }, before?.[i]!.data);
    bytes += lean.bytes;
    spared += tensor.data.length - lean.weights;
    return { ...tensor, data: lean.data };
  });
  return { tensors: changed, bytes, spared };
}
