// Every kernel for matrix products in every product of the workloads, forward and backward, and how its long sums are split.
// node scripts/run.mjs bench/products.ts [FILE.json] [WORKLOAD,…]

import { writeFileSync } from 'node:fs';
import { dawn } from '../scripts/dawn.ts';
import { Kernels } from '../src/gpu/kernel.ts';
import { matmulVariants, type Parts } from '../src/gpu/tuning.ts';
import { flopsOf, kernelName } from '../src/graph/profile.ts';
import { Products } from '../src/tuning/product.ts';
import { defaultFor } from '../src/tuning/defaults.ts';
import { foursShare } from '../src/tuning/quads.ts';
import { layersOf } from '../src/tuning/tune.ts';
import { rounded } from './report.ts';
import { openWatched } from './watched-device.ts';
import { armOf, workloads } from './workloads.ts';

const [times, bursts] = [64, 5];
const splits: readonly Parts[] = [256, 128, 64, 32].map((rows) => ({ rows, most: 32, workgroups: 1 << 20 }));

const [file, names = 'nano,standard,small,baby'] = process.argv.slice(2);
const { device, adapter, kind, check, close } = await openWatched(dawn());
const kernels = new Kernels(device);
const subgroups = await foursShare(kernels);
const usual = defaultFor(kind, subgroups);
interface Timed {
  readonly workload: string;
  readonly replicas: number;
  readonly variant: string;
  readonly kernel: string;
  readonly size: string;
  readonly split: number; // parts of the sum
  readonly microseconds: number;
  readonly gflops: number;
  readonly compiled: number; // milliseconds, all products of the workload in this variant
}
const rows: Timed[] = [];
for (const workload of workloads.filter(({ name }) => names.split(',').includes(name)))
  for (const replicas of [1, 3, 8])
    for (const variant of matmulVariants.filter((v) => subgroups || !v.startsWith('quads')))
      for (const parts of variant.startsWith('quads') ? splits.slice(0, 1) : splits) {
        const tuning = { ...usual, small: variant, large: variant, parts };
        const compiling = performance.now();
        const products = await Products.compile(kernels.tuned(tuning), layersOf([armOf(workload)]), replicas);
        const compiled = performance.now() - compiling;
        for (const [place, dispatch] of products.dispatches.entries()) {
          if (parts !== splits[0] && dispatch.shape?.['parts'] === 1) continue;
          await products.burst(1, [place]);
          let best = Infinity;
          for (let i = 0; i < bursts; i++) best = Math.min(best, await products.burst(times, [place]));
          const { m = 0, n = 0, k = 0, parts: split = 1 } = dispatch.shape ?? {};
          rows.push({
            workload: workload.name,
            replicas,
            variant,
            kernel: kernelName(dispatch),
            size: `${m}×${4 * n}×${k}`,
            split,
            microseconds: rounded((1000 * best) / times),
            gflops: rounded(((flopsOf(dispatch) ?? 0) * replicas * times) / best / 1e6),
            compiled: rounded(compiled),
          });
        }
        products.destroy();
      }
check();
close();
if (file) writeFileSync(file, `${JSON.stringify({ adapter, date: new Date().toISOString(), rows }, null, 1)}\n`);

/** Of every product the fastest five, and the slowest. */
const nameOf = (r: (typeof rows)[number]): string =>
  `${r.workload} R${r.replicas} ${r.kernel.replace(/^matmul\.\w+ /, '').replace(/,? ?split/, '')} ${r.size}`;
for (const name of new Set(rows.map(nameOf))) {
  const sorted = rows.filter((r) => nameOf(r) === name).sort((a, b) => a.microseconds - b.microseconds);
  const show = (r: (typeof rows)[number]): string =>
    `${r.variant}${r.split > 1 ? `/${r.split}` : ''} ${r.microseconds.toFixed(1)}`;
  console.log(name.padEnd(44), sorted.slice(0, 5).map(show).join('  '), '…', show(sorted.at(-1)!));
}
