// The weights of one run as a safetensors file that says where they come from: its metadata hold the experiment's record, cut
// down to that run, so that importing the file restores it with its curve. What was seen inside the arm is left out: it is the
// mean of several seeds, and too long for a header. So is what the visitor wrote about the experiment's other runs.

import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { shapeOf } from '#src/experiment/options.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { modelConfig, totalSteps } from '#src/experiment/settings.ts';
import { pack, type NamedTensor } from '#src/graph/packing.ts';
import { trainingGraph } from '#src/model/model.ts';
import { refuse } from '#src/words/message.ts';
import type { PlanCheckpoint } from '../checkpoint.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

export function weightsFile(
  record: ExperimentRecord,
  arm: number,
  run: number,
  tensors: readonly NamedTensor[],
): Uint8Array<ArrayBuffer> {
  const { inside: _, ...chosen } = record.arms[arm]!;
  // What was asked and guessed is of several arms, as is which of them trained apart.
  const { marks: __, asked: ___, prediction: ____, ...kept } = record;
  const own = chosen.runs[run]!;
  const only = { ...chosen, runs: [{ ...own, training: 0 }] };
  const { separate: _____, ...training } = record.trainings[own.training]!;
  return writeSafetensors(tensors, { plateau: exportRecord({ ...kept, trainings: [training], baseline: 0, arms: [only] }) });
}

/** The run of an exported file: a record of one run and the checkpoint that goes with it. */
export function readWeightsFile(file: Uint8Array): { record: ExperimentRecord; plan: PlanCheckpoint } {
  const { tensors, metadata } = readSafetensors(file);
  if (!metadata['plateau']) throw refuse('noOwner');
  const record = parseRecord(metadata['plateau']);
  const [arm] = record.arms;
  const run = arm?.runs[0];
  if (!arm || !run) throw refuse('noArm');
  const { parameters } = trainingGraph(modelConfig(arm.config, arm.vocab), arm.config.batch, arm.config);
  const packed = pack(parameters, tensors);
  const step = Math.min(totalSteps(arm.config), Math.round(run.tokens / (arm.config.batch * arm.config.context)));
  return {
    record,
    plan: {
      key: shapeOf(arm.config, arm.vocab),
      step,
      seconds: run.seconds,
      arenas: { parameters: packed },
      alive: [true],
    },
  };
}
