// Tunings that need no measuring, and tunings by name. Which variants there are: src/gpu/tuning.ts; how one is found: find.ts.

import type { DeviceKind } from '#src/gpu/device.ts';
import { attentionVariants, matmulVariants, storedTypes, type MatmulVariant, type Parts, type Tuning } from '#src/gpu/tuning.ts';
import { refuse } from '#src/words/message.ts';

const partsFor: Readonly<Record<Exclude<DeviceKind, 'software'>, Parts>> = {
  integrated: { rows: 256, most: 8, workgroups: 256 },
  discrete: { rows: 64, most: 16, workgroups: 1024 },
};

/** A fair choice for a GPU that has not been measured: tiles of 32 by 64 invocations fill most, larger ones where there are enough. */
export const forGpu = (kind: Exclude<DeviceKind, 'software'>): Tuning => ({
  small: 'tile32',
  large: 'tile64',
  largeFrom: { workgroups: 128 },
  parts: partsFor[kind],
  workgroup: 64,
  sums: 'together',
  attention: 'alone',
  attentionPanels: 2,
  storage: 'f32',
});

/** For a CPU that plays GPU: few, heavy invocations without barriers, in small groups so that all cores have some. */
export const forCpu = (subgroups: boolean): Tuning => ({
  small: subgroups ? 'quads16' : 'block8',
  large: subgroups ? 'quads32' : 'block16',
  largeFrom: { weights: 1 << 13 },
  parts: { rows: 256, most: 1, workgroups: 1 },
  workgroup: 16,
  sums: 'alone',
  attention: subgroups ? 'shared' : 'alone',
  attentionPanels: subgroups ? 2 : 1,
  storage: 'f32',
});

/** What a device of a kind begins with. `subgroups`: neighbours can share there. */
export const defaultFor = (kind: DeviceKind, subgroups: boolean): Tuning =>
  kind === 'software' ? forCpu(subgroups) : forGpu(kind);

/** A tuning in words, for the page and for records: what small and large products use, and what attention does. */
export const describeTuning = ({ small, large, attention, storage }: Tuning): string =>
  `${small === large ? small : `${small}, ${large}`} · attention ${attention} · activations ${storage}`;

/** The tuning that an address or a command asks for, "tile32" or "tile32,tile64". Throws one sentence if there is none. */
export function tuningNamed(names: string, base: Tuning, subgroups: boolean): Tuning {
  const possible = matmulVariants.filter((v) => subgroups || !v.startsWith('quads'));
  const [small, large = small, ...more] = names.split(',') as MatmulVariant[];
  if (!small || !large || more.length || !possible.includes(small) || !possible.includes(large))
    throw refuse('noSuchKernels', { possible: possible.join(', '), asked: names.slice(0, 40) });
  return { ...base, small, large };
}

/** The tuning in which something was trained, from the words of `describeTuning`; undefined if there is none such here. */
export function tuningDescribed(words: string, base: Tuning, subgroups: boolean): Tuning | undefined {
  const found = /^(\w+)(?:, (\w+))? · attention (\w+) · activations (\w+)$/.exec(words);
  if (!found) return undefined;
  const [, small, large = small, attention, storage] = found;
  const tuning = { ...base, small, large, attention, storage } as Tuning;
  const known =
    [tuning.small, tuning.large].every((v) => matmulVariants.includes(v) && (subgroups || !v.startsWith('quads'))) &&
    attentionVariants.includes(tuning.attention) &&
    (subgroups || tuning.attention !== 'shared') &&
    storedTypes.includes(tuning.storage);
  return known ? tuning : undefined;
}
