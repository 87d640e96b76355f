// What a shortcut needs, checked for every key of the table: a way to compute it, a float64 twin, words, and the
// truth about what it learns. Whoever adds one is told here what is still missing.

import { describe, expect, it } from 'vitest';
import { options } from '#src/experiment/options.ts';
import { baseArm, modelConfig, type ModelConfig } from '#src/experiment/settings.ts';
import { baseWiring, isUsed, learnedIn, shortcuts, type Wiring } from '#src/experiment/shortcuts.ts';
import { trainingGraph } from '#src/model/model.ts';
import * as computed from '#src/model/shortcuts.ts';
import { optionWords, words } from '#src/words/language.ts';
import { randomParameters } from '../reference/initial.ts';
import { loss } from '../reference/model.ts';
import { randomBatch, variants } from './variants.ts';

const keys = Object.keys(baseWiring) as (keyof Wiring)[];
const base = variants['residual']!;

/** The keys in which a wiring differs from that of the base recipe. */
const changed = (c: Partial<Wiring>): string[] => keys.filter((key) => c[key] !== undefined && c[key] !== baseWiring[key]);

/** Settings that are no parameter of a function of their own: `join` decides how an update meets the stream. */
const joined: readonly string[] = ['residual', 'reZero', 'layerScale'];

it('every setting is in the table, once, and nothing else is', () => {
  expect(shortcuts.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
  expect(options.filter(({ section }) => section === 'shortcuts').map(({ key }) => key)).toEqual(shortcuts.map(({ key }) => key));
});

describe.each(keys)('%s', (key) => {
  const alone = Object.values(variants).find((c) => changed(c).join() === key);

  it('is computed in src/model/shortcuts.ts', () => {
    expect(joined.includes(key) ? 'join' in computed : key in computed).toBe(true);
  });

  it('has an arm of its own in test/model/variants.ts, whose loss and gradients are checked', () => {
    expect(alone).toBeDefined();
  });

  it('means something to the float64 model in test/reference/model.ts', () => {
    const { tokens, targets } = randomBatch(base, 2, 1);
    const of = (c: ModelConfig): number => loss(c, randomParameters(c, 3), tokens, targets, 2);
    expect(Math.abs(of(alone!) - of({ ...alone!, [key]: baseWiring[key] }))).toBeGreaterThan(1e-6);
  });

  it('has words for the editor and the command line', () => {
    const { label, help } = optionWords(key);
    expect(label.length).toBeGreaterThan(2);
    expect(help).toMatch(/^[A-Z].*\.$/);
  });
});

it.each(Object.entries(variants))('%s: learns what the table says it learns, and has words for it', (_, c) => {
  const scalars = trainingGraph(c, 1, { beta1: 0.9, beta2: 0.95, clip: 1 }).parameters.filter((p) => p.group === 'scalar');
  const learned = Array.from({ length: c.depth }, (_, layer) =>
    learnedIn(c, layer).map(({ part, count }) => [`block${layer}.${part}`, count]),
  ).flat();
  const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
  expect(Object.fromEntries(learned)).toEqual(Object.fromEntries(scalars.map((p) => [p.name, size(p.shape)])));
  for (let layer = 0; layer < c.depth; layer++)
    for (const { part, name = part, count, channels } of learnedIn(c, layer))
      for (let index = 0; index < (channels ? 1 : count); index++)
        expect(words().traceName('weight', name, index)).not.toBe(`${name} ${index}`);
});

it('is used unless it is off', () => {
  const used = (c: Partial<Wiring>): string[] => keys.filter((key) => isUsed({ ...baseWiring, ...c }, key));
  expect(used({})).toEqual(['residual']);
  expect(used({ residual: false, valueResidual: 'fixed', uNet: true })).toEqual(['valueResidual', 'uNet']);
  expect(modelConfig(baseArm, 5)).toMatchObject(baseWiring);
});
