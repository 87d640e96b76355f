// From arms to what trains: opens their data, and groups their runs into cohorts.

import { openSource, type LoadText, type Source } from '#src/data/source.ts';
import { dataSettings, shapeOf } from '#src/experiment/options.ts';
import type { ExperimentRecord, FilterRecord, RunRecord, TrainingRecord } from '#src/experiment/record.ts';
import type { ArmConfig, DataSettings } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { Tuned } from '#src/experiment/sweep/tuned.ts';
import type { Sweep } from '#src/experiment/sweep/sweep.ts';
import type { Member } from '#src/train/members.ts';

export interface Prepared {
  readonly cohorts: ReadonlyMap<string, readonly Member[]>;
  readonly sources: readonly Source[]; // of each arm
  readonly filters: readonly (FilterRecord | undefined)[]; // the same, where its text is filtered
}

/** An arm and those of its runs that are to be trained. */
export interface ArmToTrain {
  readonly name: string;
  readonly config: ArmConfig;
  readonly tuned?: Tuned;
  readonly runs: readonly Seeded[];
  readonly filter?: FilterRecord; // as it was begun
}
type Seeded = Pick<RunRecord, 'seed' | 'training'>;

/** The arms with their runs, and how these train. A record is one. */
export interface ToTrain<A = ArmToTrain> {
  readonly arms: readonly A[];
  readonly trainings: readonly Pick<TrainingRecord, 'separate'>[];
  readonly sweep?: Sweep;
}

/** What Start sent. */
export const toTrain = ({
  arms,
  seeds,
  separate,
  sweep,
}: Pick<ExperimentSpec, 'arms' | 'seeds' | 'separate' | 'sweep'>): ToTrain => ({
  arms: arms.map((arm) => ({ ...arm, runs: seeds.map((seed) => ({ seed, training: 0 })) })),
  trainings: [separate ? { separate } : {}],
  ...(sweep && { sweep }),
});

/** What becomes of the text of an arm that filters it. */
export type FilterText = (settings: DataSettings, load: LoadText) => Promise<FilterRecord>;

/** Only the given trainings are prepared, or all. What was filtered before is not filtered again; without `filterText` nothing is. */
export async function prepare(
  { arms, trainings }: ToTrain,
  load: LoadText,
  only?: ReadonlySet<number>,
  filterText?: FilterText,
): Promise<Prepared> {
  const opened = new Map<string, Promise<Source>>();
  const texts = new Map<string, ReturnType<LoadText>>();
  const loadOnce: LoadText = (source) => {
    const text = texts.get(source) ?? load(source);
    texts.set(source, text);
    return text;
  };
  const open = (c: ArmConfig, filter?: FilterRecord): Promise<Source> => {
    const settings = dataSettings(c);
    const key = JSON.stringify([settings, filter?.kept]);
    const found = opened.get(key) ?? openSource(settings, loadOnce, filter);
    opened.set(key, found);
    return found;
  };
  const filters = await Promise.all(
    arms.map(async ({ config, filter }) => {
      if (config.filterKeep < 1) return filter ?? filterText?.(dataSettings(config), loadOnce);
      return undefined;
    }),
  );
  const sources = await Promise.all(arms.map(({ config }, arm) => open(config, filters[arm])));
  const known = arms.map((arm, index) => ({ ...arm, vocab: sources[index]!.vocab }));
  const cohorts = new Map(
    [...cohortsOf({ arms: known, trainings }, only)].map(([key, members]) => [
      key,
      members.map((m) => ({ ...m, source: sources[m.arm]! })),
    ]),
  );
  return { cohorts, sources, filters };
}

/**
 * Which runs train together: those of one training, by the shape of their arm, and by the arm where these are to be timed; the order
 * is that of arms, then seeds.
 */
export function cohortsOf(
  { arms, trainings }: ToTrain<{ readonly config: ArmConfig; readonly vocab: number; readonly runs: readonly Seeded[] }>,
  only?: ReadonlySet<number>,
): Map<string, Omit<Member, 'source'>[]> {
  const cohorts = new Map<string, Omit<Member, 'source'>[]>();
  arms.forEach(({ config, vocab, runs }, arm) => {
    const shape = shapeOf(config, vocab);
    runs.forEach(({ seed, training }, run) => {
      if (only && !only.has(training)) return;
      const parts = [shape, ...(training ? [training] : []), ...(trainings[training]!.separate ? [`arm ${arm}`] : [])];
      const key = parts.join(' ');
      const members = cohorts.get(key) ?? [];
      cohorts.set(key, members);
      members.push({ arm, run, seed, config });
    });
  });
  return cohorts;
}

/** The trainings of a record that have not ended; the first one if each has: its models are wanted as they are. */
export function openTrainings({ arms }: ExperimentRecord): Set<number> {
  const open = arms.flatMap((arm) => arm.runs).filter((r) => r.status !== 'finished');
  return new Set(open.length ? open.map((r) => r.training) : [0]);
}
