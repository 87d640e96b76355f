// What a step costs the processor that submits it, beside what it takes until the GPU has done it: where the first is the larger, the GPU
// waits. node scripts/run.mjs bench/host.ts [FILE.json] [WORKLOAD,…]

import { writeFileSync } from 'node:fs';
import { dawn } from '../scripts/dawn.ts';
import { Kernels } from '../src/gpu/kernel.ts';
import { median } from '../src/gpu/repetition.ts';
import { longestBurst } from '../src/train/cohort.ts';
import { defaultFor } from '../src/tuning/defaults.ts';
import { cohortOf } from './contenders/plateau.ts';
import { rounded } from './report.ts';
import { openWatched } from './watched-device.ts';
import { workloads } from './workloads.ts';

const rounds = 9;
const [file, names = 'tiny,nano,standard,small'] = process.argv.slice(2);
const { device, adapter, kind, check, close } = await openWatched(dawn());
const kernels = new Kernels(device);
kernels.tuning = defaultFor(kind, false);

/** Milliseconds of a step, until it is submitted and until it is done: the median of a few bursts after the first. */
async function time(train: () => Promise<unknown>): Promise<{ readonly submitted: number; readonly done: number }> {
  const times: { submitted: number; done: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    const done = train(); // submits all its steps before it waits
    const submitted = performance.now() - started;
    await done;
    times.push({ submitted, done: performance.now() - started });
  }
  const middle = (of: (t: (typeof times)[number]) => number): number => rounded(median(times.slice(1).map(of)) / longestBurst);
  return { submitted: middle((t) => t.submitted), done: middle((t) => t.done) };
}

const rows = [];
for (const workload of workloads.filter(({ name }) => names.split(',').includes(name)))
  for (const replicas of [1, 3, 8]) {
    const cohort = await cohortOf(kernels, workload, replicas);
    const whole = await time(() => cohort.train(longestBurst));
    const without = await time(() => cohort.train(longestBurst, 1, () => {}));
    const row = { workload: workload.name, replicas, dispatches: cohort.dispatches, whole, 'without drawing batches': without };
    console.log(JSON.stringify(row));
    rows.push(row);
    await cohort.destroy();
  }
check();
close();
if (file) writeFileSync(file, `${JSON.stringify({ adapter, date: new Date().toISOString(), rows }, null, 1)}\n`);
