// What every contender trains: the same weights, batches and rates.

import { expect, test } from 'vitest';
import { recipeFor } from '../../../bench/contenders/recipe.ts';
import { workloads } from '../../../bench/workloads.ts';

test('peers start from the weights and batches of the first replica', () => {
  const recipe = recipeFor(workloads[0]!);
  expect(recipe.weights.map(({ name }) => name)).toContain('block1.qkv');
  expect(recipe.weights.filter(({ decays }) => !decays).map(({ name }) => name)).toEqual(['embed.token', 'head']);
  const { tokens, targets } = recipe.batch(0);
  expect(tokens).toHaveLength(4 * 32);
  expect([...tokens.slice(1, 32)]).toEqual([...targets.slice(0, 31)]);
  expect(recipe.batch(1).tokens).not.toEqual(tokens);
  expect(recipe.rates(1)[0]! / recipe.rates(0)[0]!).toBeCloseTo(2, 4); // the warm-up
  expect(recipe.rates(0)[1]).toBeCloseTo(10, 4); // 1 / (1 − 0.9)
});
