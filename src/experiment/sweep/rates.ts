// Rates that are tried before they are used: for each shape of model a few short runs, an experiment like any other, whose lowest loss
// says which rate its arms take. Losses that choose are on held-out text which nothing else is measured on (decisions 24 and 27).

import { lowestOf } from '../ends.ts';
import { largestSeed, longestName } from '../limits.ts';
import { options, type NumberOption } from '../options.ts';
import type { ExperimentRecord } from '../record.ts';
import { totalSteps, type ArmConfig } from '../settings.ts';
import type { ExperimentSpec } from '../spec.ts';
import { armsOf, type Axis } from './sweep.ts';
import {
  groupOf,
  isAtEdge,
  rateKey,
  rateOf,
  takenRate,
  withTuned,
  type Arm,
  type Arms,
  type RateKey,
  type RateTold,
  type Tried,
} from './tuned.ts';

export const checkId = 'rates'; // the experiment that a check is
const ratesAround = 5;
const ratesBeyond = 2; // an edge
const apart = 2; // a factor
const fewestSteps = 50;
const shareOfSteps = 1 / 4;
/** Of no experiment that a person would set up: what chooses does not see the batches that are reported. */
const seeds = [largestSeed - 1, largestSeed];
/** Keeps a run going, and its losses on the text that decides: no run has more evaluations than this. */
const mostPatience = 16;

function groupsOf(arms: Arms): Map<string, Arm[]> {
  const groups = new Map<string, Arm[]>();
  for (const arm of arms) groups.set(groupOf(arm.config), [...(groups.get(groupOf(arm.config)) ?? []), arm]);
  return groups;
}

/** Whether the rate is what the sweep is about. */
export const isAboutRates = ({ arms, sweep }: Pick<ExperimentSpec, 'arms' | 'sweep'>): boolean =>
  sweep?.axes.some((axis) => rateKey(arms[0]!.config) === Object.keys(axis)[0]) ?? false;

/** Which rates are still to be tried: five around the one that is given, or further ones where the best lies at the edge. */
function ratesFor({ config, tuned }: Arm): number[] {
  const key = rateKey(config);
  const { min, max } = options.find((option) => option.key === key) as NumberOption;
  const by = (from: number, exponents: readonly number[]): number[] =>
    exponents.map((exponent) => from * apart ** exponent).filter((rate) => rate >= min && rate <= max);
  if (!tuned)
    return by(
      config[key],
      [...Array(ratesAround).keys()].map((i) => i - Math.floor(ratesAround / 2)),
    );
  if (!isAtEdge(tuned)) return [];
  const further = [...Array(ratesBeyond).keys()].map((i) => i + 1);
  const taken = takenRate(tuned)!;
  return taken === tuned.tried[0]![0] ? by(taken, further.map((i) => -i).toReversed()) : by(taken, further);
}

/** How long a rate is tried that so long a run is to have. */
const stepsToTry = (steps: number): number => Math.min(steps, Math.max(fewestSteps, Math.ceil(shareOfSteps * steps)));

/** The experiment that tries the rates of these arms; undefined where there is none to try. */
export function rateCheck(spec: Pick<ExperimentSpec, 'arms' | 'size' | 'sweep'>): ExperimentSpec | undefined {
  if (isAboutRates(spec)) return undefined;
  const points: ArmConfig[] = [...groupsOf(spec.arms).values()].flatMap((arms) => {
    const longest = arms.reduce((a, b) => (totalSteps(b.config) > totalSteps(a.config) ? b : a));
    const { config } = longest;
    const steps = stepsToTry(totalSteps(config));
    const warmup = Math.floor((config.warmup * steps) / totalSteps(config));
    return ratesFor(arms[0]!).map((rate) => {
      return { ...config, budget: 'steps' as const, steps, warmup, stopAfter: mostPatience, [rateKey(config)]: rate };
    });
  });
  const [first] = points;
  if (!first) return undefined;
  const sweep = { axes: axesOf(points) };
  return {
    experiment: checkId,
    title: 'Learning rates',
    question: 'Which learning rate is best for each shape here?',
    size: spec.size,
    seeds,
    arms: armsOf(first, sweep).map(({ name, config }) => ({ name: name.slice(0, longestName), config })),
    sweep,
  };
}

/** One axis of shapes and one of rates where all are tried with the same ones, else a single axis of both. */
function axesOf(points: readonly ArmConfig[]): Axis[] {
  const key = rateKey(points[0]!);
  const ratesOf = new Map<string, number[]>();
  for (const config of points) ratesOf.set(groupOf(config), [...(ratesOf.get(groupOf(config)) ?? []), config[key]]);
  const lists = [...ratesOf.values()];
  const rates = lists[0]!;
  const alike = lists.every((list) => list.join() === rates.join());
  const shapes = alike ? [...ratesOf.keys()].map((group) => points.find((c) => groupOf(c) === group)!) : points;
  const differing = options.map((option) => option.key).filter((k) => new Set(shapes.map((c) => c[k])).size > 1);
  // The width gives its name where it differs.
  const keys = differing.filter((k) => !alike || k !== key).sort((a, b) => Number(b === 'width') - Number(a === 'width'));
  const axis = Object.fromEntries(keys.map((k) => [k, shapes.map((c) => c[k])])) as Axis;
  return [...(keys.length ? [axis] : []), ...(alike ? [{ [key]: rates } as Axis] : [])];
}

/** A shape that was tried, as one of its points has it. */
export interface RateFound {
  readonly config: ArmConfig;
  readonly tried: readonly Tried[];
}

/** What a check has found, by shape; shapes of which a run is missing are left out. */
export function bestRates({ arms }: Pick<ExperimentRecord, 'arms'>): RateFound[] {
  const found = new Map<string, { config: ArmConfig; tried: Tried[]; whole: boolean }>();
  for (const { config, runs } of arms) {
    const group = groupOf(config);
    const shape = found.get(group) ?? { config, tried: [], whole: true };
    found.set(group, shape);
    shape.whole &&= runs.every(({ status }) => status === 'finished' || status === 'diverged');
    const losses = runs.map((run) => (run.status === 'finished' ? lowestOf(run.deciding ?? [])?.[1] : undefined));
    const known = losses.filter((loss) => loss !== undefined);
    const mean = known.reduce((sum, loss) => sum + loss, 0) / losses.length;
    shape.tried.push([config[rateKey(config)], known.length === losses.length ? Number(mean.toFixed(6)) : null]);
  }
  return [...found.values()].flatMap(({ config, tried, whole }) => (whole ? [{ config, tried }] : []));
}

/** The spec with the best rate in every arm whose shape was tried; what was tried before with as many steps counts as well. */
export function withBestRates<S extends Pick<ExperimentSpec, 'arms' | 'sweep'>>(spec: S, found: readonly RateFound[]): S {
  const byGroup = new Map(found.map((shape) => [groupOf(shape.config), shape]));
  const arms = spec.arms.map((arm): Arm => {
    const shape = byGroup.get(groupOf(arm.config));
    if (!shape) return arm;
    const { steps } = shape.config;
    const before = arm.tuned?.steps === steps ? arm.tuned.tried : [];
    const tried = [...before, ...shape.tried].sort(([a], [b]) => a - b);
    return withTuned(arm, { given: arm.tuned?.given ?? arm.config[rateKey(arm.config)], steps, tried });
  });
  if (!spec.sweep) return { ...spec, arms };
  // Rates that followed another setting along an axis stand in the arms: in all of them, or in none.
  const key = rateKey(arms[0]!.config);
  const following = spec.sweep.axes.some((axis) => key in axis);
  if (!following) return { ...spec, arms };
  if (!arms.every(({ tuned }) => tuned)) return spec;
  return { ...spec, arms, sweep: { axes: spec.sweep.axes.map((axis) => without(axis, key)) } };
}

const without = ({ ...axis }: Axis, key: RateKey): Axis => {
  delete (axis as { [K in RateKey]?: unknown })[key];
  return axis;
};

/** By shape, in the order of the arms. */
export function ratesTold(arms: Arms): RateTold[] {
  const told = new Map<string, RateTold>();
  for (const [i, { config, tuned, name }] of arms.entries()) {
    if (!tuned) continue;
    const before = told.get(groupOf(config));
    told.set(groupOf(config), { ...rateOf({ config, tuned, name }), arms: [...(before?.arms ?? []), i] });
  }
  return [...told.values()];
}
