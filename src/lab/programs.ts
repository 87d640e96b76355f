// The program of each study, fetched when it is run.

import { refuse } from '#src/words/message.ts';
import type { Program } from './lab.ts';

const programs: Readonly<Record<string, () => Promise<Program>>> = {
  'think-longer': async () => (await import('./programs/scratchpad.ts')).scratchpad,
  'sample-more': async () => (await import('./programs/attempts.ts')).attempts,
  verifier: async () => (await import('./programs/reinforcement.ts')).reinforcement,
  'self-play': async () => (await import('./programs/self-play.ts')).selfPlay,
  search: async () => (await import('./programs/net-and-search.ts')).netAndSearch,
  'own-diet': async () => (await import('./programs/generations.ts')).generations,
  transfer: async () => (await import('./programs/transferring.ts')).transferring,
  'small-student': async () => (await import('./programs/distilling.ts')).distilling,
  memorise: async () => (await import('./programs/memorising.ts')).memorising,
  leaner: async () => (await import('./programs/leaning.ts')).leaning,
};

export async function programOf(study: string): Promise<Program> {
  const load = Object.hasOwn(programs, study) ? programs[study] : undefined;
  if (!load) throw refuse('noSuchStudy', { study, known: Object.keys(programs).join(', ') });
  return load();
}
