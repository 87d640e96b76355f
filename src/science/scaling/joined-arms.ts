// Which arms of an experiment form a line: those that differ in one number alone, be it the depth, the width or the amount of text.

import { matters, options } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Sweep } from '#src/experiment/sweep/sweep.ts';

export interface JoinedArms {
  readonly by: keyof ArmConfig;
  readonly following: readonly (keyof ArmConfig)[]; // what changes with it
  readonly arms: readonly number[]; // at least two, by that number from small to large
}

/** Nobody varies the width of a model and keeps what must suit it, the number of heads and the rate of learning; or its length, and the warm-up. */
const follows: Partial<Record<keyof ArmConfig, readonly (keyof ArmConfig)[]>> = {
  width: ['heads', 'learningRate'],
  steps: ['warmup'],
};

/** In the order of the table of options, then of the arms. An arm may be part of several lines, or of none. */
export function joinedArms(configs: readonly ArmConfig[]): JoinedArms[] {
  const set = configs.map(settingsThatMatter);
  const differing = options.map((_, o) => o).filter((o) => set.some((settings) => settings[o] !== set[0]![o]));
  return differing
    .filter((o) => options[o]!.kind === 'integer' || options[o]!.kind === 'number')
    .flatMap((o) => {
      const by = options[o]!.key;
      const free = [by, ...(follows[by] ?? [])];
      const others = differing.filter((other) => !free.includes(options[other]!.key));
      const alike = new Map<string, number[]>();
      set.forEach((settings, arm) => {
        const rest = others.map((other) => settings[other]).join();
        const arms = alike.get(rest);
        if (arms) arms.push(arm);
        else alike.set(rest, [arm]);
      });
      return [...alike.values()].flatMap((arms) => linesOf(configs, by, arms));
    });
}

/** Of each option what is set, where it is used. */
const settingsThatMatter = (config: ArmConfig): readonly string[] =>
  options.map((option) => (matters(option, config) ? JSON.stringify(config[option.key]) : ''));

/** Arms of several experiments may be alike in all: the first of each value make one line, the second of each another. */
function linesOf(configs: readonly ArmConfig[], by: keyof ArmConfig, arms: readonly number[]): JoinedArms[] {
  const value = (arm: number): number => {
    const set = Number(configs[arm]![by]);
    return by === 'uniqueText' && set === 0 ? Infinity : set; // all of it
  };
  const lines: number[][] = [];
  for (const arm of arms) {
    const line = lines.find((others) => others.every((other) => value(other) !== value(arm)));
    if (line) line.push(arm);
    else lines.push([arm]);
  }
  return lines
    .filter((line) => line.length > 1)
    .map((line) => {
      const following = (follows[by] ?? []).filter((key) => new Set(line.map((arm) => configs[arm]![key])).size > 1);
      return { by, following, arms: line.sort((a, b) => value(a) - value(b)) };
    });
}

/** Of a grid of one axis, along which a setting begins again each time that a line does, as in budgets of equal work. */
export function joinedAlong({ axes: [axis, ...others] }: Sweep): JoinedArms[] {
  const [by, ...following] = Object.keys(axis ?? {}) as (keyof ArmConfig)[];
  const values: readonly unknown[] = by && others.length === 0 ? axis![by]! : [];
  if (new Set(values).size === values.length) return [];
  const lines: number[][] = [];
  for (const [arm, value] of values.entries()) {
    const line = lines.at(-1);
    if (line && line.every((other) => values[other] !== value)) line.push(arm);
    else lines.push([arm]);
  }
  return lines.filter((line) => line.length > 1).map((arms) => ({ by: by!, following, arms }));
}
