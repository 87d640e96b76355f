// How much is tried where inputs are made at random: a share in every run of the tests, all of it where PLATEAU_FUZZ=full asks for that.
// The seed is fixed, so that what fails once fails again.

import * as fc from 'fast-check';
import { expect } from 'vitest';
import { longestSentence } from '#src/words/cut.ts';
import { Refusal } from '#src/words/message.ts';

const seed = 20_261_127;
const full = process.env.PLATEAU_FUZZ === 'full';

/** Time for the tests that try all of it. */
export const fuzzTimeout = full ? 1_800_000 : 120_000;

/** Runs a property `all` times, or a twentieth as often. */
export function fuzz<T>(all: number, inputs: fc.Arbitrary<T>, property: (input: T) => void): void {
  fc.assert(fc.property(inputs, property), { seed, numRuns: full ? all : all / 20 });
}

/** What was made of an input; undefined where it was refused, which must be in a sentence that a person can read. */
export function takenOrRefused<T>(take: () => T): T | undefined {
  try {
    return take();
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    const { message } = error as Refusal;
    expect(message).toMatch(/^[^\p{Cc}\u2028\u2029]+\.$/u);
    expect(message.length).toBeLessThanOrEqual(longestSentence);
    return undefined;
  }
}

/** Values that people, programs and attackers put where others belong. */
export const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, '', ' ', '0', '1', 'NaN', [], {}, [null], [[]], { length: 1 }, { 0: 1 }),
  fc.constantFrom(0, -0, -1, 0.5, 1, 2, 3, 255, 256, 1e6 + 1, 1e10, 2 ** 31, 2 ** 32, 2 ** 53, 1e21, 1e308, -1e308, 5e-324),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer({ min: 100, max: 5000 }).map((length) => 'x'.repeat(length)),
  fc.constantFrom('\u0000', '\u202e', '\ud800', '=1+1', '../x', '<b>', '__proto__', 'constructor', 'toString', 'hasOwnProperty'),
  fc.jsonValue({ maxDepth: 3 }),
);

type Path = readonly (string | number)[];

/** All places within a value, from the outside in. */
export function placesIn(value: unknown, path: Path = []): Path[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const of = (key: string): string | number => (Array.isArray(value) ? Number(key) : key);
  return [path, ...inner.flatMap(([key, each]) => placesIn(each, [...path, of(key)]))];
}

/** How a tree is changed at one place. */
export type Change =
  | { readonly kind: 'replace' | 'insert'; readonly value: unknown; readonly key: string }
  | { readonly kind: 'delete' | 'double' | 'nest' };

export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('replace' as const), value: strange, key: fc.constant('') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('insert' as const),
      value: strange,
      key: fc.oneof(fc.constantFrom('depth', 'name', 'arms', 'constructor', 'prototype', '0'), fc.string({ maxLength: 8 })),
    }),
  },
  fc.record({ kind: fc.constantFrom('delete' as const, 'double' as const, 'nest' as const) }),
);

/** A copy that is changed at a place, which an earlier change may have taken away: then nothing is. */
export function changed(tree: unknown, path: Path, what: Change): unknown {
  const copy: unknown = structuredClone(tree);
  let parent: unknown = { root: copy };
  const whole = ['root', ...path];
  const top = parent;
  for (const step of whole.slice(0, -1)) parent = (parent as Record<string | number, unknown> | undefined | null)?.[step];
  const last = whole.at(-1)!;
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, last)) return copy;
  const holder = parent as Record<string | number, unknown>;
  const old = holder[last];
  if (what.kind === 'replace') holder[last] = what.value;
  else if (what.kind === 'nest') holder[last] = [old];
  else if (what.kind === 'delete') {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete holder[last];
  } else if (what.kind === 'double') {
    if (Array.isArray(parent)) parent.splice(Number(last), 0, structuredClone(old));
  } else if (what.kind === 'insert' && typeof old === 'object' && old !== null && what.key !== '__proto__')
    (old as Record<string, unknown>)[what.key] = what.value;
  return (top as { root: unknown }).root;
}

/** One to three changes anywhere in one of these values. */
export const mutations = (good: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.constantFrom(...good).chain((tree) => {
    const places = placesIn(tree);
    return fc
      .array(fc.tuple(fc.constantFrom(...places), change), { minLength: 1, maxLength: 3 })
      .map((changes) => changes.reduce((value, [path, what]) => changed(value, path, what), tree));
  });
