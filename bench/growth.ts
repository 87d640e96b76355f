// How the time of a step grows with width, depth, context, batch and replicas, one at a time from a small model:
// node scripts/run.mjs bench/growth.ts [FILE.json]; bench/plot.ts draws it.

import '../src/gpu/float16.ts';
import { writeFileSync } from 'node:fs';
import { dawn } from '../scripts/dawn.ts';
import { measureRow } from './row.ts';
import { openWatched } from './watched-device.ts';
import type { Workload } from './workloads.ts';

const base: Workload = { name: 'growth', batch: 4, context: 32, width: 32, depth: 2, heads: 2, vocab: 64 };
const headWidth = 16;

/** [what grows, its values, the workload and replicas at a value] */
const series: readonly (readonly [string, readonly number[], (value: number) => Partial<Workload>])[] = [
  ['width', [16, 32, 64, 128, 256], (width) => ({ width, heads: width / headWidth })],
  ['depth', [1, 2, 4, 8, 16], (depth) => ({ depth })],
  ['context', [8, 16, 32, 64, 128, 256], (context) => ({ context })],
  ['batch', [1, 2, 4, 8, 16, 32], (batch) => ({ batch })],
  ['replicas', [1, 2, 4, 8, 16], () => ({})],
];

export interface Growth {
  readonly date: string;
  readonly where: string;
  readonly adapter: string;
  readonly base: Workload;
  readonly series: readonly {
    readonly of: string;
    readonly points: readonly { readonly value: number; readonly msPerStep: number | null }[];
  }[];
}

async function measureGrowth(): Promise<Growth> {
  const gpu = dawn();
  const { adapter, close } = await openWatched(gpu);
  close();
  const limits = { fmaGflops: null, copyGBs: null, dispatchMicroseconds: null };
  const terms = { repeats: 5, fewest: 5, limitMilliseconds: 60_000 };
  const measured = [];
  for (const [of, values, change] of series) {
    const points = [];
    for (const value of values) {
      process.stderr.write(`${of} ${value} …\n`);
      const replicas = of === 'replicas' ? value : 1;
      const row = await measureRow(gpu, { ...base, ...change(value) }, replicas, { adapter, limits }, terms);
      points.push({ value, msPerStep: row.plateau.msPerStep });
    }
    measured.push({ of, points });
  }
  const where = `Node ${process.version} with Dawn, on ${process.platform} ${process.arch}`;
  return { date: new Date().toISOString(), where, adapter, base, series: measured };
}

const text = `${JSON.stringify(await measureGrowth(), null, 2)}\n`;
const file = process.argv[2];
if (file === undefined) process.stdout.write(text);
else writeFileSync(file, text);
