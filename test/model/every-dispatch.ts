// Every kernel with every combination of overrides that a model asks for, in training and whatever is done beside it.

import type { ModelConfig } from '#src/experiment/settings.ts';
import { plainest, type Tuning } from '#src/gpu/tuning.ts';
import type { Dispatch } from '#src/graph/graph.ts';
import { inspectionGraph, lookGraph } from '#src/model/inside.ts';
import { evaluationGraph, predictingGraph, samplingGraph, trainingGraph } from '#src/model/model.ts';
import { spansOf } from '#src/model/spans.ts';
import { forCpu, forGpu } from '#src/tuning/defaults.ts';
import { usual } from '../gpu/usual.ts';
import { variants } from './variants.ts';

const batch = 2;
const adamw = { beta1: 0.9, beta2: 0.95, clip: 1 };

/** All variants, with dropout too; heads of every width the panels know. */
const everyModel: readonly ModelConfig[] = [
  ...Object.values(variants).flatMap((c) => [c, { ...c, dropout: 0.1 }]),
  ...[16, 20, 128].map((head) => ({ ...variants['residual']!, width: 2 * head })),
];
/** Enough rows for a sum over them to be split; with a norm, ReLU² and a tied head, every kind of product. */
const everyProduct: readonly ModelConfig[] = [false, true].map((tiedHead) => ({
  ...variants['residual']!,
  depth: 1,
  context: 300,
  tiedHead,
}));

/** By shader, entry point and overrides. */
export function everyDispatch(
  storage: Tuning['storage'],
  subgroups: boolean,
  optimizers: readonly ('adamw' | 'muon')[] = ['adamw', 'muon'],
): Map<string, Dispatch> {
  const all = new Map<string, Dispatch>();
  const add = (c: ModelConfig, tuning: Tuning): void => {
    const training = trainingGraph(c, batch, adamw, { tuning });
    const graphs = [
      ...optimizers.map((optimizer) => trainingGraph(c, batch, { ...adamw, optimizer }, { tuning })),
      trainingGraph(c, batch, adamw, { objective: 'weighted', tuning }),
      trainingGraph(c, batch, adamw, { objective: 'soft', tuning }),
      evaluationGraph(c, batch, tuning),
      samplingGraph(c, { rows: 1, length: 4 }, tuning).graph,
      predictingGraph(c, 2, tuning).graph,
      inspectionGraph(c, spansOf(c, training.parameters), tuning),
      lookGraph(c, tuning).graph,
    ];
    for (const d of graphs.flatMap((g) => g.dispatches)) all.set(nameOf(d), d);
  };
  for (const tuning of [usual, plainest]) for (const c of everyModel) add(c, { ...tuning, storage });
  for (const tuning of [forGpu('discrete'), forCpu(subgroups)])
    for (const c of everyProduct) add(c, { ...tuning, small: tuning.large, storage });
  return all;
}

const nameOf = ({ shader, entry, constants = {} }: Dispatch): string =>
  `${shader.name}.${entry} ${JSON.stringify(Object.entries(constants).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
