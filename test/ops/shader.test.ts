// How shaders are put together, and that nothing two of them share is written twice.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plainest } from '#src/gpu/tuning.ts';
import { inspectionGraph, lookGraph } from '#src/model/inside.ts';
import { evaluationGraph, samplingGraph, trainingGraph } from '#src/model/model.ts';
import { spansOf } from '#src/model/spans.ts';
import { assemble } from '#src/ops/shader.ts';
import { forCpu, forGpu } from '#src/tuning/defaults.ts';
import { variants } from '../model/variants.ts';

const read = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.wgsl'))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
const lib = read('shaders/lib');
const own = read('shaders');

describe('a shader', () => {
  test('is its text behind the parts that it names, in that order', () => {
    const { name, code } = assemble('new', 'fn own() {}', 'step', 'grid');
    expect(name).toBe('new');
    expect(code).toBe([lib.get('step.wgsl'), lib.get('grid.wgsl'), 'fn own() {}'].join('\n'));
  });

  test('may be continued by other files, whose directives move to the top', () => {
    const continued = '// Continues.\nenable subgroups;\ndiagnostic(off, subgroup_uniformity); // why\nfn more() {}';
    expect(assemble('new', ['fn own() {}', continued]).code.split('\n')).toEqual([
      'enable subgroups;',
      'diagnostic(off, subgroup_uniformity); // why',
      'fn own() {}',
      '// Continues.',
      'fn more() {}',
    ]);
  });

  test('has no part that it does not use', () => {
    const optimizer = { beta1: 0.9, beta2: 0.95, clip: 1 };
    const shaders = Object.values(variants).flatMap((c) =>
      [plainest, forGpu('discrete'), forCpu(true)].flatMap((tuning) => {
        const training = trainingGraph({ ...c, dropout: 0.1 }, 2, optimizer, { tuning });
        const graphs = [
          training,
          evaluationGraph(c, 2, tuning),
          samplingGraph(c, { rows: 1, length: 4 }, tuning).graph,
          inspectionGraph(c, spansOf(c, training.parameters), tuning),
          lookGraph(c, tuning).graph,
        ];
        return graphs.flatMap((g) => g.dispatches.map((d) => d.shader));
      }),
    );
    for (const { name, code } of new Set(shaders))
      for (const [file, part] of lib) {
        if (!code.includes(part)) continue;
        const names = [...declarations(part).keys()];
        const rest = code.replace(part, '');
        expect(
          names.some((n) => new RegExp(`\\b${n}\\b`).test(rest)),
          `${name} uses ${file}`,
        ).toBe(true);
      }
  });
});

/** Structs and functions of a text, by name, without comments and white space. */
function declarations(code: string): Map<string, string> {
  const bare = code.replace(/\/\/.*$/gm, '');
  const found = [...bare.matchAll(/^(?:struct|fn) (\w+)(?:.*\}$|[^]*?\n\})/gm)];
  return new Map(found.map(([text, name]) => [name!, text.replace(/\s+/g, ' ')]));
}

test('no struct and no function is written twice', () => {
  const places = new Map<string, string[]>();
  for (const [file, code] of [...lib, ...own])
    for (const [name, text] of declarations(code)) {
      if (name === 'Shape') continue; // each shader's own
      const key = text.startsWith('struct') ? `struct ${name}` : text;
      places.set(key, [...(places.get(key) ?? []), file]);
    }
  const twice = [...places].filter(([, files]) => files.length > 1);
  expect(twice).toEqual([]);
});
