// What a first visit waits for: opening the GPU, rating it, the first loss of a size, and tuning, which comes when nothing trains.
// node scripts/run.mjs bench/start.ts [FILE.json]

import { writeFileSync } from 'node:fs';
import { dawn } from '../scripts/dawn.ts';
import { Kernels } from '../src/gpu/kernel.ts';
import { defaultFor, describeTuning } from '../src/tuning/defaults.ts';
import { measureSpeed } from '../src/tuning/speed.ts';
import { tune } from '../src/tuning/tune.ts';
import { cohortOf } from './contenders/plateau.ts';
import { rounded } from './report.ts';
import { openWatched } from './watched-device.ts';
import { armOf, workloads } from './workloads.ts';

const milliseconds: Record<string, number> = {};
async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  milliseconds[name] = rounded(performance.now() - started);
  return result;
}

const { device, adapter, kind, software, check, close } = await timed('open', () => openWatched(dawn()));
const kernels = new Kernels(device);
kernels.tuning = defaultFor(kind, false);
const gflops = rounded(await timed('rate the GPU', () => measureSpeed(kernels, software)));
for (const name of ['nano', 'standard']) {
  const workload = workloads.find((w) => w.name === name)!;
  const cohort = await timed(`${name}, 3 replicas: compile`, () => cohortOf(kernels, workload, 3));
  await timed(`${name}, 3 replicas: first loss`, () => cohort.train(1));
  await timed(`${name}, 3 replicas: 100 more steps`, () => cohort.train(100));
  await cohort.destroy();
}
const tunings: Record<string, string> = {};
for (const name of ['nano', 'standard']) {
  const arms = [armOf(workloads.find((w) => w.name === name)!)];
  tunings[name] = describeTuning(await timed(`tune for ${name}`, () => tune(kernels, kind, { arms, replicas: 3 })));
}
check();
close();
const json = JSON.stringify({ adapter, date: new Date().toISOString(), gflops, milliseconds, tunings }, null, 2);
if (process.argv[2]) writeFileSync(process.argv[2], `${json}\n`);
console.log(json);
