// The set-ups on disk, in memory.

import type { KeptSetup } from '#src/storage/setups.ts';
import type { Setups } from '#src/store/services.ts';

export interface FakeSetups extends Setups {
  readonly kept: Map<string, KeptSetup>;
}

export function fakeSetups(before: readonly KeptSetup[] = []): FakeSetups {
  const kept = new Map(before.map((setup) => [setup.id, setup]));
  return {
    kept,
    listSetups: async () => [...kept.values()],
    saveSetup: async (setup) => void kept.set(setup.id, structuredClone(setup)),
    deleteSetup: async (id) => void kept.delete(id),
  };
}
