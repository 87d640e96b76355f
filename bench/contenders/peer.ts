// Turns a library that trains a step into a contender: watches its device, counts its dispatches, finds how it likes to be driven.

import { counted, type Counts } from '../counted.ts';
import { watch } from '../watched-device.ts';
import type { Workload } from '../workloads.ts';
import type { Contender, Training } from './contender.ts';
import { recipeFor, type Recipe } from './recipe.ts';

/** What a library must offer, ready to run on a device that it has opened. */
export interface Library {
  readonly device: GPUDevice;
  /** Weights on the GPU; from then on a step is one call. */
  build(workload: Workload, recipe: Recipe): Stepper;
}

/** Issues the step with this index, counted from 0. */
export type Stepper = (index: number) => Loss;

/** Of one step, still on the GPU. */
export interface Loss {
  /** Hands everything up to this loss to the GPU, for a library that would wait until someone asks. */
  submit(): void;
  /** Waits for it; it is gone then. */
  read(): Promise<number>;
  drop(): void;
}

/** Steps that the GPU may still be busy with when the next is issued. */
const depths = [1, 2, 16];
const trialMilliseconds = 300;

export function peer(name: string, open: () => Promise<Library>, repeatsWhenSlow?: number): Contender {
  return {
    name,
    ...(repeatsWhenSlow !== undefined && { repeatsWhenSlow }),
    async open() {
      const library = await open();
      const watched = watch(library.device);
      return {
        adapter: adapterOf(library.device),
        async build(workload, replicas) {
          if (replicas !== 1) throw new Error('Peers train one replica.');
          return training(library, library.build(workload, recipeFor(workload)), watched.check);
        },
        peakBytes: watched.peakBytes,
        close: async () => watched.close(),
      };
    },
  };
}

function training({ device }: Library, step: Stepper, check: () => void): Training {
  let done = 0;
  let depth = 1;
  let counts: Counts | undefined;
  const train = async (count: number): Promise<number> => {
    const flying: Loss[] = [];
    for (let left = count; left > 0; left--) {
      const loss = step(done++);
      flying.push(loss);
      if (left === 1) break;
      if (depth > 1) loss.submit();
      if (flying.length >= depth) await flying.shift()!.read();
    }
    const last = await flying.pop()!.read();
    for (const loss of flying) loss.drop();
    check();
    return last;
  };
  return {
    get dispatchesPerStep() {
      return counts?.dispatches ?? null;
    },
    get trafficPerStep() {
      return counts?.bytes ?? null;
    },
    get how() {
      return depth === 1 ? 'waits for every step' : `up to ${depth} steps in flight`;
    },
    dispatchesPerLayer: null,
    train,
    async settle() {
      const single = await time(async () => (counts = await counted(device, () => train(1))));
      if (single > trialMilliseconds) return; // too slow for the way it is driven to matter
      const steps = Math.max(4, Math.min(64, Math.round(trialMilliseconds / single)));
      const fastest = new Map<number, number>();
      for (const each of [...depths, ...depths]) {
        depth = each;
        fastest.set(each, Math.min(fastest.get(each) ?? Infinity, await time(() => train(steps))));
      }
      depth = [...fastest].reduce((best, other) => (other[1] < best[1] ? other : best))[0];
    },
  };
}

/** As src/gpu/device.ts names it, so that a peer on another adapter shows. */
const adapterOf = ({ adapterInfo: { vendor, architecture } }: GPUDevice): string =>
  [vendor, architecture].filter(Boolean).join(' ');

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
