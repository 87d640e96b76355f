// Weights as files: those of kept experiments out of their checkpoints, and files back into experiments of one run.

import { newId } from '#src/experiment/identity.ts';
import { largestWeights } from '#src/experiment/limits.ts';
import type { ArmRecord } from '#src/experiment/record.ts';
import { modelConfig } from '#src/experiment/settings.ts';
import { unpack } from '#src/graph/packing.ts';
import { trainingGraph } from '#src/model/model.ts';
import { cohortsOf } from '#src/session/cohorts.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { keepProgress, loadCheckpoint, loadExperiment } from '#src/storage/experiments.ts';
import { readWeightsFile, weightsFile } from '#src/storage/files/weights-file.ts';
import { refuse } from '#src/words/message.ts';

export { weightsFile };

export async function keptWeights(id: string, arm: number, run: number): Promise<Uint8Array<ArrayBuffer>> {
  const [record, checkpoint] = await Promise.all([loadExperiment(id), loadCheckpoint(id)]);
  const chosen = record?.arms[arm];
  if (!record || !chosen?.runs[run]) throw refuse('gone');
  for (const [key, members] of cohortsOf(record)) {
    const member = members.findIndex((m) => m.arm === arm && m.run === run);
    const plan = checkpoint?.plans.find((p) => p.key === key);
    if (member < 0 || !plan || isBehind(plan, chosen)) continue;
    const { parameters } = trainingGraph(modelConfig(chosen.config, chosen.vocab), chosen.config.batch, chosen.config);
    return weightsFile(record, arm, run, unpack(parameters, members.length, plan.arenas.parameters, member));
  }
  throw refuse('noWeights');
}

/** Weights that did not fit on the disk at the end may have fitted before: those are not the run's. */
const isBehind = (plan: PlanCheckpoint, { config, runs }: ArmRecord): boolean =>
  runs.some((r) => r.status === 'finished' && plan.step * config.batch * config.context < r.tokens);

/** Returns the id of the new experiment. */
export async function importWeights(file: Blob): Promise<string> {
  if (file.size > largestWeights) throw refuse('weightsFileTooLarge', { most: largestWeights });
  const { record, plan } = readWeightsFile(new Uint8Array(await file.arrayBuffer()));
  const id = newId();
  await keepProgress(id, () => ({ ...record, id, status: plan.step ? 'finished' : 'stopped' }), [plan], true);
  return id;
}
