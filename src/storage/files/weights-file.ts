// The weights of one run as a safetensors file that says where they come from: its metadata hold the experiment's record, cut
// down to that run, so that importing the file restores it with its curve. What was seen inside the arm is left out: it is the
// mean of several seeds, and too long for a header. So is what the visitor wrote about the experiment's other runs.

import { pack, type NamedTensor } from '#src/graph/weights.ts';
import { modelConfig, totalSteps } from '#src/experiment/settings.ts';
import { trainingGraph } from '#src/model/model.ts';
import { cohortKey } from '#src/train/cohort.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { PlanCheckpoint } from '../checkpoint.ts';
import { exportRecord } from '#src/experiment/export.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { parseRecord } from '#src/experiment/schema.ts';

export function weightsFile(
  record: ExperimentRecord,
  arm: number,
  replica: number,
  tensors: readonly NamedTensor[],
): Uint8Array<ArrayBuffer> {
  const { inside: _, ...chosen } = record.arms[arm]!;
  const { marks: __, ...kept } = record;
  const only = { ...chosen, replicas: [{ ...chosen.replicas[replica]!, batch: 0 }] };
  return writeSafetensors(tensors, { plateau: exportRecord({ ...kept, baseline: 0, arms: [only] }) });
}

/** The run of an exported file: a record of one replica and the checkpoint that goes with it. Throws one sentence. */
export function readWeightsFile(file: Uint8Array): { record: ExperimentRecord; plan: PlanCheckpoint } {
  const { tensors, metadata } = readSafetensors(file);
  if (!metadata['plateau'])
    throw new Error('These weights were not exported by Plateau: the file does not say which model they belong to.');
  const record = parseRecord(metadata['plateau']);
  const [arm] = record.arms;
  const replica = arm?.replicas[0];
  if (!arm || !replica) throw new Error('The file names no arm that its weights belong to.');
  const { parameters } = trainingGraph(modelConfig(arm.config, arm.vocab), arm.config.batch, arm.config);
  const packed = pack(parameters, tensors);
  const zeros = (): Float32Array<ArrayBuffer> => new Float32Array(packed.length);
  const step = Math.min(totalSteps(arm.config), Math.round(replica.tokens / (arm.config.batch * arm.config.context)));
  return {
    record,
    plan: {
      key: cohortKey(arm.config, arm.vocab),
      step,
      seconds: replica.seconds,
      arena: { parameters: packed, firstMoments: zeros(), secondMoments: zeros() },
      alive: [true],
    },
  };
}
