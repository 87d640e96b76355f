// The reference ops against themselves: hand-written derivatives against central differences, and values known by hand.

import { describe, expect, test } from 'vitest';
import { normal, uniform } from '#src/data/random.ts';
import { attention, attentionBackward, attentionMap } from './attention.ts';
import { clipAdamW, clipScale, globalNorm, type Group, type Trained } from './clip-adamw.ts';
import { columns, columnsBackward } from './columns.ts';
import { crossEntropy, crossEntropyLoss, unscored } from './cross-entropy.ts';
import { dense, denseBackward } from './dense.ts';
import { centralDifferences } from './differences.ts';
import { dropout, dropoutMask } from './dropout.ts';
import { embed, embedBackward, positionsBackward } from './embed.ts';
import { gelu, geluBackward } from './gelu.ts';
import { hyperRead, hyperReadBackward, hyperSpread, hyperWrite, hyperWriteBackward } from './hyper.ts';
import { layerScale, layerScaleBackward } from './layer-scale.ts';
import { matmul } from './matmul.ts';
import { mix, mixBackward } from './mix.ts';
import { norm, normBackward } from './norm.ts';
import { relu2, relu2Backward } from './relu2.ts';
import { rope, ropeBackward } from './rope.ts';
import { swiglu, swigluBackward } from './swiglu.ts';

const random = (length: number, stream: number) => Float64Array.from({ length }, (_, i) => normal(1, stream, i));
const of = (...values: number[]) => Float64Array.from(values);

function expectClose(actual: Float64Array, expected: Float64Array, tolerance = 1e-8): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((v, i) => expect(Math.abs(v - expected[i]!), `element ${i}`).toBeLessThan(tolerance));
}

type Inputs = readonly Float64Array[];
interface Case {
  readonly sizes: readonly number[];
  readonly forward: (x: Inputs) => Float64Array;
  readonly backward: (x: Inputs, dy: Float64Array) => Inputs;
}

const rows = 6;
const width = 8;
const turn = { rows, context: 3, width, heads: 2 };
const heads = { batch: 2, context: 3, width, heads: 2 };
const tokens = Uint32Array.of(3, 1, 1, 0, 3, 3);
const half = (index: number) => uniform(1, 2, index);

const cases: Record<string, Case> = {
  'matmul nn': {
    sizes: [6, 12], // [2, 3]·[3, 4]
    forward: ([a, b]) => matmul('nn', a!, b!, 2, 4, 3),
    backward: ([a, b], dc) => [matmul('nt', dc, b!, 2, 3, 4), matmul('tn', a!, dc, 3, 4, 2)],
  },
  'matmul nt': {
    sizes: [6, 12], // [2, 3]·[4, 3]ᵀ
    forward: ([a, b]) => matmul('nt', a!, b!, 2, 4, 3),
    backward: ([a, b], dc) => [matmul('nn', dc, b!, 2, 3, 4), matmul('tn', dc, a!, 4, 3, 2)],
  },
  norm: {
    sizes: [rows * width],
    forward: ([x]) => norm(x!, rows, width),
    backward: ([x], dy) => [normBackward(x!, dy, rows, width)],
  },
  embed: {
    sizes: [4 * width, 3 * width],
    forward: ([table, positions]) => embed(tokens, table!, width, { table: positions!, context: 3 }),
    backward: (_, dy) => [embedBackward(tokens, dy, 4, width), positionsBackward(dy, rows, 3, width)],
  },
  ...Object.fromEntries(
    [
      { qkNorm: false, rotate: true },
      { qkNorm: true, rotate: true },
      { qkNorm: true, rotate: false },
    ].map((flags): [string, Case] => [
      `rope ${JSON.stringify(flags)}`,
      {
        sizes: [rows * 2 * width],
        forward: ([x]) => rope(x!, { ...turn, ...flags }),
        backward: ([x], dy) => [ropeBackward(x!, dy, { ...turn, ...flags })],
      },
    ]),
  ),
  attention: {
    sizes: [rows * 2 * width, rows * width],
    forward: ([qk, v]) => attention(qk!, v!, heads),
    backward: ([qk, v], dy) => {
      const { dqk, dv } = attentionBackward(qk!, v!, dy, heads);
      return [dqk, dv];
    },
  },
  gelu: { sizes: [20], forward: ([x]) => gelu(x!), backward: ([x], dy) => [geluBackward(x!, dy)] },
  relu2: { sizes: [20], forward: ([x]) => relu2(x!), backward: ([x], dy) => [relu2Backward(x!, dy)] },
  swiglu: {
    sizes: [rows * 2 * 5],
    forward: ([x]) => swiglu(x!, rows, 5),
    backward: ([x], dy) => [swigluBackward(x!, dy, rows, 5)],
  },
  columns: {
    sizes: [rows * 9],
    forward: ([x]) => columns(x!, 9, 3, 7),
    backward: (_, dy) => [columnsBackward(dy, 9, 3, 7)],
  },
  ...Object.fromEntries(
    (['pair', 'gate', 'blend'] as const).map((form): [string, Case] => [
      `mix ${form}`,
      {
        sizes: [20, 20, form === 'pair' ? 2 : 1],
        forward: ([x, z, p]) => mix(form, x!, z!, p!),
        backward: ([x, z, p], dy) => {
          const { dx, dz, dp } = mixBackward(form, x!, z!, p!, dy);
          return [dx, dz, dp];
        },
      },
    ]),
  ),
  'layer-scale': {
    sizes: [rows * width, width],
    forward: ([x, scale]) => layerScale(x!, scale!),
    backward: ([x, scale], dy) => {
      const { dx, dscale } = layerScaleBackward(x!, scale!, dy);
      return [dx, dscale];
    },
  },
  dropout: { sizes: [50], forward: ([x]) => dropout(x!, 0.5, half), backward: (_, dy) => [dropout(dy, 0.5, half)] },
  dense: {
    sizes: [20, 20, 20, 3],
    forward: ([a, b, c, alpha]) => dense([a!, b!, c!], alpha!),
    backward: ([a, b, c, alpha], dy) => {
      const { dxs, dalpha } = denseBackward([a!, b!, c!], alpha!, dy);
      return [...dxs, dalpha];
    },
  },
  'hyper spread': {
    sizes: [rows * width],
    forward: ([x]) => hyperSpread(x!, width),
    backward: (_, dy) => [hyperRead(dy, of(1, 1), width)],
  },
  'hyper read': {
    sizes: [rows * 2 * width, 2],
    forward: ([h, am]) => hyperRead(h!, am!, width),
    backward: ([h, am], dy) => {
      const { dh, dam } = hyperReadBackward(h!, am!, dy, width);
      return [dh, dam];
    },
  },
  'hyper write': {
    sizes: [rows * 2 * width, rows * width, 4, 2],
    forward: ([h, y, ar, beta]) => hyperWrite(h!, y!, ar!, beta!, width),
    backward: ([h, y, ar, beta], dnext) => {
      const { dh, dy, dar, dbeta } = hyperWriteBackward(h!, y!, ar!, beta!, dnext, width);
      return [dh, dy, dar, dbeta];
    },
  },
  'cross-entropy': {
    sizes: [3 * 5],
    forward: ([z]) => crossEntropyLoss(z!, Uint32Array.of(4, unscored, 0), 5),
    backward: ([z], [dloss]) => [crossEntropy(z!, Uint32Array.of(4, unscored, 0), 5).dlogits.map((g) => g * dloss!)],
  },
};

describe('derivatives equal central differences', () => {
  test.each(Object.entries(cases))('%s', (_, { sizes, forward, backward }) => {
    const inputs = sizes.map((size, i) => random(size, 10 + i));
    const dOutput = random(forward(inputs).length, 99);
    const expected = centralDifferences(forward, inputs, dOutput);
    backward(inputs, dOutput).forEach((gradient, i) => expectClose(gradient, expected[i]!));
  });
});

describe('values known by hand', () => {
  test('matmul: the three layouts are one product', () => {
    const a = of(1, 2, 3, 4, 5, 6); // [2, 3]
    const b = of(7, 8, 9, 10, 11, 12); // [3, 2]
    const c = of(58, 64, 139, 154);
    expectClose(matmul('nn', a, b, 2, 2, 3), c);
    expectClose(matmul('nt', a, of(7, 9, 11, 8, 10, 12), 2, 2, 3), c);
    expectClose(matmul('tn', of(1, 4, 2, 5, 3, 6), b, 2, 2, 3), c);
    expect(() => matmul('nn', a, b, 3, 3, 3)).toThrow();
  });

  test('norm: mean square 1, up to the epsilon', () => {
    expectClose(norm(of(3, 4), 1, 2), of(3 / Math.sqrt(12.5 + 1e-6), 4 / Math.sqrt(12.5 + 1e-6)), 1e-15);
    expectClose(norm(of(0, 0), 1, 2), of(0, 0));
  });

  test('rope: position 0 is unchanged, pairs turn clockwise, a product depends on the distance alone', () => {
    const shape = { rows: 3, context: 3, width: 4, heads: 1, qkNorm: false, rotate: true };
    const row = [1, 0, 0, 1, 1, 0, 0, 1]; // the same q and k at each position
    const y = rope(of(...row, ...row, ...row), shape);
    expectClose(y.subarray(0, 8), of(...row));
    expectClose(y.subarray(8, 12), of(Math.cos(1), -Math.sin(1), Math.sin(0.01), Math.cos(0.01)));
    const product = (t: number, u: number) => [0, 1, 2, 3].reduce((sum, c) => sum + y[8 * t + c]! * y[8 * u + 4 + c]!, 0);
    expect(product(2, 1)).toBeCloseTo(product(1, 0), 12);
  });

  test('attention: the first position copies its value, equal scores average, sequences and heads stay apart', () => {
    const v = random(rows * width, 5);
    const y = attention(new Float64Array(rows * 2 * width), v, heads);
    for (const first of [0, 3])
      for (let c = 0; c < width; c++) {
        const value = (t: number) => v[(first + t) * width + c]!;
        expect(y[first * width + c]).toBeCloseTo(value(0), 12);
        expect(y[(first + 2) * width + c]).toBeCloseTo((value(0) + value(1) + value(2)) / 3, 12);
      }
    const qk = of(2, 1, 3, 1); // width 1: row 0 has q 2, k 1; row 1 has q 3, k 1
    expectClose(attentionMap(qk, { batch: 1, context: 2, width: 1, heads: 1 }), of(1, 0, 0.5, 0.5));
  });

  test('activations', () => {
    expectClose(gelu(of(0, 1, -1)), of(0, 0.841191990608276, -0.158808009391724), 1e-12);
    expectClose(relu2(of(-2, 3)), of(0, 9));
    expectClose(swiglu(of(1, 5), 1, 1), of(5 / (1 + Math.exp(-1))), 1e-15);
  });

  test('mix', () => {
    expectClose(mix('pair', of(1), of(10), of(2, 3)), of(32));
    expectClose(mix('gate', of(1), of(10), of(3)), of(31));
    expectClose(mix('blend', of(1), of(10), of(0.25)), of(3.25));
  });

  test('dropout: 0 or 1 / (1 − rate), in about the right share', () => {
    const mask = dropoutMask(10_000, 0.2, (i) => uniform(7, 3, i));
    expect(new Set(mask)).toEqual(new Set([0, 1.25]));
    expect(mask.reduce((sum, v) => sum + v, 0) / mask.length).toBeCloseTo(1, 1);
    expect(dropoutMask(4, 0, () => 0)).toEqual(of(1, 1, 1, 1));
  });

  test('hyper-connections: row i of the mix is the source copy', () => {
    const h = of(1, 10); // one row, width 1: copy 0 is 1, copy 1 is 10
    expectClose(hyperWrite(h, of(100), of(0, 1, 0, 0), of(0, 0), 1), of(0, 1)); // ar[0][1]: copy 0 goes to copy 1
    expectClose(hyperWrite(h, of(100), of(1, 0, 0, 1), of(1, 2), 1), of(101, 210));
    expectClose(hyperRead(h, of(2, 3), 1), of(32));
    expectClose(hyperSpread(of(1, 2, 3, 4), 2), of(1, 2, 1, 2, 3, 4, 3, 4));
  });

  test('cross-entropy: uniform logits cost ln V; unscored rows cost nothing', () => {
    const result = crossEntropy(new Float64Array(8), Uint32Array.of(1, unscored), 4);
    expect(result.loss).toBeCloseTo(Math.log(4), 12);
    expectClose(result.losses, of(Math.log(4), 0), 1e-12);
    expectClose(result.dlogits, of(0.25, -0.75, 0.25, 0.25, 0, 0, 0, 0), 1e-12);
    expect(crossEntropy(of(1000, 0), Uint32Array.of(1), 2).loss).toBeCloseTo(1000, 9);
    expect(crossEntropy(of(1, 2), Uint32Array.of(unscored), 2)).toMatchObject({ loss: 0, scored: 0 });
  });
});

describe('clip and AdamW', () => {
  const settings = { learningRate: 0.1, scalarRate: 0.01, weightDecay: 0.5, beta1: 0.9, beta2: 0.95, clip: 1 };
  const trained = (group: Group, value: number, gradient: number): Trained => ({
    group,
    value: of(value),
    gradient: of(gradient),
    mean: of(0),
    square: of(0),
  });

  test('the norm spans all parameters and only shrinks', () => {
    expect(globalNorm([of(3), of(0, 4)])).toBe(5);
    expect([clipScale(5, 1), clipScale(0.5, 1), clipScale(5, 0)]).toEqual([0.2, 1, 1]);
  });

  test('the first step is the rate times the sign; only matrices decay', () => {
    const parameters = [trained('matrix', 2, 3), trained('table', 2, 4), trained('scalar', 2, -1)];
    expect(clipAdamW(parameters, settings, 1)).toBeCloseTo(Math.sqrt(26), 12);
    expectClose(of(...parameters.map((p) => p.value[0]!)), of(2 * 0.95 - 0.1, 2 - 0.1, 2 + 0.01), 1e-7);
    expect(parameters[0]!.mean[0]).toBeCloseTo((0.1 * 3) / Math.sqrt(26), 12);
    expect(parameters[0]!.square[0]).toBeCloseTo((0.05 * 9) / 26, 12);
  });

  test('the second step divides the moments by 1 − β²', () => {
    const p = trained('table', 0, 0.5);
    clipAdamW([p], settings, 1);
    p.gradient[0] = -0.25;
    clipAdamW([p], settings, 2);
    const mean = (0.9 * 0.05 - 0.1 * 0.25) / (1 - 0.81);
    const square = (0.95 * 0.05 * 0.25 + 0.05 * 0.0625) / (1 - 0.9025);
    expect(p.value[0]).toBeCloseTo(-0.1 - (0.1 * mean) / Math.sqrt(square), 7);
  });
});
