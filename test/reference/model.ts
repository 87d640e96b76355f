// The whole transformer in float64: logits, loss and gradients of any ModelConfig, for tokens [batch, context].
// Per block: U-net add → first-layer mix → attention (QK-norm, RoPE, value mix inside) → MLP → DenseFormer average.
// Each update goes through dropout → LayerScale → ReZero and joins the stream: x + f, or f alone without residual, or
// hyper-connections. muP (arXiv 2203.03466, table 8, base width 64 with heads of 32): logits × 64/width, scores × √32/head in place of
// 1/√head.

import type { ModelConfig } from '#src/experiment/settings.ts';
import { attentionMap } from './attention.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { Draw } from './dropout.ts';
import { hasSkip, hasValueWeight, parametersOf, sizeOf, type Values } from './initial.ts';
import { createTape, operations, type Tape, type Variable } from './tape.ts';

/** The draws of one place: 'embed', 'block0.attention' or 'block0.mlp'; the rate is the config's. */
export type Dropout = (place: string) => Draw;

export function logits(c: ModelConfig, p: Values, tokens: Uint32Array, batch: number, dropout?: Dropout): Float64Array {
  const tape = createTape();
  return forward(tape, c, variables(tape, c, p), tokens, batch, dropout).value;
}

export function loss(
  c: ModelConfig,
  p: Values,
  tokens: Uint32Array,
  targets: Uint32Array,
  batch: number,
  dropout?: Dropout,
): number {
  return crossEntropy(logits(c, p, tokens, batch, dropout), targets, c.vocab).loss;
}

export function gradients(
  c: ModelConfig,
  p: Values,
  tokens: Uint32Array,
  targets: Uint32Array,
  batch: number,
  dropout?: Dropout,
): { readonly loss: number; readonly logits: Float64Array; readonly gradients: Values } {
  const tape = createTape();
  const parameters = variables(tape, c, p);
  const output = forward(tape, c, parameters, tokens, batch, dropout);
  const result = crossEntropy(output.value, targets, c.vocab);
  tape.backward(output, result.dlogits);
  const dp = Object.fromEntries(Object.entries(parameters).map(([name, variable]) => [name, variable.gradient]));
  return { loss: result.loss, logits: output.value, gradients: dp };
}

/** What a forward pass leaves on its way. */
export interface Inside {
  readonly streams: Float64Array[]; // as the head would see them: before each block, and after the last
  readonly logits: Float64Array[]; // of each stream
  readonly maps: Float64Array[]; // of each block, [batch, heads, context, context]
}

export function inside(c: ModelConfig, p: Values, tokens: Uint32Array, batch: number): Inside {
  const tape = createTape();
  const seen: Inside = { streams: [], logits: [], maps: [] };
  forward(tape, c, variables(tape, c, p), tokens, batch, undefined, seen);
  return seen;
}

type Variables = Readonly<Record<string, Variable>>;

/** Exactly the parameters that the config asks for: a missing, extra or misshapen one is an error. */
function variables(tape: Tape, c: ModelConfig, p: Values): Variables {
  const list = parametersOf(c);
  const extra = Object.keys(p).filter((name) => !list.some((parameter) => parameter.name === name));
  if (extra.length) throw new Error(`parameters that the model does not have: ${extra.join(', ')}`);
  for (const parameter of list)
    if (p[parameter.name]?.length !== sizeOf(parameter)) throw new Error(`${parameter.name}: missing or wrong size`);
  return Object.fromEntries(list.map(({ name }) => [name, tape.variable(p[name]!)]));
}

function forward(
  tape: Tape,
  c: ModelConfig,
  p: Variables,
  tokens: Uint32Array,
  batch: number,
  dropout?: Dropout,
  seen?: Inside,
): Variable {
  const op = operations(tape);
  const constant = (value: number) => tape.variable(Float64Array.of(value));
  const drop = (x: Variable, place: string) => (dropout && c.dropout > 0 ? op.dropout(x, c.dropout, dropout(place)) : x);
  const { width, heads } = c;
  const mup = c.rateRule === 'mup' && { scale: Math.sqrt(32) / (width / heads), logits: constant(64 / width) };
  const rows = tokens.length;
  const context = rows / batch;

  const embedded = op.embed(tokens, p['embed.token']!, width, p['embed.position'], context);
  const x0 = drop(op.norm(embedded, width), 'embed');
  let x = c.hyperConnections ? op.hyperSpread(x0, width) : x0;
  let firstValue: Variable | undefined;
  const skips: Variable[] = [];
  const history = [x0];

  const mixValue = (v: Variable, l: number): Variable => {
    const weight = hasValueWeight(c, l) ? p[`block${l}.value`]! : constant(0.5);
    if (c.valueEmbeddings) return op.mix('blend', v, op.embed(tokens, p[`block${l}.valueTable`]!, width), weight);
    if (c.valueResidual === 'off') return v;
    if (firstValue) return op.mix('blend', v, firstValue, weight);
    return (firstValue = v); // block 0 is unchanged
  };

  const attention = (n: Variable, l: number): Variable => {
    const qkv = op.linear(n, p[`block${l}.qkv`]!, width);
    const v = mixValue(op.columns(qkv, 3 * width, 2 * width, 3 * width), l);
    const qk = op.columns(qkv, 3 * width, 0, 2 * width);
    const turned = op.rope(qk, { rows, context, width, heads, qkNorm: c.qkNorm, rotate: c.positions === 'rope' });
    const shape = { batch, context, width, heads, ...(mup && { scale: mup.scale }) };
    seen?.maps.push(attentionMap(turned.value, shape));
    return op.linear(op.attention(turned, v, shape), p[`block${l}.out`]!, width);
  };

  const mlp = (n: Variable, l: number): Variable => {
    const hidden = op.activation(c.activation, op.linear(n, p[`block${l}.up`]!, width), rows);
    return op.linear(hidden, p[`block${l}.down`]!, 4 * width);
  };

  const unembed = (x: Variable): Variable => {
    const stream = c.hyperConnections ? op.hyperRead(x, tape.variable(Float64Array.of(1, 1)), width) : x;
    seen?.streams.push(stream.value);
    const n = op.norm(stream, width);
    const product = c.tiedHead ? op.linearTransposed(n, p['embed.token']!, width) : op.linear(n, p['head']!, width);
    const logits = mup ? op.layerScale(product, mup.logits) : product;
    seen?.logits.push(logits.value);
    return logits;
  };

  const half = Math.floor(c.depth / 2);
  for (let l = 0; l < c.depth; l++) {
    if (seen) unembed(x);
    if (hasSkip(c, l)) x = op.mix('gate', x, skips.pop()!, p[`block${l}.skip`]!);
    if (c.firstLayer) {
      const source = c.hyperConnections ? op.hyperSpread(x0, width) : x0; // the same a and b for both copies
      x = op.mix('pair', x, source, p[`block${l}.firstLayer`]!);
    }
    for (const [sublayer, compute] of Object.entries({ attention, mlp })) {
      const at = `block${l}.${sublayer}`;
      const input = c.hyperConnections ? op.hyperRead(x, p[`${at}.read`]!, width) : x;
      let f = drop(compute(op.norm(input, width), l), at);
      if (c.layerScale) f = op.layerScale(f, p[`${at}.scale`]!);
      if (c.reZero) f = op.layerScale(f, p[`${at}.gate`]!); // one weight for all channels
      if (c.hyperConnections) x = op.hyperWrite(x, f, p[`${at}.mix`]!, p[`${at}.write`]!, width);
      else x = c.residual ? op.mix('gate', x, f, constant(1)) : f;
    }
    if (c.denseFormer) {
      history.push(x); // X_{l+1}, the block's own output: the average is not part of the history
      x = op.dense(history, p[`block${l}.dense`]!);
    }
    // With DenseFormer too, the skip carries the average: that is what the next block reads.
    if (c.uNet && l < half) skips.push(x);
  }

  return unembed(x);
}
