// Linear layers with every combination of flags that the model uses, in every variant, below and above one tile.

import { matmulVariants, plainest, type Tuning } from '#src/gpu/tuning.ts';
import { matmul } from '#src/ops/matmul.ts';
import { checkOp } from '../check-op.ts';
import * as reference from '../reference/matmul.ts';
import { norm, normBackward } from '../reference/norm.ts';
import { relu2, relu2Backward } from '../reference/relu2.ts';

type Size = readonly [m: number, k: number, n: number];
type Input = 'plain' | 'relu²' | 'normed';

/** y = scale·f(x)·w (+ add) with w stored as [K, N], or as [N, K] when transposed. */
function check(
  what: string,
  [m, k, n]: Size,
  input: Input,
  added: boolean,
  transposed: boolean,
  tuning?: Tuning,
  scale = 1,
): void {
  const f = (x: Float64Array): Float64Array => (input === 'relu²' ? relu2(x) : input === 'normed' ? norm(x, m, k) : x);
  const back = (x: Float64Array, da: Float64Array): Float64Array =>
    input === 'relu²' ? relu2Backward(x, da) : input === 'normed' ? normBackward(x, da, m, k) : da;
  checkOp({
    name: `matmul ${what} [${m}, ${k}]·[${k}, ${n}]${transposed ? ' transposed' : ''}, ${input}${added ? ', + add' : ''}`,
    inputs: { x: [m, k], w: transposed ? [n, k] : [k, n], ...(added && { add: [m, n] }) },
    build: (g, { x, w, add }) =>
      matmul(g, x!, w!, { relu2: input === 'relu²', normed: input === 'normed', transposed, scale, ...(add && { add }) }),
    reference: ({ x, w, add }) => {
      const y = reference.matmul(transposed ? 'nt' : 'nn', f(x!), w!, m, n, k).map((v) => scale * v);
      return add ? y.map((v, i) => v + add[i]!) : y;
    },
    gradients: ({ x, w }, added) => {
      const dy = added.map((v) => scale * v);
      const a = f(x!);
      const da = reference.matmul(transposed ? 'nn' : 'nt', dy, w!, m, k, n);
      const dw = transposed ? reference.matmul('tn', dy, a, n, k, m) : reference.matmul('tn', a, dy, k, n, m);
      return { x: back(x!, da), w: dw, add: added };
    },
    tolerance: 2e-4,
    ...(tuning && { tuning }),
  });
}

// Rows below, at and above the blocks and tiles, and columns that leave part of one over.
const sizes: readonly Size[] = [
  [1, 4, 4],
  [7, 8, 12],
  [8, 16, 8],
  [9, 12, 20],
  [65, 4, 36],
  [83, 76, 92],
];
for (const size of sizes) {
  for (const input of ['plain', 'relu²'] as const) for (const added of [false, true]) check('', size, input, added, false);
  check('', size, 'normed', false, false);
  check('', size, 'plain', false, true);
  check('', size, 'normed', false, true);
}

for (const variant of matmulVariants.filter((v) => v !== 'block8')) {
  const tuning: Tuning = { ...plainest, small: variant, large: variant, workgroup: 16 };
  for (const size of [
    [5, 12, 8],
    [83, 76, 92],
  ] as const) {
    check(variant, size, 'relu²', true, false, tuning);
    check(variant, size, 'normed', false, false, tuning);
  }
  check(variant, [35, 20, 68], 'normed', false, true, tuning);
}

// The logits of muP.
for (const [input, added, transposed] of [
  ['relu²', true, false],
  ['normed', false, false],
  ['normed', false, true],
] as const)
  check('scaled', [9, 12, 20], input, added, transposed, undefined, 0.3);

const parts = { rows: 256, most: 8, workgroups: 64 };
// A long sum over rows, in parts: 2 of them, the rows no multiple of anything.
for (const small of ['block8', 'block16', 'tile32', 'tile64', 'quads16'] as const)
  for (const input of ['relu²', 'normed'] as const)
    check(`${small} split`, [603, 8, 12], input, false, false, { ...plainest, small, parts });
