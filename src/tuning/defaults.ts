// Tunings that need no measuring, and tunings by name. Which variants there are: src/gpu/tuning.ts; how one is found: find.ts.

import { matmulVariants, type MatmulVariant, type Tuning } from '#src/gpu/tuning.ts';
import { refuse } from '#src/words/message.ts';

/** A fair choice for a GPU that has not been measured. */
export const forGpu: Tuning = {
  small: 'tile32',
  large: 'tile64',
  split: true,
  workgroup: 64,
  attention: 'alone',
  attentionPanels: 2,
  storage: 'f32',
};

/** For a CPU that plays GPU: few, heavy invocations without barriers, in small groups so that all cores have some. */
export const forCpu = (subgroups: boolean): Tuning => ({
  small: subgroups ? 'quads16' : 'block8',
  large: subgroups ? 'quads32' : 'block16',
  split: false,
  workgroup: 16,
  attention: subgroups ? 'shared' : 'alone',
  attentionPanels: subgroups ? 2 : 1,
  storage: 'f32',
});

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
