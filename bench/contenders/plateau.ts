// Plateau as the bench sees it: a cohort trained in bursts, two of them in flight, as src/session/loop.ts does.

import { modelConfig } from '../../src/experiment/settings.ts';
import { Kernels } from '../../src/gpu/kernel.ts';
import type { Tuning } from '../../src/gpu/tuning.ts';
import { elementBytes, size, type Graph } from '../../src/graph/graph.ts';
import { trainingGraph } from '../../src/model/model.ts';
import { planCohort } from '../../src/train/cohort-plan.ts';
import { Cohort, longestBurst, type StepMetrics } from '../../src/train/cohort.ts';
import type { Member } from '../../src/train/members.ts';
import { describeTuning } from '../../src/tuning/defaults.ts';
import { tune } from '../../src/tuning/tune.ts';
import { openWatched } from '../watched-device.ts';
import { armOf, randomSource, workloads, type Workload } from '../workloads.ts';
import type { Contender, Training } from './contender.ts';

const burstMilliseconds = 25;
const inFlight = 2;

export const plateau: Contender = {
  name: 'plateau',
  async open(gpu) {
    const watched = await openWatched(gpu);
    const kernels = new Kernels(watched.device);
    // The page does this once for an adapter when nothing trains, so no clock counts it.
    kernels.tuning = await tune(kernels, watched.kind, { arms: workloads.slice(0, 2).map(armOf), replicas: 1 });
    let cohort: Cohort | undefined;
    return {
      adapter: watched.adapter,
      async build(workload, replicas) {
        cohort = await cohortOf(kernels, workload, replicas);
        return training(cohort, workload, kernels.tuning, watched.check);
      },
      peakBytes: watched.peakBytes,
      async close() {
        await cohort?.destroy();
        watched.close();
      },
    };
  },
};

export function cohortOf(kernels: Kernels, workload: Workload, replicas: number): Promise<Cohort> {
  const config = armOf(workload);
  const source = randomSource(workload);
  const members = Array.from({ length: replicas }, (_, r): Member => ({
    arm: 0,
    run: r,
    seed: r,
    config,
    source,
  }));
  return Cohort.compile(kernels, planCohort('bench', members, kernels.device.limits, kernels.tuning));
}

function training(cohort: Cohort, workload: Workload, tuning: Tuning, check: () => void): Training {
  let msPerStep = burstMilliseconds;
  let last: StepMetrics | undefined;
  const burst = async (count: number): Promise<void> => {
    last = (await cohort.train(count)).at(-1);
  };
  return {
    dispatchesPerStep: cohort.dispatches,
    dispatchesPerLayer: dispatchesPerLayer(workload, tuning),
    trafficPerStep: traffic(graphOf(workload, tuning)) * cohort.members.length,
    how: describeTuning(tuning),
    async train(count) {
      const started = performance.now();
      const length = Math.max(1, Math.min(longestBurst, Math.round(burstMilliseconds / msPerStep)));
      const bursts: Promise<void>[] = [];
      for (let left = count; left > 0; left -= length) {
        const under = burst(Math.min(left, length));
        under.catch(() => {}); // thrown where it is awaited, below
        bursts.push(under);
        if (bursts.length >= inFlight) await bursts.shift();
      }
      await Promise.all(bursts);
      msPerStep = (performance.now() - started) / count;
      check();
      if (!last || last.diverged.includes(true))
        throw new Error('A replica diverged, and such a replica costs less than a live one.');
      return last.loss[0]!;
    },
  };
}

const graphOf = (workload: Workload, tuning: Tuning): Graph => {
  const arm = armOf(workload);
  return trainingGraph(modelConfig(arm, workload.vocab), arm.batch, arm, { tuning });
};

/** What one more layer costs: the two ends of the model, and the optimizer, cancel out. */
function dispatchesPerLayer(workload: Workload, tuning: Tuning): number {
  const dispatches = (depth: number): number => graphOf({ ...workload, depth }, tuning).dispatches.length;
  return (dispatches(4) - dispatches(2)) / 2;
}

/** Bytes of every tensor a dispatch binds, once, per replica: less than what is really moved, as kernels read tensors again. */
function traffic(graph: Graph): number {
  const weights = graph.parameters.reduce((sum, p) => sum + size(p.shape), 0);
  // The optimizer reads gradients twice (norm, update), and reads and writes parameters and both moments.
  return graph.dispatches
    .flatMap((d) => Object.values(d.bind))
    .reduce((sum, t) => sum + elementBytes(t) * size(t.shape), 4 * 8 * weights);
}
