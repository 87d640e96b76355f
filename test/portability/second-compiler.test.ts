// The same training under two WGSL compilers, Tint in Dawn and naga in Deno: browsers have one or the other.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { reflect } from '#src/gpu/reflection.ts';
import { findLavapipe } from '../../scripts/driver.ts';
import { gpuDevice } from '../gpu/device.ts';
import { measure, type Measured } from './measure.ts';
import { inDeno } from './programs.ts';

const slow = 240_000; // milliseconds: software adapters take seconds to compile some kernels
const tolerance = 1e-3;
// The beginning is what scripts/test.ts looks for: not a failure of the code, but not a success either.
const notRun = (why: string): Error => new Error(`not run: no WebGPU adapter of a second kind (${why})`);

let dawn: Measured;
let naga: Measured | undefined;
let why: unknown;
beforeAll(async () => {
  dawn = await measure(await gpuDevice());
  // Mesa's software GPU, where it can be had, compiles twice as fast here.
  const found = await inDeno<Measured>('program.ts', findLavapipe()).catch((error: unknown) => void (why = error));
  if (found && 'missing' in found) why = notRun(found.missing);
  else naga = found;
}, slow);

/** The measurements of the second compiler; fails with the reason if there are none. */
function second(): Measured {
  if (!naga) throw why;
  return naga;
}

/** Relative to the larger of the value and `floor`. */
function near(what: string, actual: number, expected: number, floor = 0): void {
  expect(Math.abs(actual - expected) / Math.max(Math.abs(expected), floor), what).toBeLessThan(tolerance);
}

test('every entry point of every shader takes part, but for those with subgroups, which naga does not know', () => {
  const used = new Set(dawn.kernels.map((name) => name.split(' ')[0]));
  for (const file of readdirSync('shaders').filter((name) => name.endsWith('.wgsl'))) {
    const shader = file.replace('.wgsl', '');
    const code = readFileSync(join('shaders', file), 'utf8');
    if (/\bquadBroadcast\(/.test(code)) continue;
    for (const entry of Object.keys(reflect({ name: shader, code }).entryPoints))
      expect(used, `${shader}.${entry}`).toContain(`${shader}.${entry}`);
  }
});

test('both compile every kernel with every combination of overrides', () => {
  expect(dawn.kernels.length).toBeGreaterThan(50);
  expect(second().kernels).toEqual(dawn.kernels);
});

describe('one training step gives the same losses and gradients', () => {
  test('of every variant', () => {
    const other = second();
    expect(Object.keys(other.variants)).toEqual(Object.keys(dawn.variants));
    for (const [name, replicas] of Object.entries(dawn.variants))
      replicas.forEach((expected, r) => {
        const actual = other.variants[name]![r]!;
        const at = `${name}, replica ${r}`;
        near(`${at}: loss`, actual.loss, expected.loss);
        near(`${at}: norm`, actual.norm, expected.norm);
        for (const [parameter, norm] of Object.entries(expected.gradients))
          near(`${at}: gradient of ${parameter}`, actual.gradients[parameter]!, norm, 1e-4 * expected.norm);
      });
  });
});

test('ten steps give the same losses, the same held-out loss and the same text', () => {
  const { cohort } = second();
  dawn.cohort.losses.forEach((losses, step) =>
    losses.forEach((loss, r) => {
      near(`loss of step ${step}`, cohort.losses[step]![r]!, loss);
      near(`norm of step ${step}`, cohort.norms[step]![r]!, dawn.cohort.norms[step]![r]!, 0.1);
    }),
  );
  dawn.cohort.heldOut.forEach((loss, r) => near('held-out loss', cohort.heldOut[r]!, loss));
  expect(cohort.texts).toEqual(dawn.cohort.texts);
});

test('and look alike inside', () => {
  const { cohort } = second();
  dawn.cohort.captured.forEach((values, r) =>
    values.forEach(({ kind, value }, i) => {
      // The first step of a shortcut's weight is made of rounding alone (measure.ts): a share of the 1 it begins with, or of its neighbour's.
      const floor = kind === 'weight' ? 1 : 1e-3;
      near(`captured value ${i} of replica ${r}, a ${kind}`, cohort.captured[r]![i]!.value, value, floor);
    }),
  );
  dawn.cohort.attention.forEach((p, i) => near(`attention ${i}`, cohort.attention[i]!, p, 1e-2));
  expect(cohort.likeliest).toEqual(dawn.cohort.likeliest);
});
