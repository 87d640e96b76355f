// What drawings cost: the weights that wires are drawn by, read behind a step, and a whole look inside, in percent of the steps from
// one capture to the next. An arm of the Shortcuts lesson at nano: node scripts/run.mjs bench/captures.ts [ROUNDS]

import { deaf, headlessHost } from '../scripts/headless.ts';
import { openSource } from '../src/data/source.ts';
import { learnedIn } from '../src/experiment/shortcuts.ts';
import { lessons } from '../src/lessons/lessons.ts';
import { planCohort } from '../src/train/cohort-plan.ts';
import { Cohort } from '../src/train/cohort.ts';
import { median } from './report.ts';

const every = 10; // steps: a run of 200 is captured 20 times

const rounds = Number(process.argv[2] ?? 30);
const { kernels, load } = await headlessHost(deaf);
const { arms, seeds } = lessons.find(({ id }) => id === 'shortcuts')!.spec('nano');
const { name, config } = arms.findLast(({ config }) => learnedIn(config, 1).length > 0)!;
const source = await openSource(config, load);
const members = seeds.map((seed, run) => ({ arm: 0, run, seed, config: { ...config, steps: 100_000 }, source }));
const cohort = await Cohort.compile(kernels, planCohort('captured', members, kernels.device.limits, kernels.tuning));
await cohort.inspect(true);

const times = { step: [] as number[], weights: [] as number[], 'a whole look': [] as number[] };
async function time(what: keyof typeof times, work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await work();
  times[what].push(performance.now() - begun);
}
for (let round = -2; round < rounds; round++) {
  await time('step', () => cohort.train(1));
  await time('weights', () => cohort.learned());
  await time('a whole look', () => cohort.capture());
  if (round < 0) for (const list of Object.values(times)) list.length = 0; // what was compiled, or not yet warm
}

const [step, weights, look] = Object.values(times).map((list) => median(list.sort((a, b) => a - b))!) as [number, number, number];
const share = (ms: number): string => `${ms.toFixed(2)} ms, ${((100 * ms) / (every * step)).toFixed(2)} % of ${every} steps`;
console.log(`${name}, ${seeds.length} seeds, medians of ${rounds}: a step takes ${step.toFixed(1)} ms`);
console.log(`weights: ${share(weights)}\na whole look: ${share(look)}`);
