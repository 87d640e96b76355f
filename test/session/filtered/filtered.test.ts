// Arms whose text a small model filters: every block has the loss of the float64 model, what is shuffled is found, and whoever goes on
// reads the same blocks.

import { describe, expect, test } from 'vitest';
import { blocksOf, keptFromText, scoredIn, scorerOf } from '#src/data/altered/easiest-blocks.ts';
import { shuffledBlocks } from '#src/data/altered/blocks.ts';
import { unscored } from '#src/data/source.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { dataSettings } from '#src/experiment/options.ts';
import { flopsAfter } from '#src/experiment/record.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { filterFlops } from '#src/science/filter-cost.ts';
import { Filters } from '#src/session/filtered/filters.ts';
import { withSeeds } from '#src/session/new-record.ts';
import { openSession } from '#src/session/open.ts';
import { planCohort } from '#src/train/cohort-plan.ts';
import { Cohort } from '#src/train/cohort.ts';
import { withErrorScopes } from '../../gpu/device.ts';
import type { Values } from '../../reference/initial.ts';
import { loss as lossOf } from '../../reference/model.ts';
import { specOf, tiny } from '../../tiny.ts';
import { sourceOf, tinyKernels } from '../../train/tiny.ts';
import { curvesOf, deviceRecord, newHost, phases, run, stepByStep } from '../run.ts';

const noText = () => Promise.reject(new Error('There is no text here.'));
const language = { ...tiny, source: 'markov', uniqueText: 9000, shuffled: 0.5, filterKeep: 0.5 };

describe('the loss of each block', () => {
  test.each([
    ['one model, windows that overlap', 1, { source: 'markov', uniqueText: 3000, context: 8 }],
    ['three, in blocks of several batches', 3, { source: 'markov', uniqueText: 1300, context: 2 }],
    ['three, with a last block that is shorter', 3, { source: 'own:small', uniqueText: 1000, context: 16, noise: 0.1 }],
  ])('is that of the float64 model: %s', async (_, replicas, changes) => {
    const config = { ...tiny, ...changes, depth: 2, steps: 4 };
    const source = await sourceOf(config, 'the quick brown fox jumps over the lazy dog. '.repeat(60));
    const blocks = blocksOf(source);
    const members = Array.from({ length: replicas }, (_, seed) => ({
      arm: 0,
      run: seed,
      seed,
      config,
      source: { ...source, heldOut: blocks },
    }));
    const kernels = await tinyKernels();
    await withErrorScopes(async () => {
      const plan = planCohort('blocks', members, kernels.device.limits, kernels.tuning, { windows: blocks.windows });
      const cohort = await Cohort.compile(kernels, plan);
      await cohort.train(4);
      const asked = [0, 1, blocks.passages - 1];
      const first = await cohort.model.lossesOfEach([0, 2]);
      const last = await cohort.model.lossesOfEach([blocks.passages - 1, blocks.passages]);
      const losses = [...first, ...last];
      const counts = scoredIn(source, blocks);
      for (const [place, block] of asked.entries())
        for (let r = 0; r < replicas; r++) {
          const values: Values = Object.fromEntries(
            (await cohort.model.tensors(r)).map((t) => [t.name, Float64Array.from(t.data)]),
          );
          let [sum, n] = [0, 0];
          for (let window = 0; window < blocks.windows; window++) {
            const [tokens, targets] = [new Uint32Array(config.context), new Uint32Array(config.context)];
            blocks.write(block, window, tokens, targets, 0);
            const counted = targets.filter((target) => target !== unscored).length;
            if (counted) sum += counted * lossOf(cohort.model.config, values, tokens, targets, 1);
            n += counted;
          }
          expect(n).toBe(counts[block]);
          expect(losses[place]![r]! / n).toBeCloseTo(sum / n, 5);
        }
      await cohort.destroy();
    });
  });
});

describe('a filter', () => {
  test('finds the blocks that were not shuffled, says what it cost, and is shared by all that read the same', async () => {
    const kernels = await tinyKernels();
    await withErrorScopes(async () => {
      const filters = new Filters(kernels, noText);
      const settings = { ...dataSettings(language), context: 32 };
      const [half, quarter, augmented] = await Promise.all([
        filters.of(settings),
        filters.of({ ...settings, filterKeep: 0.25 }),
        filters.of({ ...settings, context: 64 }),
      ]);
      expect(half.keptBlocks).toBe(Math.round(half.blocks / 2));
      expect(half.clean).toBe(half.blocks - Math.round(half.blocks / 2));
      expect(half.keptClean / half.keptBlocks).toBeGreaterThan(0.8);
      expect(quarter.keptClean / quarter.keptBlocks).toBeGreaterThan(0.9);
      expect([quarter.seconds, augmented.seconds]).toEqual([half.seconds, half.seconds]);
      expect(augmented).toEqual(half);
      const kept = keptFromText(half.kept, half.blocks);
      const bad = new Set(shuffledBlocks(9000, 0.5));
      expect(kept.filter((isKept, block) => isKept && !bad.has(block)).length).toBe(half.keptClean);
      expect(half.flops).toBe(filterFlops(settings, 12, 9000));
      // Another time, on its own: the same blocks.
      expect((await new Filters(kernels, noText).of(settings)).kept).toBe(half.kept);
    });
  });

  test('costs what its small model does: so many tokens forward and backward, and all of the text forward', () => {
    const settings = { ...dataSettings(baseArm), context: 64 };
    const { depth, width, context, batch, steps } = scorerOf(settings);
    const perToken = 6 * (12 * depth * width * width + 83 * width) + 12 * depth * width * ((context + 1) / 2);
    expect(filterFlops(settings, 83, 3e5)).toBe(Math.round((steps * batch * context + 1e5) * perToken));
    expect(flopsAfter({ flopsPerToken: 10, filter: undefined }, 7)).toBe(70);
  });

  test('that fails is refused in the words of what failed', async () => {
    const filters = new Filters(await tinyKernels(), noText);
    await expect(filters.of({ ...dataSettings(language), source: 'sort' })).rejects.toThrow('Sort');
    await expect(filters.of({ ...dataSettings(language), uniqueText: 3 })).rejects.toThrow('Unique text');
  });
});

describe('an experiment with filtered arms', () => {
  const spec = specOf(2, language, { ...language, filterKeep: 1 }, { ...language, filterKeep: 0.25 });

  test('reads what was kept, keeps which, and ends the same when it is interrupted', async () => {
    const whole = await run(spec);
    const [half, all, quarter] = whole.record.arms;
    expect(all!.filter).toBeUndefined();
    expect([half!.filter!.keptBlocks, quarter!.filter!.keptBlocks]).toEqual([18, 9]);
    expect(flopsAfter(half!, 10)).toBe(10 * half!.flopsPerToken + half!.filter!.flops);
    const sentences = whole.listener.states.flatMap(({ message }) => (message ? [message.code] : []));
    expect(sentences).toContain('filtering');
    expect(parseRecord(exportRecord(whole.record)).arms).toEqual(whole.record.arms);

    const stopped = await run(spec, (session, { listener }) => {
      void stepByStep(session, listener, 7).then(() => session.stop());
    });
    const { record, plans } = stopped.saved.at(-1)!;
    const again = await run({ record: structuredClone(record), plans: plans! });
    expect(again.listener.states.some(({ message }) => message?.code === 'filtering')).toBe(false);
    expect(phases(again.listener)).toContain('training');
    expect(curvesOf(again.record)).toEqual(curvesOf(whole.record));
    expect(again.weights).toEqual(whole.weights);

    // Other blocks, other curves: those of the record are read, not found anew.
    const other = structuredClone(record);
    other.arms[0]!.filter = { ...other.arms[0]!.filter!, kept: 'ffffc0000' };
    const elsewhere = await run({ record: other, plans: [] });
    expect(elsewhere.record.arms[0]!.filter!.kept).toBe('ffffc0000');
    expect(curvesOf(elsewhere.record)[0]).not.toEqual(curvesOf(whole.record)[0]);
    expect(curvesOf(elsewhere.record).slice(1)).toEqual(curvesOf(whole.record).slice(1));

    // Further seeds read them, too.
    const more = await run({ record: withSeeds(whole.record, [7], deviceRecord), plans: [] });
    expect(more.record.arms[2]!.filter).toEqual(quarter!.filter);
    expect(more.listener.states.some(({ message }) => message?.code === 'filtering')).toBe(false);
  });

  test('is given up while it filters, and leaves nothing', async () => {
    const host = await newHost();
    const stop = new AbortController();
    const { state } = host.listener;
    host.listener.state = (told) => {
      state.call(host.listener, told);
      if (told.message?.code === 'filtering') stop.abort();
    };
    await withErrorScopes(async () => {
      await expect(openSession(host, 'id', spec, stop.signal)).rejects.toBe(stop.signal.reason);
      expect(host.saved).toEqual([]);
      const filters = new Filters(host.kernels, noText, stop.signal);
      await expect(filters.of(dataSettings(language))).rejects.toBe(stop.signal.reason);
    });
  });
});
