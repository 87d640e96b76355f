// What an arm keeps of rates that were tried for it, and how long that holds (docs/decisions/0027-tuned-rates.md).

import { shapeOf } from '../options.ts';
import type { ArmConfig } from '../settings.ts';
import type { ExperimentSpec } from '../spec.ts';

export type RateKey = 'learningRate' | 'muonRate';
/** A rate and the mean of its lowest losses; null where a seed diverged. */
export type Tried = readonly [rate: number, loss: number | null];

/** What was tried for an arm. The rate that was taken is that of the lowest loss. */
export interface Tuned {
  readonly given: number; // the rate that it had before
  readonly steps: number; // of each run
  readonly tried: readonly Tried[]; // from the lowest rate to the highest
}

export type Arms = ExperimentSpec['arms'];
export type Arm = Arms[number];

/** The rate of the matrices. */
export const rateKey = ({ optimizer }: ArmConfig): RateKey => (optimizer === 'muon' ? 'muonRate' : 'learningRate');

/** Undefined if every rate diverged. */
export const takenRate = ({ tried }: Tuned): number | undefined => {
  const losses = tried.flatMap(([, loss]) => loss ?? []);
  return tried.find(([, loss]) => loss !== null && loss === Math.min(...losses))?.[0];
};

/** The best may lie beyond what was tried. */
export const isAtEdge = (tuned: Tuned): boolean => {
  const { tried } = tuned;
  return [tried[0]?.[0], tried.at(-1)?.[0]].includes(takenRate(tuned));
};

/** Arms that are alike but for their length and what plans do not differ in take the same rate. */
export const groupOf = (config: ArmConfig): string =>
  JSON.stringify([
    shapeOf({ ...config, budget: 'steps', steps: 1, tokens: 1, warmup: 0, stopAfter: 0 }, 0),
    config.rateRule,
    config.scalarRate,
  ]);

/** Its config has the rate that was taken; as it was where none was. */
export function withTuned(arm: Arm, tuned: Tuned): Arm {
  const taken = takenRate(tuned);
  return taken === undefined ? arm : { ...arm, config: { ...arm.config, [rateKey(arm.config)]: taken }, tuned };
}

/** The arm as it was given. */
export function untuned({ tuned, ...arm }: Arm): Arm {
  return tuned ? { ...arm, config: { ...arm.config, [rateKey(arm.config)]: tuned.given } } : arm;
}

/** An arm with other settings: what was tried holds as long as shape and rate are those of before. */
export function withSettings(arm: Arm, change: Partial<ArmConfig>): Arm {
  const config = { ...arm.config, ...change };
  const { tuned, ...rest } = arm;
  if (!tuned || groupOf(config) === groupOf(arm.config)) {
    const key = rateKey(config);
    return !tuned || config[key] === arm.config[key] ? { ...arm, config } : { ...rest, config };
  }
  return { ...rest, config: { ...untuned(arm).config, ...change } };
}

/** New points take over what was tried for those of before that have their shape. */
export function takingOver(arms: Arms, before: Arms): Arms {
  const tried = new Map(before.flatMap(({ config, tuned }) => (tuned ? [[groupOf(config), tuned] as const] : [])));
  return arms.map((arm) => {
    const tuned = tried.get(groupOf(arm.config));
    return tuned ? withTuned(arm, tuned) : arm;
  });
}

/** Arms that took one rate, and what is to be said of it (src/words/english/tried-rates.ts). */
export interface RateTold {
  readonly arms: readonly number[];
  readonly muon: boolean;
  readonly rate: number;
  readonly tried: number;
  readonly edge: 'low' | 'high' | undefined;
}

/** Its best rate lies at the edge of those that were tried. */
export const isRateAtEdge = ({ tuned }: { readonly tuned?: Tuned }): boolean => tuned !== undefined && isAtEdge(tuned);

export const rateOf = ({ config, tuned }: Arm & { readonly tuned: Tuned }): Omit<RateTold, 'arms'> => {
  const rate = takenRate(tuned)!;
  return {
    muon: config.optimizer === 'muon',
    rate,
    tried: tuned.tried.length,
    edge: isAtEdge(tuned) ? (rate === tuned.tried[0]![0] ? 'low' : 'high') : undefined,
  };
};
