// Every lesson can be trained at every size, and compares what it says it compares.

import { describe, expect, it } from 'vitest';
import { checkArm } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Size } from '#src/lessons/lesson.ts';
import { lessons } from '#src/lessons/lessons.ts';

const sizes: Size[] = ['test', 'nano', 'standard', 'large'];
const arms = (id: string, size: Size) => lessons.find((each) => each.id === id)!.spec(size).arms;

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (id, lesson) => {
  it('has a question of two sentences and three or four expectations', () => {
    expect(lesson.question.match(/[.?]/g)).toHaveLength(2);
    expect(lesson.question.length).toBeLessThan(130);
    expect(lesson.expectations.length).toBeGreaterThanOrEqual(3);
    expect(lesson.expectations.length).toBeLessThanOrEqual(4);
    expect(lessons.find((each) => each.id === id)).toBe(lesson);
  });

  it.each(sizes)('can be trained at size %s', (size) => {
    const spec = lesson.spec(size);
    expect(spec).toMatchObject({ experiment: id, title: lesson.title, question: lesson.question, size });
    expect(spec.arms).toHaveLength(4);
    expect(new Set(spec.arms.map(({ name }) => name)).size).toBe(4);
    expect(new Set(spec.seeds).size).toBe(3);
    expect(spec.arms[spec.baseline!]).toBeDefined();
    for (const { config } of spec.arms) expect(checkArm(config)).toEqual([]);
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
    const byWidth = changed('parameters').filter((key) => key !== 'heads' && key !== 'learningRate');
    expect(byWidth).toEqual(['width']);
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
      [96, 6, (6.5e-3 * 64) / 96],
    ]);
    const texts = arms('data', 'standard').map(({ config }) => config.uniqueText);
    expect(texts).toEqual([10_000, 30_000, 100_000, 0]);
  });
});
