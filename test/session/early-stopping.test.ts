// Runs that stop early: each by text of its own, at its lowest loss, as if it had been trained to that step alone, and the same after
// an interruption.

import { describe, expect, test } from 'vitest';
import { endOn, hasStopped, keptStep } from '#src/experiment/ends.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { shapeOf } from '#src/experiment/options.ts';
import { sixDecimals, type ExperimentRecord, type RunRecord } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { evaluationBudget } from '#src/science/budget.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { longText, specOf, tiny } from '../tiny.ts';
import { cohortOf } from '../train/tiny.ts';
import { run, stepByStep, type Ended } from './run.ts';

/** So little text that a run turns up soon; with all that is drawn step by step. */
const little: Partial<ArmConfig> = {
  source: 'own:long',
  uniqueText: 120,
  context: 16,
  batch: 4,
  steps: 60,
  warmup: 4,
  learningRate: 2e-2,
  dropout: 0.1,
  characterDropout: 0.1,
};
/** Three patiences in one plan; the last is more than a run has evaluations. */
const spec = specOf(2, { ...little, stopAfter: 2 }, { ...little, stopAfter: 3 }, { ...little, stopAfter: 16 });
const tokensPerStep = 4 * 16;

let runs: Promise<readonly [Ended, Ended]> | undefined;
/** Once, and the same runs without stopping. */
const both = (): Promise<readonly [Ended, Ended]> =>
  (runs ??= (async () => [await run(spec), await run(specOf(2, little))] as const)());
const runsOf = ({ arms }: ExperimentRecord): RunRecord[] => arms.flatMap(({ runs }) => runs);
const lastStep = ({ tokens }: RunRecord): number => tokens / tokensPerStep;
const upTo = (curve: RunRecord['train'], step: number) => curve.filter(([at]) => at <= step);

describe('a run that stops early', () => {
  test('stops when so many evaluations have not been lower, and the others go on', async () => {
    const [whole] = await both();
    expect(whole.record.status).toBe('finished');
    expect(new Set(runsOf(whole.record).map(({ status }) => status))).toEqual(new Set(['finished']));
    for (const { config, runs } of whole.record.arms)
      for (const each of runs) {
        const losses = each.deciding!.map(([, loss]) => loss);
        const since = losses.length - 1 - losses.indexOf(Math.min(...losses));
        if (lastStep(each) < little.steps!) expect(since).toBe(config.stopAfter);
        else expect(since).toBeLessThan(config.stopAfter);
        expect(hasStopped(each, config.stopAfter)).toBe(lastStep(each) < little.steps!);
      }
    const [soon, later, never] = whole.record.arms.map(({ runs }) => runs.map(lastStep));
    expect(Math.max(...soon!)).toBeLessThan(Math.min(...later!));
    expect(Math.max(...later!)).toBeLessThan(little.steps!);
    expect(never).toEqual([little.steps, little.steps]);
    // Though at its end, it is better with the weights of an earlier step.
    for (const each of whole.record.arms[2]!.runs) expect(keptStep(each)).toBeLessThan(little.steps!);
  });

  test('has the curves of one that does not, to where it stopped', async () => {
    const [whole, patient] = await both();
    for (const { runs } of whole.record.arms)
      for (const [seed, each] of runs.entries()) {
        const { train, validation } = patient.record.arms[0]!.runs[seed]!;
        expect(each.train).toEqual(upTo(train, lastStep(each)));
        expect(each.validation).toEqual(upTo(validation, lastStep(each)));
        expect(each.deciding!.map(([step]) => step)).toEqual(each.validation.map(([step]) => step));
      }
  });

  test('ends with the weights of its lowest loss, and is measured with them', async () => {
    const [whole] = await both();
    const base = { ...tiny, ...little } as ArmConfig;
    await withErrorScopes(async () => {
      for (const [i, each] of runsOf(whole.record).entries()) {
        const cohort = await cohortOf(base, [{ seed: each.seed }], longText);
        const kept = keptStep(each)!;
        await cohort.train(kept);
        expect(whole.weights[i]).toEqual(await cohort.model.tensors(0));
        const { heldOut } = cohort.members[0]!.source;
        const sets = each.ends!.map(([tokens]) => tokens / heldOut.scored);
        const losses = await cohort.model.evaluate(sets);
        expect(each.ends!.map(([, loss]) => loss)).toEqual(losses.map(([loss]) => sixDecimals(loss!)));
        expect(each.final).toBe(each.ends!.at(-1)![1]);
        // Of the curve's tokens, it is the curve at that step.
        expect(endOn(each, each.heldOut!.tokens)).toBe(each.validation.find(([step]) => step === kept)![1]);
        // What decided is of the last two passages: n of all less n − 2 of the others.
        const n = heldOut.passages;
        const [most, all] = await cohort.model.evaluate([n - 2, n]);
        const last = (n * all![0]! - (n - 2) * most![0]!) / 2;
        expect(each.deciding!.find(([step]) => step === kept)![1]).toBeCloseTo(last, 5);
        await cohort.destroy();
      }
    });
  });

  test('stops so with Muon, whose matrices have no other moments', async () => {
    const { record, weights } = await run(specOf(1, { ...little, optimizer: 'muon', stopAfter: 2 }));
    const [each] = runsOf(record);
    expect(lastStep(each!)).toBeLessThan(little.steps!);
    await withErrorScopes(async () => {
      const cohort = await cohortOf({ ...tiny, ...little, optimizer: 'muon' }, [{ seed: each!.seed }], longText);
      await cohort.train(keptStep(each!)!);
      expect(weights[0]).toEqual(await cohort.model.tensors(0));
      await cohort.destroy();
    });
  });

  test('is the same alone as beside others', async () => {
    const [whole] = await both();
    const alone = await run({ ...spec, arms: spec.arms.slice(0, 1), seeds: [1] });
    const { runs } = whole.record.arms[0]!;
    const facts = ({ train, validation, deciding, ends, tokens }: RunRecord) => ({ train, validation, deciding, ends, tokens });
    expect(facts(alone.record.arms[0]!.runs[0]!)).toEqual(facts(runs[1]!));
    expect(alone.weights[0]).toEqual(whole.weights[1]);
    expect(alone.record.status).toBe('finished');
    // Nothing of it is left to train: the plan has ended with it.
    expect(alone.saved.at(-1)!.plans![0]!.step).toBe(lastStep(runs[1]!));
  });

  test('writes its last text where it stopped', async () => {
    const [whole] = await both();
    for (const { runs, samples } of whole.record.arms) {
      expect(samples.at(-1)!.step).toBe(lastStep(runs[0]!));
      expect(new Set(samples.map(({ step }) => step)).size).toBe(samples.length);
    }
  });
});

describe('interrupted', () => {
  const facts = (record: ExperimentRecord) =>
    runsOf(record).map(({ train, validation, deciding, ends, final, tokens, status }) => {
      return { train, validation, deciding, ends, final, tokens, status };
    });

  test.each([
    ['when one has just stopped', ([first]: readonly number[]) => first!],
    ['when most have', ([, , , most]: readonly number[]) => most! + 1],
  ] as const)('%s, it ends as it would have', async (_, at) => {
    const [whole] = await both();
    const stops = runsOf(whole.record).map(lastStep);
    const step = at(stops.sort((a, b) => a - b));
    const stopped = await run(spec, (session, { listener }) => {
      void stepByStep(session, listener, step).then(() => session.stop());
    });
    expect(stopped.record.status).toBe('stopped');
    const { record, plans } = stopped.saved.at(-1)!;
    expect(plans![0]!.step).toBeLessThan(little.steps!);
    const again = await run({ record, plans: plans! });
    expect(facts(again.record)).toEqual(facts(whole.record));
    expect(again.weights).toEqual(whole.weights);
    expect(again.record.arms.map(({ samples }) => samples)).toEqual(whole.record.arms.map(({ samples }) => samples));
  });

  test('opened again when it has ended, nothing more is trained', async () => {
    const alone = await run({ ...spec, arms: spec.arms.slice(0, 1) });
    const { record, plans } = alone.saved.at(-1)!;
    const again = await run({ record, plans: plans! });
    expect(facts(again.record)).toEqual(facts(alone.record));
    expect(again.weights).toEqual(alone.weights);
  });
});

describe('what is kept of it', () => {
  test('is the same from a file, and told in the verdict', async () => {
    const [{ record }] = await both();
    expect(parseRecord(exportRecord(record))).toEqual(JSON.parse(exportRecord(record)));
    const told = verdictOf(record).notes.filter((note) => note.includes('held-out text that only decides this'));
    expect(told).toHaveLength(3);
    const steps = record.arms[0]!.runs.map(lastStep);
    expect(told[0]).toContain(`2 of 2 seeds stopped early, at step ${steps.join(' and ')}`);
  });
});

describe('the tokens that decide', () => {
  test.each([4, 5, 7, 100, 117])('are none that are compared, of %i passages', (passages) => {
    for (const allHeldOut of [false, true]) {
      const { sets, deciding } = evaluationBudget({ ...tiny, steps: 5000, stopAfter: 1 }, { passages }, { all: allHeldOut });
      expect(deciding).toEqual([passages - 2, passages]);
      expect(sets.at(-1)).toBeLessThanOrEqual(passages - 2);
      expect(sets[0]).toBe(2);
      if (allHeldOut) expect(sets.at(-1)).toBe(passages - 2);
    }
    expect(evaluationBudget({ ...tiny, stopAfter: 0 }, { passages }).deciding).toBeUndefined();
  });

  test('are refused where there are too few, in a sentence; without stopping they are enough', async () => {
    await expect(run(specOf(1, { stopAfter: 1 }))).rejects.toThrow(
      /^With this text Stop after must be 0, .* 31,720 characters\.$/,
    );
    expect(() => evaluationBudget({ ...tiny, stopAfter: 1 }, { passages: 3 })).toThrow('With this text Stop after must be 0');
    for (const passages of [1, 3]) expect(() => evaluationBudget({ ...tiny, stopAfter: 0 }, { passages })).not.toThrow();
  });
});

test('patience decides no shape, stopping does; plans of a time before it are known by theirs', () => {
  const key = (stopAfter: number): string => shapeOf({ ...tiny, stopAfter }, 12);
  expect(key(3)).toBe(key(1));
  expect(key(3)).not.toBe(key(0));
  const { stopAfter: _, ...before } = tiny;
  expect(key(0)).toBe(shapeOf(before as ArmConfig, 12));
});
