// What an adapter charges for anything at all: dispatches in one pass that do next to nothing, a submit, a write, a read.
// node scripts/run.mjs bench/floor.ts [FILE.json]

import { writeFileSync } from 'node:fs';
import { dawn } from '../scripts/dawn.ts';
import { Kernels, type Kernel } from '../src/gpu/kernel.ts';
import { finished, median } from '../src/gpu/repetition.ts';
import code from './limits/dispatch.wgsl?raw';
import { bind, storageBuffer, submitPass } from './limits/probe.ts';
import { rounded } from './report.ts';
import { openWatched } from './watched-device.ts';

const [dispatches, rounds] = [1000, 15];

const { device, adapter, check, close } = await openWatched(dawn());
const kernels = new Kernels(device);
const [forth, back] = await Promise.all(
  ['forth', 'back'].map((entry) => kernels.get({ name: 'dispatch', code, entry, constants: {} })),
);

/** Microseconds, the median of a few after the first. */
async function microseconds(work: () => void | Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    await finished(device);
    const started = performance.now();
    await work();
    times.push(1000 * (performance.now() - started));
  }
  return rounded(median(times.slice(1)));
}

const buffers = Array.from({ length: dispatches + 1 }, (_, i) => storageBuffer(device, `${i}`, 256));
const bound = (kernel: Kernel, before: number, after: number): [Kernel, GPUBindGroup] => [
  kernel,
  bind(device, kernel, { before: buffers[before]!, after: buffers[after]! }),
];
const [there, here, anew] = [bound(forth!, 0, 1), bound(forth!, 1, 0), bound(back!, 1, 0)];
const apart = buffers.slice(1).map((_, i) => bound(forth!, 0, i + 1));
const lists = {
  'one group, each overwrites the last': () => there,
  'two groups, each reads the last': (i: number) => (i % 2 ? here : there),
  'two pipelines, each reads the last': (i: number) => (i % 2 ? anew : there),
  'a buffer each, none waits': (i: number) => apart[i]!,
} satisfies Record<string, (i: number) => [Kernel, GPUBindGroup]>;

const submit = (list: (i: number) => [Kernel, GPUBindGroup], count: number): void =>
  submitPass(device, (pass) => {
    for (let i = 0; i < count; i++) {
      const [kernel, group] = list(i);
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(1);
    }
  });

const perDispatch: Record<string, { readonly untilDone: number; readonly onTheCpu: number }> = {};
for (const [name, list] of Object.entries(lists)) {
  const run = (count: number): Promise<number> => microseconds(() => (submit(list, count), finished(device)));
  const few = 100; // what a submit costs falls out
  const onTheCpu = rounded((await microseconds(() => submit(list, dispatches))) / dispatches);
  perDispatch[name] = { untilDone: rounded(((await run(dispatches)) - (await run(few))) / (dispatches - few)), onTheCpu };
}

const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
const [target, mapped] = [storageTarget(1 << 20), device.createBuffer({ size: 256, usage })];
function storageTarget(size: number): GPUBuffer {
  return device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC });
}
const write = (bytes: number): void => device.queue.writeBuffer(target, 0, new Uint8Array(bytes));
const report = {
  adapter,
  date: new Date().toISOString(),
  microseconds: {
    perDispatch,
    fence: await microseconds(() => finished(device)),
    'one dispatch, until done': await microseconds(
      () => (submit(lists['one group, each overwrites the last'], 1), finished(device)),
    ),
    'one dispatch, submitted': await microseconds(() => submit(lists['one group, each overwrites the last'], 1)),
    'write of 256 bytes': await microseconds(() => write(256)),
    'write of 64 KiB': await microseconds(() => write(1 << 16)),
    'write of 1 MiB': await microseconds(() => write(1 << 20)),
    'copy and map of 256 bytes': await microseconds(async () => {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(target, 0, mapped, 0, 256);
      device.queue.submit([encoder.finish()]);
      await mapped.mapAsync(GPUMapMode.READ);
      mapped.unmap();
    }),
  },
};
check();
close();
const json = JSON.stringify(report, null, 2);
if (process.argv[2]) writeFileSync(process.argv[2], `${json}\n`);
console.log(json);
