// A sweep: every combination of settings along a few axes is an arm, a point. Axes are what is written down, sent and kept of it.

import type { ArmConfig, RateRule } from '../settings.ts';

/** Settings that change together: equally long lists of their values. The first one gives its places their name, and what tells them apart. */
export type Axis = { readonly [K in keyof ArmConfig]?: readonly ArmConfig[K][] };

export interface Sweep {
  readonly axes: readonly Axis[];
}

type Arm = { readonly name: string; readonly config: ArmConfig };
type Change = Partial<ArmConfig>;

export const lengthOf = (axis: Axis): number => Object.values(axis)[0]?.length ?? 0;

export const pointsOf = ({ axes }: Sweep): number => axes.reduce((product, axis) => product * lengthOf(axis), 1);

/** What the axis changes at one of its places. */
export const changeAt = (axis: Axis, place: number): Change =>
  Object.fromEntries(Object.entries(axis).map(([key, values]) => [key, values[place]]));

/** The arms of a sweep: "width 8, steps 50", "width 8, steps 100", … */
export const armsOf = (base: ArmConfig, sweep: Sweep): Arm[] => {
  const naming = sweep.axes.flatMap(namesOf);
  return changesOf(sweep).map((change) => ({
    name: naming.map((key) => nameOf(key, change[key]!)).join(', '),
    config: { ...base, ...change },
  }));
};

/** The first setting of an axis, and each that tells places apart which are alike in those before it. */
function namesOf(axis: Axis): (keyof ArmConfig)[] {
  const naming: (keyof ArmConfig)[] = [];
  const told = (keys: readonly string[]): number =>
    new Set(
      Array.from({ length: lengthOf(axis) }, (_, place) =>
        keys.map((key) => changeAt(axis, place)[key as keyof ArmConfig]).join(),
      ),
    ).size;
  for (const key of Object.keys(axis) as (keyof ArmConfig)[])
    if (naming.length === 0 || told([...naming, key]) > told(naming)) naming.push(key);
  return naming;
}

/** "learning rate 0.01" */
function nameOf(key: string, value: ArmConfig[keyof ArmConfig]): string {
  const shown = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
  return `${key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${shown}`;
}

/** The settings of each point along the axes, in the order of the arms: the places of the last axis follow each other. */
export function changesOf({ axes }: Sweep): Change[] {
  let changes: Change[] = [{}];
  for (const axis of axes)
    changes = changes.flatMap((before) =>
      Array.from({ length: lengthOf(axis) }, (_, place) => ({ ...before, ...changeAt(axis, place) })),
    );
  return changes;
}

/** Whether these are the arms of the sweep. */
export function isGrid(sweep: Sweep, arms: readonly { readonly config: ArmConfig }[]): boolean {
  if (pointsOf(sweep) !== arms.length) return false;
  return changesOf(sweep).every((change, point) =>
    Object.entries(change).every(([key, value]) => Object.is(arms[point]!.config[key as keyof ArmConfig], value)),
  );
}

/** Where a point stands along each axis. */
export function placesOf({ axes }: Sweep, point: number): number[] {
  const places: number[] = [];
  let rest = point;
  for (const axis of axes.toReversed()) {
    places.unshift(rest % lengthOf(axis));
    rest = Math.floor(rest / lengthOf(axis));
  }
  return places;
}

/** The point that begins the line along an axis which goes through this one. */
export function firstAlong(sweep: Sweep, axis: number, point: number): number {
  const stride = pointsOf({ axes: sweep.axes.slice(axis + 1) });
  return point - placesOf(sweep, point)[axis]! * stride;
}

/** "width 8": a place of an axis in words. */
export const placeName = (axis: Axis, place: number): string =>
  namesAt(axis, place)
    .map(({ name }) => name)
    .join(', ');

/** The same one by one, each with its setting. */
export function namesAt(axis: Axis, place: number): { readonly key: keyof ArmConfig; readonly name: string }[] {
  const change = changeAt(axis, place);
  return namesOf(axis).map((key) => ({ key, name: nameOf(key, change[key]!) }));
}

/** What a sweep that does not say takes: one rate for all widths suits none but one of them. */
export const usualRule = ({ axes }: Sweep): RateRule =>
  axes.some((axis) => 'width' in axis && lengthOf(axis) > 1 && !('learningRate' in axis)) ? 'width' : 'none';
