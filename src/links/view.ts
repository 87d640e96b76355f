// What a link asks of the page beside the experiment: keys for teachers.

import type { Pairs } from './pairs.ts';

/** Parts of the page that a teacher may leave out. */
export const hideable = [
  'settings',
  'runs',
  'inside',
  'profile',
  'samples',
  'differences',
  'scale',
  'export',
  'sizes',
  'lessons',
] as const;
export type Part = (typeof hideable)[number];

export interface View {
  readonly hide: readonly Part[];
  readonly lock: boolean; // arms stay as they are
  readonly present: boolean;
}

export const plainView: View = { hide: [], lock: false, present: false };

export const viewPairs = ({ hide, lock, present }: View): Pairs => [
  ...(hide.length ? [['hide', hide.join(',')] as const] : []),
  ...(lock ? [['lock', 'on'] as const] : []),
  ...(present ? [['present', 'on'] as const] : []),
];

const isPart = (name: string): name is Part => (hideable as readonly string[]).includes(name);

/** Undefined where the key is none of these. `unknown`: what it asks for that there is not. */
export function viewWith(view: View, key: string, value: string): { view: View; unknown: readonly string[] } | undefined {
  if (key === 'lock' || key === 'present') return { view: { ...view, [key]: value !== 'off' }, unknown: [] };
  if (key !== 'hide') return undefined;
  const names = value.split(',').filter((name) => name !== '');
  const hide = [...new Set([...view.hide, ...names.filter(isPart)])];
  return { view: { ...view, hide }, unknown: names.filter((name) => !isPart(name)).map((name) => `hide=${name}`) };
}
