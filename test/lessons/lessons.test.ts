// Every lesson can be trained at every size, asks about arms that it has, and says what a lesson says.

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { armsOfContrast } from '#src/experiment/asked.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { checkArm } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { specFrom } from '#src/experiment/spec.ts';
import { mostArms } from '#src/experiment/limits.ts';
import type { Limits } from '#src/graph/memory.ts';
import type { Size } from '#src/lessons/lesson.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { axisFor } from '#src/science/scaling/scale-axis.ts';
import { prepare, toTrain } from '#src/session/cohorts.ts';
import { planExperiment } from '#src/train/experiment-plan.ts';
import { usual } from '../gpu/usual.ts';
import { emptyRecord } from '../store/fake-record.ts';

const sizes: Size[] = ['test', 'nano', 'standard', 'large'];
const arms = (id: string, size: Size) => lessons.find((each) => each.id === id)!.spec(size).arms;
/** The least that WebGPU allows. */
const limits: Limits = { maxStorageBufferBindingSize: 128 * 2 ** 20, maxBufferSize: 256 * 2 ** 20 };
const text = Array.from({ length: 400_000 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz .,\n'[(i * i + 7 * i) % 30]).join('');

/** Ways to tell somebody what to press. */
const clicks = /\b(click|press|tap|select|button|menu|first,|then,|step 1)\b/i;

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (id, lesson) => {
  it('rule 9: gives no list of clicks, but a claim with its source, a short question, and what a reader needs to doubt the answer', () => {
    expect(lesson.question.match(/[.?](\s|$)/g)!.length).toBeLessThanOrEqual(2);
    expect(lesson.question).toContain('?');
    expect(lesson.question.length).toBeLessThan(130);
    expect(lesson.claim.url).toMatch(/^https:\/\/[a-z0-9.]+\//);
    const { title, predict, notShown, real, claim } = lesson;
    const words = [title, predict, notShown, real, claim.text, claim.source, ...lesson.choices.map((c) => c.sentence)];
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

  it('leads to another lesson, and is one of them itself', () => {
    expect(lesson.next).not.toBe(id);
    expect(lessons.some((each) => each.id === lesson.next)).toBe(true);
    expect(lessons.filter((each) => each.id === id)).toEqual([lesson]);
  });

  it.each(sizes)('can be trained at size %s, and is asked about arms that are there', async (size) => {
    const spec = lesson.spec(size);
    expect(spec).toMatchObject({ experiment: id, title: lesson.title, question: lesson.question, size });
    expect(specFrom(JSON.parse(JSON.stringify(spec))), 'a file may hold it').toEqual(spec);
    expect(spec.arms.length).toBeGreaterThan(1);
    expect(spec.arms.length).toBeLessThanOrEqual(mostArms);
    expect(new Set(spec.arms.map(({ name }) => name)).size).toBe(spec.arms.length);
    expect(new Set(spec.seeds).size).toBe(3);
    expect(spec.arms[spec.baseline!]).toBeDefined();
    for (const { config } of spec.arms) expect(checkArm(config)).toEqual([]);
    const { contrasts, choices } = spec.asked!;
    for (const arm of contrasts.flatMap(armsOfContrast)) expect(spec.arms[arm]).toBeDefined();
    for (const { contrast } of choices) expect(contrasts.some((each) => each.id === contrast)).toBe(true);
    const { cohorts } = await prepare(toTrain(spec), () => Promise.resolve(text));
    expect(planExperiment(cohorts, { limits, tuning: usual }).length).toBeGreaterThan(0);
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
    const byWidth = changed('parameters').filter((key) => key !== 'heads' && key !== 'learningRate');
    expect(byWidth).toEqual(['width']);
  });

  it('of a lesson about size differ in what their losses are drawn against, at every size', () => {
    const about = lessons.flatMap(({ id, scale }) => (scale ? [[id, scale] as const] : []));
    expect(about).toEqual([
      ['depth', 'parameters'],
      ['parameters', 'parameters'],
      ['data', 'uniqueText'],
    ]);
    for (const [id, scale] of about)
      for (const size of sizes) expect(axisFor(emptyRecord(lessons.find((each) => each.id === id)!.spec(size)))).toBe(scale);
  });

  it('of the measured presets have the measured settings', () => {
    const shape = { depth: 8, width: 32, heads: 2, context: 32, batch: 8, steps: 200, learningRate: 1e-2, warmup: 20 };
    expect(arms('shortcuts', 'nano')[0]!.config).toMatchObject({ ...shape, residual: false, firstLayer: false });
    const standard = { depth: 8, width: 64, context: 64, batch: 16, steps: 400, learningRate: 2e-3, warmup: 40 };
    expect(arms('shortcuts', 'standard')[3]!.config).toMatchObject({ ...standard, firstLayer: true, valueResidual: 'learned' });
    const widths = arms('parameters', 'standard').map(({ config }) => [config.width, config.heads, config.learningRate]);
    expect(widths).toEqual([
      [16, 1, 0.02],
      [32, 2, 0.013],
      [64, 4, 0.0065],
      [128, 8, 3.25e-3],
    ]);
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

it.each(readdirSync('public/recordings'))('%s is a record as it is written today: the page plays it as it is', (file) => {
  const json = readFileSync(`public/recordings/${file}`, 'utf8');
  expect(`${exportRecord(parseRecord(json))}\n` === json).toBe(true);
});
