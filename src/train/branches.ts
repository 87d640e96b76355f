// Runs that differ only in when their learning rate comes down share all that lies before: one of them, the trunk, is trained, and the
// others branch off from a snapshot of it (warm-up, stable, decay: Hu and others 2024, arXiv 2404.06395).

import { matters, options } from '#src/experiment/options.ts';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { decaySteps } from './schedule.ts';

export interface Trunk {
  readonly arm: number; // its place among the arms: the one that learns at the full rate for longest
  readonly branches: readonly Branch[]; // of the others, by their step
}
export interface Branch {
  readonly arm: number;
  readonly step: number; // after so many steps of the trunk it goes on alone
}

/** What may differ between a trunk and its branches. */
const length: readonly (keyof ArmConfig)[] = ['budget', 'steps', 'tokens', 'decayShare'];

/** Those of these arms that share a trunk, by trunk. Others, which share none, are in no list. */
export function trunksOf(arms: readonly ArmConfig[]): Trunk[] {
  const alike = new Map<string, Branch[]>();
  for (const [arm, config] of arms.entries()) {
    // When a run is evaluated follows from its length, and by that one may end which would go on in another.
    if (config.schedule !== 'wsd' || config.stopAfter > 0) continue;
    const rest = JSON.stringify(options.map((o) => (length.includes(o.key) || !matters(o, config) ? null : config[o.key])));
    alike.set(rest, [...(alike.get(rest) ?? []), { arm, step: stepsAtFullRate(config) }]);
  }
  return [...alike.values()].flatMap((group) => {
    const [trunk, ...branches] = group.sort((a, b) => b.step - a.step || a.arm - b.arm);
    return branches.length ? [{ arm: trunk!.arm, branches: branches.reverse() }] : [];
  });
}

/** Steps whose rate is that of any longer run; the first step of the decay has the full rate, too. */
const stepsAtFullRate = (config: ArmConfig): number => totalSteps(config) - decaySteps(totalSteps(config), config) + 1;
