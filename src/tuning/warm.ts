// Compiles what an arm will need before anybody presses Start. Pipelines depend on neither data nor vocabulary.

import { modelConfig, type ArmConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import type { Graph } from '#src/graph/graph.ts';
import { kernelOf } from '#src/graph/plan.ts';
import { evaluationGraph, samplingGraph, trainingGraph } from '#src/model/model.ts';
import { oneText } from '#src/train/sampler.ts';
import { evaluationBatch } from '#src/science/budget.ts';

const usualVocab = 80;

export async function warm(kernels: Kernels, config: ArmConfig): Promise<void> {
  const model = modelConfig(config, usualVocab);
  const { tuning } = kernels;
  const compile = (...graphs: readonly Graph[]): Promise<unknown> =>
    Promise.all(graphs.flatMap((g) => g.dispatches.map((d) => kernels.get(kernelOf(d)))));
  await compile(
    trainingGraph(model, config.batch, config, { tuning }),
    evaluationGraph(model, evaluationBatch(config.context), tuning),
  );
  await compile(samplingGraph(model, oneText, tuning).graph); // or the first text would wait for it, in mid-run
}
