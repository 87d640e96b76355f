import { mix } from '#src/ops/shortcuts/mix.ts';
import { checkOp } from '../../check-op.ts';
import * as reference from '../../reference/mix.ts';

for (const mode of ['pair', 'gate', 'blend'] as const)
  for (const [rows, width] of [
    [1, 4],
    [13, 8],
    [66, 4],
  ] as const) {
    const weights = mode === 'pair' ? 2 : 1;
    const common = { inputs: { x: [rows, width], z: [rows, width], w: [weights] }, shared: ['x', 'z'] };
    checkOp({
      ...common,
      name: `mix ${mode} [${rows}, ${width}]`,
      build: (g, { x, z, w }) => mix(g, mode, w!, x!, z!),
      reference: ({ x, z, w }) => reference.mix(mode, x!, z!, w!),
    });
    checkOp({
      name: `mix ${mode}, both the same [${rows}, ${width}]`,
      inputs: { x: [rows, width], w: [weights] },
      shared: ['x'],
      build: (g, { x, w }) => mix(g, mode, w!, x!, x!),
      reference: ({ x, w }) => reference.mix(mode, x!, x!, w!),
    });
    checkOp({
      name: `mix ${mode}, two copies of x [${rows}, ${2 * width}]`,
      inputs: { x: [rows, 2 * width], z: [rows, width], w: [weights] },
      shared: ['x', 'z'],
      build: (g, { x, z, w }) => mix(g, mode, w!, x!, z!),
      reference: ({ x, z, w }) =>
        reference.mix(
          mode,
          x!,
          x!.map((_, i) => z![Math.floor(i / (2 * width)) * width + (i % width)]!),
          w!,
        ),
    });
    // v and v₁ as columns of two q|k|v matrices; the other columns are read by a second mix
    checkOp({
      name: `mix ${mode} of columns [${rows}, ${width}]`,
      inputs: { a: [rows, 2 * width], b: [rows, 2 * width], w: [mode === 'pair' ? 2 : 1], u: [1] },
      shared: ['a', 'b'],
      build: (g, { a, b, w, u }) =>
        mix(
          g,
          'blend',
          u!,
          mix(g, mode === 'gate' ? 'blend' : mode, w!, g.columns(a!, width, width), g.columns(b!, 0, width)),
          mix(
            g,
            'blend',
            g.constant('half', [1], Float32Array.of(0.5), false),
            g.columns(a!, 0, width),
            g.columns(b!, width, width),
          ),
        ),
      reference: ({ a, b, w, u }) => {
        const left = (m: Float64Array): Float64Array => m.filter((_, i) => i % (2 * width) < width);
        const right = (m: Float64Array): Float64Array => m.filter((_, i) => i % (2 * width) >= width);
        const first = reference.mix(mode === 'gate' ? 'blend' : mode, right(a!), left(b!), w!);
        const second = reference.mix('blend', left(a!), right(b!), Float64Array.of(0.5));
        return reference.mix('blend', first, second, u!);
      },
    });
  }
