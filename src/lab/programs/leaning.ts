// Leaner: a trained model with fewer weights, weights of fewer bits, or matrices of low rank, as it is and after some more training under the
// same constraint. While it is tuned the constraint is imposed again after every few steps, and at the end.

import type { NamedTensor } from '#src/graph/packing.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { lowRank } from '#src/science/lean/low-rank.ts';
import type { Lean, Matrix } from '#src/science/lean/matrix.ts';
import { pruned } from '#src/science/lean/pruned.ts';
import { quantised } from '#src/science/lean/quantised.ts';
import type { Lab } from '../lab.ts';
import type { Learner } from '../learner.ts';

/** `before`: what it was cut to first, if it was. */
type Way = (matrix: Matrix, before?: Lean['data']) => Lean;
const ways: Readonly<Record<string, readonly Way[]>> = {
  pruned: [0.5, 0.75, 0.9, 0.95].map((share) => (matrix, before) => pruned(matrix, share, before)),
  quantised: [8, 4, 3, 2].map((bits) => (matrix) => quantised(matrix, bits)),
  'low rank': [2, 4, 8].map((part) => (matrix) => lowRank(matrix, Math.max(1, Math.round(smaller(matrix) / part)))),
};
const smaller = ({ rows, columns }: Matrix): number => Math.min(rows, columns);
const tunedEvery = 4; // steps between two constraints

export async function leaning(lab: Lab): Promise<void> {
  const steps = lab.setting('steps');
  const config: ArmConfig = {
    ...{ ...baseArm, source: 'novel', depth: lab.setting('depth'), width: lab.setting('width'), context: lab.setting('context') },
    ...{ batch: lab.setting('batch'), steps, learningRate: (1.3e-2 * 32) / lab.setting('width'), warmup: Math.floor(steps / 10) },
  };
  const source = await lab.textSource(config);
  const whole = await lab.learner('whole', { config, sources: source });
  await whole.train();
  const lossOf = async ({ model }: Learner): Promise<number[]> => [...(await model.evaluate([lab.setting('passages')]))[0]!];
  const tensors = await Promise.all(lab.seeds.map((_, seed) => whole.model.tensors(seed)));
  await lab.measure('whole', bytesOf(tensors[0]!), () => lossOf(whole));

  const tuning = lab.setting('tuning');
  const more: ArmConfig = { ...config, steps: tuning, learningRate: config.learningRate / 3, warmup: Math.min(5, tuning - 1) };
  for (const [name, each] of Object.entries(ways))
    for (const [i, way] of each.entries()) {
      const leaner = tensors.map((of) => constrained(of, way)); // of each seed
      const learner = await lab.learner(`${name} ${i}`, { config: more, sources: source, start: whole });
      const impose = async (): Promise<void> => {
        for (const seed of lab.seeds.keys())
          learner.model.rewrite(seed, constrained(await learner.model.tensors(seed), way, leaner[seed]!.tensors).tensors);
        learner.isNew = true;
      };
      if (learner.step === 0) await impose();
      await lab.measure(name, leaner[0]!.bytes, () => lossOf(learner));
      while (learner.step < tuning) {
        await learner.train(Math.min(tuning, learner.step + tunedEvery - (learner.step % tunedEvery)));
        await impose();
      }
      await lab.measure(`${name}, tuned`, leaner[0]!.bytes, () => lossOf(learner));
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
): { readonly tensors: readonly NamedTensor[]; readonly bytes: number } {
  let bytes = 0;
  const changed = tensors.map((tensor, i) => {
    if (!isLean(tensor)) {
      bytes += 4 * tensor.data.length;
      return tensor;
    }
    const [rows, columns] = tensor.shape as [number, number];
    const lean = way({ rows, columns, data: tensor.data }, before?.[i]!.data);
    bytes += lean.bytes;
    return { ...tensor, data: lean.data };
  });
  return { tensors: changed, bytes };
}

const bytesOf = (tensors: readonly NamedTensor[]): number => tensors.reduce((sum, { data }) => sum + 4 * data.length, 0);
