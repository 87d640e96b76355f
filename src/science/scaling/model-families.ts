// Which arms of an experiment are one model in several sizes and lengths: a family. Two families that share sizes differ in an idea, and what
// that is worth is read between them; one law is of one family.

import { baselineOf } from '#src/experiment/arms.ts';
import { matters, options } from '#src/experiment/options.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';

/** What makes a model larger or its training longer, and what must suit that. */
const ofSize: readonly (keyof ArmConfig)[] = ['depth', 'width', 'heads', 'learningRate', 'budget', 'steps', 'tokens', 'warmup'];

export interface Family {
  readonly arms: readonly number[]; // each of another size
}

/** In the order of their first arms. Where several are of one size, the first of each size are one family, the second another. */
export function familiesOf(configs: readonly ArmConfig[]): Family[] {
  const families = alikeBut(ofSize, configs).flatMap((alike) => {
    const apart: number[][] = [];
    for (const arm of alike) {
      const open = apart.find((family) => family.every((other) => !isSameSize(configs[other]!, configs[arm]!)));
      if (open) open.push(arm);
      else apart.push([arm]);
    }
    return apart;
  });
  return families.map((arms) => ({ arms })).sort((a, b) => a.arms[0]! - b.arms[0]!);
}

/** The arms that one law can be about: those that differ from the baseline in their size, and in how often they read their text. */
export function armsOfLaw(record: ExperimentRecord): ReadonlySet<number> {
  const configs = record.arms.map(({ config }) => config);
  const baseline = baselineOf(record);
  return new Set(alikeBut([...ofSize, 'uniqueText'], configs).find((arms) => arms.includes(baseline)));
}

function alikeBut(free: readonly (keyof ArmConfig)[], configs: readonly ArmConfig[]): number[][] {
  const others = options.filter(({ key }) => !free.includes(key) && configs.some((config) => config[key] !== configs[0]![key]));
  const alike = new Map<string, number[]>();
  configs.forEach((config, arm) => {
    const key = JSON.stringify(
      others.filter((option) => matters(option, config)).map((option) => [option.key, config[option.key]]),
    );
    const these = alike.get(key);
    if (these) these.push(arm);
    else alike.set(key, [arm]);
  });
  return [...alike.values()];
}

/** As far as an idea leaves a model its size: a few learned scalars are no other one. */
export const isSameSize = (a: ArmConfig, b: ArmConfig): boolean =>
  a.depth === b.depth && a.width === b.width && totalSteps(a) === totalSteps(b);

/** What the names of its arms have in common, and not those of all arms: "Muon" of "Muon, 100 steps" and "Muon, 200 steps". */
export function familyName({ arms }: ExperimentRecord, family: Family): string {
  const parts = (arm: number): string[] => arms[arm]!.name.split(', ');
  const shared = (all: readonly number[]): string[] =>
    parts(all[0]!).filter((part) => all.every((arm) => parts(arm).includes(part)));
  const everywhere = shared([...arms.keys()]);
  return shared(family.arms)
    .filter((part) => !everywhere.includes(part))
    .join(', ');
}
