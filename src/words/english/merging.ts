// Why two records are not one sweep: said on the command line alone, since the page merges only what is.

import { labelOf } from './sentences.ts';

export const merging = {
  sweepsDiffer: ({ what }: { what: string }) => `Only two records of the same sweep can be merged: ${what}.`,
  notBothSweeps: () => 'one of these is no sweep',
  axesDiffer: () => 'the axes of these differ',
  seedsDiffer: () => 'the seeds of these differ',
  textsDiffer: ({ arm }: { arm: string }) => `${arm} reads another text in the second`,
  heldOutDiffers: ({ arm }: { arm: string }) => `${arm} is measured on another amount of held-out text in the second`,
  settingDiffers: ({ arm, option }: { arm: string; option: string }) => `${labelOf(option)} of ${arm} is another in the second`,
};
