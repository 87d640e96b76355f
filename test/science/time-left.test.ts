// How long a session still takes, told by what it has done: sessions whose costs are known, by a clock that is not real.

import { describe, expect, test } from 'vitest';
import { uniform } from '#src/data/random.ts';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { nextLane, type Lane } from '#src/session/lane.ts';
import { secondsLeft, Spent } from '#src/science/time-left.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { evaluationBudget, samplingSteps } from '#src/science/budget.ts';
import { expectedTimes, piecesOf, stepOf, together } from '#src/science/step-cost.ts';
import { windowsTogether, workLeft, type Kind, type Pieces } from '#src/science/work.ts';

interface Machine {
  /** What a piece takes, over what was expected of it. */
  readonly over: (kind: Kind, arm: number) => number;
  readonly noise?: number; // at most so much more or less, as a share
  readonly warming?: number; // milliseconds more of the first of each kind
  readonly saving?: number; // milliseconds of a save, every eight seconds
}

/** Elapsed seconds and seconds left, at every burst. */
function simulate(configs: readonly ArmConfig[], { over, noise = 0, warming = 0, saving = 0 }: Machine): [number, number][] {
  let [now, saved, draws] = [0, 0, 0];
  const plans = configs.map((config, arm) => {
    const windows = Math.ceil(1024 / config.context);
    const heldOut = { text: '', passages: 109, scored: 1024, windows, write: () => {} };
    const expected = expectedTimes(stepOf(config, 3), [], 1);
    const costs = piecesOf((kind) => expected[kind] * over(kind, arm));
    const cohort = { step: 0, steps: totalSteps(config) };
    const together = windowsTogether(config.context, windows);
    const lane = { cohort, allDiverged: false } as unknown as Lane;
    return {
      lane,
      cohort,
      heldOut,
      together,
      costs,
      expected,
      spent: new Spent(),
      evaluated: 0,
      budget: evaluationBudget(config, heldOut),
    };
  });
  type Plan = (typeof plans)[number];
  const take = ({ spent, costs }: Plan, kind: Kind, count: number): void => {
    const rate = 1 + noise * (2 * uniform(1, 0, draws++) - 1);
    const took = count * costs[kind] * rate + (spent.of(kind).count === 0 ? warming : 0);
    now += took;
    spent.add(kind, count, took);
  };
  const told: [number, number][] = [];
  for (let turn = 0; ; turn++) {
    const lane = nextLane(
      plans.map((p) => p.lane),
      turn,
    );
    const plan = plans.find((p) => p.lane === lane);
    if (!plan) return told;
    const { cohort, budget, heldOut, together } = plan;
    const next = budget.evaluations.find((step) => step > cohort.step)!;
    const count = Math.max(1, Math.min(next - cohort.step, Math.round(25 / plan.costs.step)));
    take(plan, 'step', count);
    cohort.step += count;
    if (cohort.step === next) {
      const left = (evaluated: number): number => workLeft(budget, heldOut, together, { step: next, evaluated }).batch;
      take(plan, 'batch', left(plan.evaluated) - left(next));
      if (samplingSteps(budget.evaluations).includes(next)) take(plan, 'text', 1);
      plan.evaluated = next;
    }
    if (now - saved > 8000) saved = now += saving;
    const left = (p: Plan): Pieces => workLeft(p.budget, p.heldOut, p.together, { step: p.cohort.step, evaluated: p.evaluated });
    told.push([
      now / 1000,
      secondsLeft(
        plans.map((p) => ({ ...p, left: left(p) })),
        now,
      ),
    ]);
  }
}

const worst = (told: readonly [number, number][], from: number): number => {
  const end = told.at(-1)![0];
  return Math.max(
    ...told.filter(([at]) => at >= from * Math.min(1, end / 8)).map(([at, left]) => Math.abs((at + left) / end - 1)),
  );
};

const specOf = (id: string, size: 'test' | 'nano'): ExperimentSpec => lessons.find((each) => each.id === id)!.spec(size);

/** What trains in a plan of its own. */
const plansOf = ({ arms, seeds }: ExperimentSpec): ArmConfig[] =>
  together(
    arms.map(({ config }) => config),
    seeds.length,
  ).map(([config]) => config);

const firstTold = 2; // seconds, from which on it must be near
const kinds = 3; // of pieces: a step, a batch of an evaluation, a text
const machines: Record<string, Machine> = {
  'as expected': { over: () => 1 },
  'ten times as slow, and noisy': { over: () => 10, noise: 0.3 },
  'slow where least expected': { over: (kind) => ({ step: 2, batch: 3, text: 5 })[kind], noise: 0.2 },
  'with arms that cost more than they compute': { over: (_, arm) => [3.6, 3, 3.9, 2.7, 3.3, 3.6][arm % 6]!, noise: 0.2 },
  'that warms up and saves': { over: () => 2, warming: 40, saving: 400, noise: 0.1 },
};

describe.each(lessons.map(({ id }) => id))('of %s', (id) => {
  test.each(Object.entries(machines))('on a machine %s', (_, machine) => {
    for (const size of ['test', 'nano'] as const) {
      const plans = plansOf(specOf(id, size));
      const told = simulate(plans, machine);
      // Where a third of what is done by then may be warming up, it says little of the rest: many small plans at the size for tests.
      const warming = (plans.length * kinds * (machine.warming ?? 0)) / 1000;
      if (size === 'test' && warming > firstTold / 3) continue;
      expect(worst(told, firstTold), size).toBeLessThan(0.3);
      expect(told.at(-1)![1]).toBe(0);
    }
  });
});

test('comes nearer while it trains', () => {
  const told = simulate(plansOf(specOf('shortcuts', 'nano')), {
    over: (kind, arm) => (kind === 'text' ? 6 : 2) * 1.2 ** arm,
    noise: 0.2,
  });
  const end = told.at(-1)![0];
  const error = (share: number): number => {
    const [at, left] = told.find(([at]) => at >= share * end)!;
    return Math.abs((at + left) / end - 1);
  };
  expect(error(0.6)).toBeLessThan(0.05);
  expect(error(0.9)).toBeLessThan(0.02);
});

test('what took long without being a piece is expected to go on, but no pause that was told of', () => {
  const spent = new Spent();
  spent.add('step', 1, 100);
  spent.add('step', 99, 9900);
  const plan = { expected: { step: 100, batch: 0, text: 0 }, spent, left: { step: 100, batch: 0, text: 0 } };
  expect(secondsLeft([plan], 10_000)).toBeCloseTo(10, 10);
  expect(secondsLeft([plan], 12_000)).toBeGreaterThan(11);
  expect(secondsLeft([plan], 12_000)).toBeLessThan(12.001);
  expect(secondsLeft([plan], 1e6), 'but never more than half as long again').toBeLessThan(15.001);
});
