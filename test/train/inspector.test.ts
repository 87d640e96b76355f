// What is captured after a step, against the float64 model and against the weights before and after; and that nothing that is
// trained notices.

import { describe, expect, test } from 'vitest';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Source } from '#src/data/source.ts';
import { unpack } from '#src/graph/packing.ts';
import { structOf } from '#src/graph/provided.ts';
import { trainingGraph } from '#src/model/model.ts';
import { spansOf } from '#src/model/spans.ts';
import type { Cohort, StepMetrics } from '#src/train/cohort.ts';
import { Inspector } from '#src/train/inspector.ts';
import type { InsideValue } from '#src/train/learned-weights.ts';
import { testKernels } from '../check-op.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { gpuDevice, withErrorScopes } from '../gpu/device.ts';
import { randomBatch, some, trainer } from '../model/variants.ts';
import { replicaOf } from '../ops/rates.ts';
import { randomParameters, type Values } from '../reference/initial.ts';
import { gradients, inside } from '../reference/model.ts';
import { cohortOf, learned, tinyArm } from './tiny.ts';

const models = some(
  'residual',
  'no residual',
  'value residual, learned',
  'tied head',
  'one head, depth 1',
  'all but hyper-connections',
  'hyper-connections and the rest',
);
const rates = { decay: 0.1, matrix: 1e-2, embedding: 2e-2, head: 3e-2, scalar: 0.1 };
const norm = (values: Iterable<number>): number => Math.hypot(...values);

const keyOf = (layer: number, part: string, index?: number): string =>
  index === undefined ? `${layer} ${part}` : `${layer} ${part} ${index}`;

/** The values of one kind, by layer and part. */
const ofKind = (values: readonly InsideValue[], kind: InsideValue['kind']): Map<string, number> =>
  new Map(values.filter((v) => v.kind === kind).map(({ layer, part, index, value }) => [keyOf(layer, part, index), value]));

function near(what: string, actual: number | undefined, expected: number, tolerance = 1e-3): void {
  expect(Math.abs(actual! - expected), `${what}: ${actual}, not ${expected}`).toBeLessThanOrEqual(tolerance * expected);
}

describe.each([1, 3])('R = %i', (replicas) => {
  test.each(models)('%s', async (_, config) => {
    const kernels = await testKernels();
    const { device } = kernels;
    const { context, depth, width } = config;
    const batch = 2;
    await withErrorScopes(async () => {
      const each = Array.from({ length: replicas }, (_, r) => r);
      const values = each.map((r) => randomParameters(config, r));
      const data = each.map((r) => randomBatch(config, batch, r));
      const run = await trainer(kernels, config, batch, values, data);
      const hyperParameters = structOf(run.plan.graph, 'replicas').pack(each.map(() => replicaOf(rates)));
      device.queue.writeBuffer(run.provided.replicas, 0, hyperParameters);
      run.setStep({ step: 0, rate: 1, correction1: 1 / (1 - 0.9), correction2: 1 / (1 - 0.95), slot: 0 });
      const window = randomBatch(config, 1, 9);
      const source = {
        heldOut: { write: (_place: number, _window: number, tokens: Uint32Array) => tokens.set(window.tokens) },
      } as unknown as Source;
      const inspected = { model: config, weights: run.weights, divisor: 1, source };
      const inspector = await Inspector.compile(kernels, inspected);
      const weightsOf = async (r: number): Promise<Values> => {
        const { parameters } = await run.weights.snapshot();
        const tensors = unpack(run.weights.list, replicas, parameters, r);
        return Object.fromEntries(tensors.map(({ name, data }) => [name, Float64Array.from(data)]));
      };
      const before = await Promise.all(each.map(weightsOf));
      inspector.before();
      run.plan.run();
      const captured = await inspector.capture();
      for (const r of each) {
        const after = await weightsOf(r);
        const found = captured[r]!;
        const reference = gradients(config, values[r]!, data[r]!.tokens, data[r]!.targets, batch);
        const spans = spansOf(config, run.weights.list);
        const groups = new Map<string, Set<string>>();
        for (const { layer, group, parameter } of spans)
          groups.set(`${layer} ${group}`, (groups.get(`${layer} ${group}`) ?? new Set()).add(parameter.name));

        const gradient = ofKind(found, 'gradient');
        const update = ofKind(found, 'update');
        expect([...gradient.keys()]).toEqual([...groups.keys()]);
        expect([...update.keys()]).toEqual([...groups.keys()]);
        for (const [group, set] of groups) {
          const names = [...set];
          const g = names.flatMap((name) => [...reference.gradients[name]!]);
          near(`gradient of ${group}`, gradient.get(group), norm(g));
          const w = names.flatMap((name) => [...after[name]!]);
          const change = names.flatMap((name) => Array.from(after[name]!, (v, i) => v - before[r]![name]![i]!));
          near(`update of ${group}`, update.get(group), norm(change) / norm(w));
        }
        near('all gradients', norm(gradient.values()), (await run.metrics(r)).norm, 1e-5);

        const weights = ofKind(found, 'weight');
        for (const { layer, weight, parameter, first, count } of spans) {
          if (weight === undefined) continue;
          const own = after[parameter.name]!.subarray(first, first + count);
          const mean = own.reduce((sum, v) => sum + v, 0) / count;
          expect(weights.get(keyOf(layer, weight.part, weight.index)), weight.part).toBeCloseTo(mean, 5);
        }
        expect(weights.size).toBe(spans.filter((s) => s.weight !== undefined).length);

        const streams = ofKind(found, 'stream');
        const seen = inside(config, after, window.tokens.slice(0, context), 1).streams;
        expect(seen).toHaveLength(depth + 1);
        expect([...streams.keys()]).toEqual(seen.map((_, layer) => `${layer} stream`));
        seen.forEach((stream, layer) =>
          near(`stream ${layer}`, streams.get(`${layer} stream`), norm(stream) / Math.sqrt(context * width)),
        );
      }
      inspector.destroy();
      run.destroy();
    });
  });
});

describe('a cohort', () => {
  const arm = { ...tinyArm, dropout: 0.2, firstLayer: true, layerScale: true, weightDecay: 0.5 };
  const both = [{ seed: 1 }, { seed: 2, change: { learningRate: 3e-3 } }];

  async function withCohort<T>(work: (cohort: Cohort) => Promise<T>, change: Partial<ArmConfig> = {}): Promise<T> {
    return withErrorScopes(async () => {
      const cohort = await cohortOf({ ...arm, ...change }, both);
      try {
        return await work(cohort);
      } finally {
        await cohort.destroy();
      }
    });
  }

  test.each(['adamw', 'muon'] as const)('moves its weights as far as is captured, at every step: %s', async (optimizer) => {
    await withCohort(
      async (cohort) => {
        await cohort.inspect(true);
        const { parameters } = trainingGraph(cohort.model.config, arm.batch, arm);
        const spans = spansOf(cohort.model.config, parameters);
        for (const steps of [1, 1, 5]) {
          if (steps > 1) await cohort.train(steps - 1);
          const before = [await learned(cohort, 0), await learned(cohort, 1)];
          const training = cohort.train(1);
          const captured = await cohort.capture();
          const [metrics] = await training;
          for (const member of [0, 1]) {
            const after = await learned(cohort, member);
            const sums = new Map<string, [change: number, weight: number]>();
            for (const [i, t] of after.parameters.entries()) {
              const { layer, group } = spans.find((s) => s.parameter.name === t.name)!;
              const sum = sums.get(`${layer} ${group}`) ?? [0, 0];
              sums.set(`${layer} ${group}`, sum);
              t.data.forEach((w, k) => {
                sum[0] += (w - before[member]!.parameters[i]!.data[k]!) ** 2;
                sum[1] += w ** 2;
              });
            }
            const update = ofKind(captured[member]!, 'update');
            for (const [group, [change, weight]] of sums)
              near(`update of ${group} at step ${cohort.step}`, update.get(group), Math.sqrt(change / weight));
            const gradient = ofKind(captured[member]!, 'gradient');
            near('norm of all gradients', norm(gradient.values()), metrics!.norm[member]!, 1e-5);
          }
        }
      },
      { optimizer },
    );
  });

  test('learns the same with captures and without, bit for bit', async () => {
    const run = (captures?: 'all' | 'weights') =>
      withCohort(async (cohort) => {
        const metrics: StepMetrics[] = [];
        const waiting: Promise<unknown>[] = [];
        if (captures === 'all') await cohort.inspect(true);
        for (const steps of [1, 3, 2, 1, 1]) {
          const training = cohort.train(steps);
          if (captures) waiting.push(captures === 'all' ? cohort.capture() : cohort.learned());
          if (steps < 3) metrics.push(...(await training));
          else waiting.push(training.then((m) => metrics.push(...m)));
        }
        await Promise.all(waiting);
        const heldOut = await cohort.model.evaluate([1]);
        return { metrics, heldOut, learned: [await learned(cohort, 0), await learned(cohort, 1)] };
      });
    const quiet = await run();
    expect(quiet.metrics).toHaveLength(8);
    expect(await run('all')).toEqual(quiet);
    expect(await run('weights')).toEqual(quiet);
  });

  test('tells what it has learned for its shortcuts without a pass of its own', async () => {
    await withCohort(async (cohort) => {
      await cohort.train(5);
      const alone = cohort.learned();
      await cohort.train(1);
      await cohort.inspect(true);
      const training = cohort.train(2);
      const beside = cohort.learned();
      const all = await cohort.capture();
      await training;
      const found = await beside;
      expect(found).toHaveLength(2);
      found.forEach((values, member) => {
        const weights = all[member]!.filter(({ kind }) => kind === 'weight');
        expect(weights.length).toBeGreaterThan(2);
        expect(values).toEqual(weights.map((weight) => ({ ...weight, value: expect.closeTo(weight.value, 6) as number })));
      });
      expect(await alone, 'as it was').not.toEqual(found);
    });
  });

  test('holds no memory for captures before and after, and needs none to be off', async () => {
    const buffers = countBuffers(await gpuDevice());
    try {
      await withCohort(async (cohort) => {
        const [alive, bytes] = [buffers.alive().length, cohort.bytes];
        expect(() => cohort.capture()).toThrow('Nothing is inspected here.');
        await cohort.inspect(false);
        await cohort.inspect(true);
        await cohort.inspect(true);
        const more = cohort.bytes - bytes;
        expect(more).toBeGreaterThan(0);
        expect(buffers.alive().length).toBeGreaterThan(alive);
        await cohort.train(1);
        await cohort.capture();
        await cohort.inspect(false);
        expect(cohort.bytes).toBe(bytes);
        await cohort.train(1);
        expect(buffers.alive().filter((b) => b.label !== 'readback')).toHaveLength(alive);
      });
      expect(buffers.alive()).toEqual([]);
    } finally {
      buffers.restore();
    }
  });

  test('says so if the GPU has no room for captures or looks, and goes on', async () => {
    const device = await gpuDevice();
    const { popErrorScope } = device;
    await withCohort(async (cohort) => {
      const buffers = countBuffers(device);
      device.popErrorScope = () => popErrorScope.call(device).then(() => new GPUOutOfMemoryError(''));
      try {
        const sentence = 'The GPU has not enough memory left to look inside this arm.';
        await expect(cohort.inspect(true)).rejects.toThrow(sentence);
        await expect(cohort.model.look([1], { replica: 0, layer: 0, head: 0 })).rejects.toThrow(sentence);
        expect(buffers.alive()).toEqual([]);
      } finally {
        buffers.restore();
        device.popErrorScope = popErrorScope;
      }
      expect(cohort.inspected).toBe(false);
      await cohort.train(1);
      await cohort.inspect(true);
      expect(await cohort.capture()).toHaveLength(2);
    });
  });
});
