// What holds between the arms of a record: what each is called, which one the others are compared with, which of their runs
// count, and which may be compared. Charts, tables, verdicts and exports all ask here.

import { fewestSeeds } from './limits.ts';
import { isOwnText, namelessText } from './own-text.ts';
import type { ArmRecord, DataRecord, DeviceRecord, ExperimentRecord, FloorLine, RunRecord } from './record.ts';

/** A, B, …, Z, AA, AB, … */
export const letterOf = (arm: number): string =>
  (arm < 26 ? '' : letterOf(Math.floor(arm / 26) - 1)) + String.fromCharCode(65 + (arm % 26));

/**
 * The arm that the others are compared with. A record that was kept may name one that it does not have (files are
 * refused for it): then it is the last.
 */
export const baselineOf = ({ baseline, arms }: Pick<ExperimentRecord, 'baseline' | 'arms'>): number =>
  Math.min(Math.max(baseline, 0), arms.length - 1);

/** What a run was trained on. */
export const deviceOf = ({ trainings }: Pick<ExperimentRecord, 'trainings'>, run: RunRecord): DeviceRecord =>
  trainings[run.training]!.device;

/** The adapters that the runs of an arm that count were trained on, each once. */
export const devicesOf = (record: ExperimentRecord, arm: ArmRecord): string[] =>
  [...new Set(countedRuns(arm).map((run) => deviceOf(record, run).adapter))].sort();

export const dataOf = (record: ExperimentRecord, arm: ArmRecord): DataRecord => arm.origin?.data ?? arm.data ?? record.data;

/** Older records describe the data of their first arm alone: what they know of others is the id of the source. */
export function dataNameOf(record: ExperimentRecord, arm: ArmRecord): string {
  const { source } = arm.config;
  if (isDescribed(record, arm)) return dataOf(record, arm).name;
  const alike = record.arms.find((other) => other.config.source === source && isDescribed(record, other));
  if (alike) return dataOf(record, alike).name;
  if (!isOwnText(source)) return source;
  const nameless = new Set(record.arms.filter((other) => !isDescribed(record, other)).map((other) => other.config.source));
  const number = [...nameless].filter(isOwnText).indexOf(source) + 1;
  return number > 1 ? `${namelessText} (${number})` : namelessText;
}

const isDescribed = (record: ExperimentRecord, { origin, data, config }: ArmRecord): boolean =>
  origin !== undefined || data !== undefined || config.source === record.arms[0]!.config.source;

/** The names of all data of a record, each once. */
export const dataNamesOf = (record: ExperimentRecord): string[] => [
  ...new Set(record.arms.map((arm) => dataNameOf(record, arm))),
];

/** What the data let a model reach at best, and by counting: known of what the first arm reads, so only where all read the same. */
export const floorsOf = ({ arms, floors }: ExperimentRecord): readonly FloorLine[] =>
  new Set(arms.map(({ config }) => `${config.tokenizer} ${config.source}`)).size === 1 ? floors : [];

/** The runs of an arm that count: finished, with a loss. By seed, so that no sum depends on the order they are listed in. */
export const countedRuns = ({ runs }: ArmRecord): RunRecord[] =>
  runs.filter(({ status, validation }) => status === 'finished' && validation.length > 0).sort((a, b) => a.seed - b.seed);

/** No seed of it is left to be measured, now or later. */
export const allDiverged = ({ runs }: ArmRecord): boolean => runs.every(({ status }) => status === 'diverged');

/** Two runs of one seed: the same start and the same batches, as far as their arms allow. */
export interface Pair<T> {
  readonly arm: T;
  readonly baseline: T;
}

export function pairsOf<T extends { readonly seed: number }>(runs: readonly T[], others: readonly T[]): Pair<T>[] {
  const partners = new Map(others.map((other) => [other.seed, other])); // a seed stands once in an arm
  return runs.flatMap((run): Pair<T>[] => {
    const partner = partners.get(run.seed);
    return partner ? [{ arm: run, baseline: partner }] : [];
  });
}

/** The seeds that every arm was trained with, in the order of the first. */
export function seedsOfAll({ arms: [first, ...others] }: Pick<ExperimentRecord, 'arms'>): number[] {
  const theirs = others.map(({ runs }) => new Set(runs.map(({ seed }) => seed)));
  return (first?.runs ?? []).map(({ seed }) => seed).filter((seed) => theirs.every((seeds) => seeds.has(seed)));
}

/** `text` and `heldOut` forbid a comparison; where devices or seeds differ there is one, but not by pairs. */
export type Obstacle = 'text' | 'heldOut' | 'seeds' | 'device';

/** Losses that do not measure the same thing are not compared at all. */
export const forbids = (obstacles: readonly Obstacle[]): boolean => obstacles.includes('text') || obstacles.includes('heldOut');

/** What keeps two arms from being compared seed by seed; empty if nothing does. */
export function obstaclesOf(record: ExperimentRecord, arm: ArmRecord, baseline: ArmRecord): Obstacle[] {
  const heldOut = heldOutObstacle(record, arm, baseline);
  if (heldOut) return [heldOut];
  const [runs, others] = [countedRuns(arm), countedRuns(baseline)];
  const pairs = pairsOf(runs, others);
  const obstacles: Obstacle[] = [];
  // Two or fewer pairs are no loss where there are no more runs anyway.
  if (pairs.length < Math.min(fewestSeeds, runs.length, others.length)) obstacles.push('seeds');
  const [devices, otherDevices] = pairs.length
    ? [pairs.map((p) => deviceOf(record, p.arm).adapter), pairs.map((p) => deviceOf(record, p.baseline).adapter)]
    : [devicesOf(record, arm), devicesOf(record, baseline)];
  if (runs.length && others.length && devices.join('\n') !== otherDevices.join('\n')) obstacles.push('device');
  return obstacles;
}

/** For runs that do not say which text was held out of: the best guess. */
function seemsSameText(record: ExperimentRecord, a: ArmRecord, b: ArmRecord): boolean {
  const [first, second] = [dataOf(record, a), dataOf(record, b)];
  if (first.checksum !== undefined && second.checksum !== undefined) return first.checksum === second.checksum;
  // Where an older record has no checksum: a visitor's text gets a new id wherever it is added, so from another experiment its
  // name and size have to do.
  const kept = a.origin?.id !== b.origin?.id && isOwn(a) && isOwn(b);
  return (
    (kept || a.config.source === b.config.source) &&
    first.name === second.name &&
    first.characters === second.characters &&
    first.vocab === second.vocab
  );
}

/**
 * Losses measure the same thing on the same held-out tokens of the same text. How much of it an arm trains on, and with how
 * much noise, are its settings. Older runs do not say what theirs were measured on, but what decided it.
 */
function heldOutObstacle(record: ExperimentRecord, arm: ArmRecord, baseline: ArmRecord): 'text' | 'heldOut' | undefined {
  const runs = [arm, baseline].flatMap(countedRuns);
  const sets = runs.flatMap(({ heldOut }) => heldOut ?? []);
  const differ = (values: readonly (string | number | undefined)[]): boolean => new Set(values).size > 1;
  if (differ([arm, baseline].map(({ config }) => config.tokenizer)) || differ([arm, baseline].map(({ vocab }) => vocab)))
    return 'text';
  if (differ(sets.map(({ text }) => text))) return 'text';
  if (sets.length < runs.length || sets.length === 0) {
    if (!seemsSameText(record, arm, baseline)) return 'text';
    if (sets.length) return 'heldOut';
    // Their windows followed from the context; their number from all arms of the experiment.
    const elsewhere = arm.origin?.id !== baseline.origin?.id;
    const moved = differ([arm, baseline].map(({ config }) => config.context));
    const other = elsewhere && differ([arm, baseline].map((a) => dataOf(record, a).validationTokens));
    return moved || other ? 'heldOut' : undefined;
  }
  return differ(sets.map(({ tokens }) => tokens)) ? 'heldOut' : undefined;
}

const isOwn = ({ config }: ArmRecord): boolean => isOwnText(config.source);
