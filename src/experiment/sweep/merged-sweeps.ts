// Two records of one sweep, trained in part here and in part elsewhere, as one: what has ended in either has ended.

import { message, refuse, type Message } from '#src/words/message.ts';
import { dataOf, deviceOf } from '../arms.ts';
import { isOwnText } from '../own-text.ts';
import { hasEnded, isEnded, type ArmRecord, type ExperimentRecord, type RunRecord, type TrainingRecord } from '../record.ts';
import type { ArmConfig } from '../settings.ts';
import type { Axis, Sweep } from './sweep.ts';

/** Of one device the same run ends the same; others round in another order, which grows as they train. */
const rounding = { sameDevice: 1e-6, otherDevice: 1e-3 };

/** What is left to be trained is left from its start: which weights there were, files do not say. */
export function mergedSweeps(first: ExperimentRecord, second: ExperimentRecord, id: string): ExperimentRecord {
  const difference = differenceOf(first, second);
  if (difference) throw refuse('sweepsDiffer', { what: difference });
  const trainings = [...first.trainings];
  const places = new Map<number, number>(); // of the trainings of the second
  const placeOf = (training: number): number => {
    const known = places.get(training) ?? placeIn(trainings, second.trainings[training]!);
    places.set(training, known);
    return known;
  };
  const came: RunRecord[] = [];
  let differing = 0;
  const arms = first.arms.map((arm, a): ArmRecord => {
    const other = second.arms[a]!;
    const runs = arm.runs.map((run) => {
      const theirs = other.runs.find(({ seed }) => seed === run.seed)!;
      if (!isEnded(theirs)) return run;
      if (isEnded(run)) {
        if (differs(run, theirs, deviceOf(first, run).adapter === deviceOf(second, theirs).adapter)) differing++;
        return run;
      }
      came.push(theirs);
      return { ...theirs, training: placeOf(theirs.training) };
    });
    const compiled = arm.dispatchesPerStep > 0 ? arm : other;
    const { dispatchesPerStep, recomputed } = compiled;
    return { ...arm, dispatchesPerStep, ...(recomputed !== undefined && { recomputed }), runs };
  });
  const { reason: _, ...about } = first;
  const merged: ExperimentRecord = {
    ...about,
    id,
    updatedAt: first.updatedAt > second.updatedAt ? first.updatedAt : second.updatedAt,
    floors: first.floors.length > 0 ? first.floors : second.floors,
    trainings,
    arms,
  };
  const all = arms.flatMap(({ runs }) => runs);
  const ended = all.filter(isEnded).length;
  const reason = message('sweepsMerged', {
    here: ended - came.length,
    hereOn: adaptersOf(first, first.arms.flatMap(({ runs }) => runs).filter(isEnded)),
    came: came.length,
    cameFrom: adaptersOf(second, came),
    left: all.length - ended,
    differing,
  });
  return { ...merged, status: hasEnded(merged) ? 'finished' : 'stopped', reason };
}

/** Whether each has ended runs that the other lacks, so that merging them is more than either. */
export function completeEachOther(first: ExperimentRecord, second: ExperimentRecord): boolean {
  if (differenceOf(first, second)) return false;
  const lacks = (one: ExperimentRecord, other: ExperimentRecord): boolean =>
    one.arms.some(({ runs }, a) =>
      runs.some((run) => !isEnded(run) && isEnded(other.arms[a]!.runs.find(({ seed }) => seed === run.seed)!)),
    );
  return lacks(first, second) && lacks(second, first);
}

/** What keeps two records from being of one sweep; undefined if nothing does. */
export function differenceOf(first: ExperimentRecord, second: ExperimentRecord): Message | undefined {
  if (!first.sweep || !second.sweep) return message('notBothSweeps');
  if (axesOf(first.sweep) !== axesOf(second.sweep)) return message('axesDiffer');
  for (const [a, arm] of first.arms.entries()) {
    const other = second.arms[a]!;
    if (seedsOf(arm) !== seedsOf(other)) return message('seedsDiffer');
    if (textOf(first, arm) !== textOf(second, other)) return message('textsDiffer', { arm: arm.name });
    if (measuredOn(first, arm) !== measuredOn(second, other)) return message('heldOutDiffers', { arm: arm.name });
    const setting = settingsOf(arm.config, other.config).find(([, own, theirs]) => !Object.is(own, theirs));
    if (setting) return message('settingDiffers', { arm: arm.name, option: setting[0] });
  }
  return undefined;
}

/** Texts that visitors brought have names of their machine: they are compared by what they hold. */
const axesOf = ({ axes }: Sweep): string =>
  JSON.stringify(axes.map((axis: Axis) => Object.entries(axis).map(([key, values]) => [key, key === 'source' ? null : values])));

const seedsOf = ({ runs }: ArmRecord): string =>
  runs
    .map(({ seed }) => seed)
    .sort((a, b) => a - b)
    .join();

function textOf(record: ExperimentRecord, arm: ArmRecord): string {
  const { checksum, characters } = dataOf(record, arm);
  return `${checksum ?? arm.config.source} ${characters} ${arm.vocab}`;
}

const measuredOn = (record: ExperimentRecord, arm: ArmRecord): number => dataOf(record, arm).validationTokens;

function settingsOf(own: ArmConfig, other: ArmConfig): [key: string, own: unknown, other: unknown][] {
  const keys = [...new Set([...Object.keys(own), ...Object.keys(other)])] as (keyof ArmConfig)[];
  return keys
    .filter((key) => key !== 'source' || !(isOwnText(own.source) && isOwnText(other.source)))
    .map((key) => [key, own[key], other[key]]);
}

/** That of a training in the list, which gets it if it has not got it yet: both may have gone on from one record. */
function placeIn(trainings: TrainingRecord[], training: TrainingRecord): number {
  const written = JSON.stringify(training);
  const known = trainings.findIndex((other) => JSON.stringify(other) === written);
  return known >= 0 ? known : trainings.push(training) - 1;
}

const lossOf = ({ final, ends, validation }: RunRecord): number | undefined => final ?? (ends?.at(-1) ?? validation.at(-1))?.[1];

function differs(run: RunRecord, other: RunRecord, sameDevice: boolean): boolean {
  if (run.status !== other.status) return true;
  const [own, theirs] = [lossOf(run), lossOf(other)];
  if (own === undefined || theirs === undefined) return own !== theirs;
  return Math.abs(own - theirs) > 1.5 * rounding[sameDevice ? 'sameDevice' : 'otherDevice']; // each is rounded by itself
}

const adaptersOf = (record: ExperimentRecord, runs: readonly RunRecord[]): string =>
  [...new Set(runs.map((run) => deviceOf(record, run).adapter))].sort().join(', ');
