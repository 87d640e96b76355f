// Every lesson can be trained at every size, asks about arms that it has, and says what a lesson says.

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpora } from '#src/data/corpora.ts';
import { armsOfContrast } from '#src/experiment/asked.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { checkArm } from '#src/experiment/options.ts';
import { modelConfig, totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { specFrom, type ExperimentSpec } from '#src/experiment/spec.ts';
import { mostArms, mostPoints, mostRuns } from '#src/experiment/limits.ts';
import type { Limits } from '#src/graph/memory.ts';
import { novel } from '#src/lessons/data/better-data.ts';
import type { Size } from '#src/lessons/lesson.ts';
import { groups, lessons } from '#src/lessons/lessons.ts';
import { isStudy } from '#src/lessons/study-names.ts';
import { flopsPerToken, flopsPerToken6N } from '#src/science/counts.ts';
import { filterFlops } from '#src/science/filter-cost.ts';
import { sizeOf } from '#src/science/scaling/scale-axis.ts';
import { prepare, toTrain } from '#src/session/cohorts.ts';
import { stagesOf } from '#src/session/stages/division.ts';
import { trunksOf } from '#src/train/branches.ts';
import { usual } from '../gpu/usual.ts';
import { emptyRecord } from '../store/fake-record.ts';

const sizes: Size[] = ['test', 'nano', 'standard', 'large'];
const arms = (id: string, size: Size) => lessons.find((each) => each.id === id)!.spec(size).arms;
/** The least that WebGPU allows. */
const limits: Limits = { maxStorageBufferBindingSize: 128 * 2 ** 20, maxBufferSize: 256 * 2 ** 20 };
const text = Array.from({ length: 400_000 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz .,\n'[(i * i + 7 * i) % 30]).join('');

/** A grid is written down by its axes. What they do not change is as in any of its arms. */
const inFile = ({ sweep, arms, ...spec }: ExperimentSpec) =>
  sweep ? { ...spec, sweep: { ...sweep, config: arms[0]!.config } } : { ...spec, arms };

/** Ways to tell somebody what to press. */
const clicks = /\b(click|press|tap|select|button|menu|first,|then,|step 1)\b/i;

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (id, lesson) => {
  it('rule 9: gives no list of clicks, but a claim with its source, a short question, and what a reader needs to doubt the answer', () => {
    expect(lesson.question.match(/[.?](\s|$)/g)!.length).toBeLessThanOrEqual(2);
    expect(lesson.question).toContain('?');
    expect(lesson.question.length).toBeLessThan(130);
    expect(lesson.claim.url).toMatch(/^https:\/\/[a-z0-9.]+\//);
    const { title, notShown, real, claim } = lesson;
    const words = [title, notShown, real, claim.text, claim.source, ...lesson.choices.map((c) => c.sentence)];
    for (const said of words) {
      expect(said.trim()).not.toBe('');
      expect(said.length).toBeLessThan(260);
      expect(said).not.toMatch(clicks);
    }
    expect(lesson.real).toContain('?');
  });

  it('asks for a choice of two to four sentences, of which no two say the same of one contrast', () => {
    expect(lesson.choices.length).toBeGreaterThanOrEqual(2);
    expect(lesson.choices.length).toBeLessThanOrEqual(4);
    const claims = lesson.choices.map(({ contrast, from, to }) => JSON.stringify([contrast, from, to]));
    expect(new Set(claims).size).toBe(claims.length);
    for (const { from, to } of lesson.choices) expect((from ?? -Infinity) < (to ?? Infinity)).toBe(true);
    expect(lesson.margin).toBeGreaterThan(0);
  });

  it('is the only one of its name', () => {
    expect(lessons.filter((each) => each.id === id)).toEqual([lesson]);
  });

  it.each(sizes)('can be trained at size %s, and is asked about arms that are there', async (size) => {
    const spec = lesson.spec(size);
    expect(spec).toMatchObject({ experiment: id, title: lesson.title, question: lesson.question, size });
    expect(specFrom(JSON.parse(JSON.stringify(inFile(spec)))), 'a file may hold it').toEqual(spec);
    expect(spec.arms.length).toBeGreaterThan(1);
    expect(spec.arms.length).toBeLessThanOrEqual(spec.sweep ? mostPoints : mostArms);
    expect(spec.arms.length * spec.seeds.length).toBeLessThanOrEqual(mostRuns);
    expect(new Set(spec.arms.map(({ name }) => name)).size).toBe(spec.arms.length);
    expect(new Set(spec.seeds).size).toBe(3);
    expect(spec.arms[spec.baseline!]).toBeDefined();
    for (const { config } of spec.arms) expect(checkArm(config)).toEqual([]);
    const { contrasts, choices } = spec.asked!;
    for (const arm of contrasts.flatMap(armsOfContrast)) expect(spec.arms[arm]).toBeDefined();
    for (const { contrast } of choices) expect(contrasts.some((each) => each.id === contrast)).toBe(true);
    const { cohorts } = await prepare(toTrain(spec), () => Promise.resolve(text));
    const ground = { limits, tuning: usual };
    for (const { plans } of stagesOf(cohorts, ground, spec.sweep && { hasEnded: () => false, replicas: ({ length }) => length }))
      expect(plans.length).toBeGreaterThan(0);
  });

  it('uses the synthetic source in tests only', () => {
    for (const size of sizes)
      for (const { config } of lesson.spec(size).arms) expect(config.source === 'markov').toBe(size === 'test');
  });
});

/** The fields in which the arms of a lesson differ. */
function differences(configs: readonly ArmConfig[]): string[] {
  const keys = Object.keys(configs[0]!) as (keyof ArmConfig)[];
  return keys.filter((key) => new Set(configs.map((config) => config[key])).size > 1).sort();
}

describe('the arms', () => {
  it.each(sizes)('differ only in what the lesson is about, at size %s', (size) => {
    const changed = (id: string) => differences(arms(id, size).map(({ config }) => config));
    expect(changed('shortcuts')).toEqual(['firstLayer', 'residual', 'valueResidual']);
    expect(changed('data')).toEqual(['uniqueText']);
    expect(changed('depth')).toEqual(['depth', 'firstLayer', 'residual']);
    expect(changed('record')).toEqual(['firstLayer', 'valueResidual']);
    expect(changed('wall')).toEqual(['steps', 'textFrom', 'uniqueText', 'warmup']);
    expect(changed('by-heart').filter((key) => key !== 'heads')).toEqual(['dropout', 'stopAfter', 'uniqueText', 'width']);
    expect(changed('better-data')).toEqual(['duplicates', 'filterKeep', 'noise', 'shuffled', 'steps', 'warmup']);
    expect(changed('longer')).toEqual(['steps', 'warmup']);
    expect(changed('trap').filter((key) => key !== 'heads')).toEqual(['learningRate', 'width']);
    expect(changed('better-idea')).toEqual(['firstLayer', 'optimizer', 'steps', 'valueResidual', 'warmup']);
    expect(changed('minute').filter((key) => key !== 'heads' && key !== 'warmup')).toEqual(['learningRate', 'steps', 'width']);
    expect(changed('serving').filter((key) => key !== 'heads')).toEqual(['learningRate', 'steps', 'warmup', 'width']);
    expect(changed('meek').filter((key) => key !== 'heads' && key !== 'warmup')).toEqual(['learningRate', 'steps', 'width']);
    expect(changed('law').filter((key) => key !== 'heads')).toEqual(['learningRate', 'steps', 'warmup', 'width']);
    const byWidth = changed('parameters').filter((key) => key !== 'heads' && key !== 'learningRate');
    expect(byWidth).toEqual(['firstLayer', 'width']);
  });

  it('of a lesson about size differ in what their losses are drawn against, at every size', () => {
    const about = lessons.flatMap(({ id, scale }) => (scale ? [[id, scale] as const] : []));
    expect(Object.fromEntries(about)).toEqual({
      depth: 'parameters',
      parameters: 'parameters',
      law: 'parameters',
      budget: 'parameters',
      minute: 'parameters',
      serving: 'parameters',
      meek: 'flops',
      data: 'uniqueText',
      wall: 'uniqueText',
      longer: 'tokens',
      trap: 'parameters',
      'better-data': 'cleanTokens',
      'better-idea': 'flops',
    });
    for (const [id, axis] of about)
      for (const size of sizes) {
        const record = emptyRecord(lessons.find((each) => each.id === id)!.spec(size));
        const places = record.arms.map((arm) => sizeOf(record, arm, axis, { steps: totalSteps(arm.config), seconds: 0 }));
        expect(new Set(places).size).toBeGreaterThan(2);
      }
  });

  it('of the measured presets have the measured settings', () => {
    const shape = { depth: 8, width: 32, heads: 2, context: 32, batch: 8, steps: 200, learningRate: 1e-2, warmup: 20 };
    expect(arms('shortcuts', 'nano')[0]!.config).toMatchObject({ ...shape, residual: false, firstLayer: false });
    const standard = { depth: 8, width: 64, context: 64, batch: 16, steps: 400, learningRate: 2e-3, warmup: 40 };
    expect(arms('shortcuts', 'standard')[3]!.config).toMatchObject({ ...standard, firstLayer: true, valueResidual: 'learned' });
    const widths = arms('parameters', 'standard').map(({ config }) => [config.width, config.heads, config.learningRate]);
    const usual = [
      [8, 1, 0.02],
      [16, 1, 0.02],
      [32, 2, 0.013],
      [64, 4, 0.0065],
      [128, 8, 3.25e-3],
    ];
    expect(widths).toEqual([...usual, ...usual]);
    expect(arms('parameters', 'standard').map(({ config }) => config.firstLayer)).toEqual(
      usual.map(() => false).concat(usual.map(() => true)),
    );
    const texts = arms('data', 'standard').map(({ config }) => config.uniqueText);
    expect(texts).toEqual([10_000, 30_000, 100_000, 0]);
    const depths = arms('depth', 'standard').map(({ config: c }) => [c.depth, c.residual, c.firstLayer]);
    expect(depths).toEqual([
      ...[1, 2, 4, 8, 12].map((depth) => [depth, true, false]),
      ...[1, 2, 4, 8].map((depth) => [depth, false, false]),
      ...[4, 8, 12].map((depth) => [depth, false, true]),
    ]);
    const record = { depth: 8, width: 64, steps: 600, learningRate: 6e-3 };
    expect(arms('record', 'standard').map(({ config }) => config)).toMatchObject([record, record]);
  });
});

it.each(readdirSync('public/recordings').filter((file) => !isStudy(file.replace(/-\w+\.json$/, ''))))(
  '%s is a record as it is written today: the page plays it as it is',
  (file) => {
    const json = readFileSync(`public/recordings/${file}`, 'utf8');
    expect(`${exportRecord(parseRecord(json))}\n` === json).toBe(true);
  },
);

it('the lessons stand in groups that one line holds', () => {
  for (const { title, lessons: these } of groups) {
    expect(these.length).toBeLessThanOrEqual(5);
    expect([title, ...these.map((lesson) => lesson.title)].join('').length).toBeLessThan(80);
  }
});

/** 6·N·D of each arm. */
const workOf = (id: string, size: Size) =>
  arms(id, size).map(({ config: c }) => ({
    config: c,
    // Symbols of the made-up language, and of the novel.
    work: flopsPerToken6N(modelConfig(c, size === 'test' ? 12 : 83)) * totalSteps(c) * c.batch * c.context,
  }));

describe('amounts that must be equal', () => {
  it.each(sizes.flatMap((size) => ['budget', 'serving'].map((id) => [id, size] as const)))(
    'a budget of lesson %s buys as much work at each width, within 3 %, and twice as much as the one before, at size %s',
    (id, size) => {
      const points = workOf(id, size);
      const widths = new Set(points.map(({ config }) => config.width)).size;
      const most = (budget: number): number => points[(budget + 1) * widths - 1]!.work;
      for (const [i, { work }] of points.entries()) {
        const budget = Math.floor(i / widths);
        expect(Math.abs(work / most(budget) - 1)).toBeLessThan(0.03);
        expect(most(budget) / most(0)).toBeCloseTo(2 ** budget, 10);
      }
    },
  );

  it.each(sizes)(
    'behind the data wall five read as much, 1, 4, 16 and 64 times, and three less, but once, at size %s',
    (size) => {
      const all = arms('wall', size).map(({ config }) => config);
      const shorter = all.slice(5);
      expect(shorter.map((c) => totalSteps(c) * c.batch * c.context)).toEqual(shorter.map(({ uniqueText }) => uniqueText));
      const configs = all.slice(0, 5);
      expect(shorter.map(({ uniqueText }) => configs[0]!.uniqueText / uniqueText)).toEqual([2, 4, 8]);
      const seen = configs.map((c) => totalSteps(c) * c.batch * c.context);
      expect(new Set(seen).size).toBe(1);
      expect(configs.map(({ uniqueText }) => Math.round(seen[0]! / uniqueText))).toEqual([1, 4, 16, 64, 4]);
      expect(configs.map(({ textFrom }) => textFrom).indexOf('beginning')).toBe(4);
      if (size !== 'test') expect(seen[0], 'the novel has as much').toBeLessThan(1_070_000);
    },
  );

  it.each(sizes)(
    'each that catches up has three times the work of the one before, as far as steps are whole, at size %s',
    (size) => {
      const points = workOf('meek', size);
      const whole = size === 'test' ? 0.1 : 0.01;
      points.forEach(({ work }, i) => expect(Math.abs(work / points[0]!.work / 3 ** i - 1)).toBeLessThan(whole));
      const { steps, context, batch } = points.at(-1)!.config;
      if (size !== 'test')
        expect(steps * context * batch, 'the novel, less than one and a half times').toBeLessThan(1.5 * 1_070_000);
    },
  );

  it.each(sizes)('small and long: lengths of one width share a trunk, at size %s', (size) => {
    const configs = arms('serving', size).map(({ config }) => config);
    const widths = new Set(configs.map(({ width }) => width));
    expect(trunksOf(configs)).toHaveLength(widths.size);
  });

  it.each(sizes)(
    'better data are read as often as spoilt ones, and half as often by the arm of which half is spoilt elsewhere, at size %s',
    (size) => {
      const steps = arms('better-data', size).map(({ config }) => totalSteps(config));
      expect(steps.slice(0, 5).every((each) => each === steps[0])).toBe(true);
      expect(steps[5]).toBe(steps[0]! / 2);
    },
  );

  it.each(['nano', 'standard', 'large'] as const)(
    'better data are filtered within the compute of the others, at size %s',
    (size) => {
      const [first, ...others] = arms('better-data', size).map(({ config }) => config);
      const filtered = others.at(-1)!;
      const vocab = novel.alphabet;
      expect(corpora.find(({ id }) => id === 'novel')).toMatchObject(novel);
      const flops = (c: ArmConfig): number => totalSteps(c) * c.batch * c.context * flopsPerToken(modelConfig(c, vocab));
      const text = Math.floor(filtered.filterKeep * 2 * (filtered.uniqueText || (novel.characters * 9) / 10));
      const spent = flops(filtered) + filterFlops(filtered, vocab, text);
      expect(Math.abs(spent - flops(first!))).toBeLessThanOrEqual(flops(first!) / totalSteps(first!));
      expect(totalSteps(filtered), 'most of it is left').toBeGreaterThan(0.7 * totalSteps(first!));
    },
  );
});
