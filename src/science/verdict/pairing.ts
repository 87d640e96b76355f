// Which runs of two arms count, which belong together, and what stands in the way of comparing them.

import type { ArmRecord, DataRecord, ExperimentRecord, ReplicaRecord } from '#src/experiment/record.ts';
import { fewestSeeds } from '../statistics/estimates.ts';

/** Two runs of one seed: the same start and the same batches, as far as their arms allow. */
export interface Pair {
  readonly arm: ReplicaRecord;
  readonly baseline: ReplicaRecord;
}

/** `text` forbids a verdict; where devices or seeds differ there is one, but not by pairs. */
export type Obstacle = 'text' | 'seeds' | 'device';

export interface Pairing {
  readonly obstacles: readonly Obstacle[];
  readonly pairs: readonly Pair[]; // empty if there is an obstacle
}

/** The runs of an arm that count: finished, with a loss. By seed, so that no sum depends on the order they are listed in. */
export const countedRuns = ({ replicas }: ArmRecord): ReplicaRecord[] =>
  replicas.filter(({ status, validation }) => status === 'finished' && validation.length > 0).sort((a, b) => a.seed - b.seed);

export function pairRuns(record: ExperimentRecord, arm: ArmRecord, baseline: ArmRecord): Pairing {
  if (!sameText(record, arm, baseline)) return { obstacles: ['text'], pairs: [] };
  const [runs, others] = [countedRuns(arm), countedRuns(baseline)];
  const pairs = runs.flatMap((run): Pair[] => {
    const partner = others.find(({ seed }) => seed === run.seed);
    return partner ? [{ arm: run, baseline: partner }] : [];
  });
  const obstacles: Obstacle[] = [];
  // Two or fewer pairs are no loss where there are no more runs anyway.
  if (pairs.length < Math.min(fewestSeeds, runs.length, others.length)) obstacles.push('seeds');
  const [devices, otherDevices] = pairs.length
    ? [pairs.map((p) => deviceOf(record, arm, p.arm)), pairs.map((p) => deviceOf(record, baseline, p.baseline))]
    : [devicesOf(record, arm), devicesOf(record, baseline)];
  if (runs.length && others.length && devices.join('\n') !== otherDevices.join('\n')) obstacles.push('device');
  return { obstacles, pairs: obstacles.length ? [] : pairs };
}

/** The adapters that the runs of an arm were trained on, each once. */
export const devicesOf = (record: ExperimentRecord, arm: ArmRecord): string[] =>
  [...new Set(countedRuns(arm).map((run) => deviceOf(record, arm, run)))].sort();

const deviceOf = (record: ExperimentRecord, arm: ArmRecord, run: ReplicaRecord): string =>
  run.device ?? (arm.origin ?? record).device.adapter;

export const dataOf = (record: ExperimentRecord, arm: ArmRecord): DataRecord => (arm.origin ?? record).data;

/**
 * Losses measure the same thing on the same text in the same tokens. How much of it an arm trains on, and with how much
 * noise, are its settings: what is held out is the same.
 */
function sameText(record: ExperimentRecord, a: ArmRecord, b: ArmRecord): boolean {
  const [first, second] = [dataOf(record, a), dataOf(record, b)];
  // A visitor's text gets a new id wherever it is added; from another experiment, its name and size have to do.
  const kept = a.origin?.id !== b.origin?.id && isOwn(a) && isOwn(b);
  return (
    a.config.tokenizer === b.config.tokenizer &&
    (kept || a.config.source === b.config.source) &&
    first.name === second.name &&
    first.characters === second.characters &&
    first.vocab === second.vocab
  );
}

const isOwn = ({ config }: ArmRecord): boolean => config.source.startsWith('own:');
