// Reverse-mode differentiation: each operation computes its value and notes how to add to the gradients of its inputs;
// `backward` replays the records last to first. The derivatives themselves stand beside each reference op.

import type { Activation } from '#src/experiment/settings.ts';
import { attention, attentionBackward, type AttentionShape } from './attention.ts';
import { columns, columnsBackward } from './columns.ts';
import { dense, denseBackward } from './dense.ts';
import { dropout, type Draw } from './dropout.ts';
import { embed, embedBackward, positionsBackward } from './embed.ts';
import { gelu, geluBackward } from './gelu.ts';
import { hyperRead, hyperReadBackward, hyperSpread, hyperWrite, hyperWriteBackward } from './hyper.ts';
import { layerScale, layerScaleBackward } from './layer-scale.ts';
import { matmul } from './matmul.ts';
import { mix, mixBackward, type MixForm } from './mix.ts';
import { norm, normBackward } from './norm.ts';
import { relu2, relu2Backward } from './relu2.ts';
import { rope, ropeBackward, type RopeShape } from './rope.ts';
import { swiglu, swigluBackward } from './swiglu.ts';

export interface Variable {
  readonly value: Float64Array;
  readonly gradient: Float64Array;
}

export interface Tape {
  readonly variable: (value: Float64Array) => Variable;
  /** A computed value, and what to do with its gradient once that is complete. */
  readonly record: (value: Float64Array, backward: (dy: Float64Array) => void) => Variable;
  /** Fills every gradient with that of ⟨dOutput, output⟩. */
  readonly backward: (output: Variable, dOutput: Float64Array) => void;
}

export function createTape(): Tape {
  const steps: (() => void)[] = [];
  const variable = (value: Float64Array): Variable => ({ value, gradient: new Float64Array(value.length) });
  return {
    variable,
    record(value, backward) {
      const y = variable(value);
      steps.push(() => backward(y.gradient));
      return y;
    },
    backward(output, dOutput) {
      add(output, dOutput);
      for (const step of steps.toReversed()) step();
    },
  };
}

function add(x: Variable, dx: Float64Array): void {
  if (dx.length !== x.gradient.length) throw new Error(`gradient of ${dx.length} for a value of ${x.gradient.length}`);
  for (let i = 0; i < dx.length; i++) x.gradient[i]! += dx[i]!;
}

/** The reference ops as operations on variables of one tape. */
export function operations(tape: Tape) {
  const { record } = tape;
  return {
    embed(tokens: Uint32Array, table: Variable, width: number, positions?: Variable, context = 1): Variable {
      const y = embed(tokens, table.value, width, positions && { table: positions.value, context });
      return record(y, (dy) => {
        add(table, embedBackward(tokens, dy, table.value.length / width, width));
        if (!positions) return;
        const used = positionsBackward(dy, tokens.length, context, width);
        used.forEach((g, i) => (positions.gradient[i]! += g)); // a short text leaves the last positions untouched
      });
    },
    /** y = x·W, W [width, out]. */
    linear(x: Variable, w: Variable, width: number): Variable {
      const rows = x.value.length / width;
      const out = w.value.length / width;
      return record(matmul('nn', x.value, w.value, rows, out, width), (dy) => {
        add(x, matmul('nt', dy, w.value, rows, width, out));
        add(w, matmul('tn', x.value, dy, width, out, rows));
      });
    },
    /** y = x·Wᵀ, W [out, width]: the tied head. */
    linearTransposed(x: Variable, w: Variable, width: number): Variable {
      const rows = x.value.length / width;
      const out = w.value.length / width;
      return record(matmul('nt', x.value, w.value, rows, out, width), (dy) => {
        add(x, matmul('nn', dy, w.value, rows, width, out));
        add(w, matmul('tn', dy, x.value, out, width, rows));
      });
    },
    norm(x: Variable, width: number): Variable {
      const rows = x.value.length / width;
      return record(norm(x.value, rows, width), (dy) => add(x, normBackward(x.value, dy, rows, width)));
    },
    columns(x: Variable, width: number, from: number, to: number): Variable {
      return record(columns(x.value, width, from, to), (dy) => add(x, columnsBackward(dy, width, from, to)));
    },
    rope(x: Variable, shape: RopeShape): Variable {
      return record(rope(x.value, shape), (dy) => add(x, ropeBackward(x.value, dy, shape)));
    },
    attention(qk: Variable, v: Variable, shape: AttentionShape): Variable {
      return record(attention(qk.value, v.value, shape), (dy) => {
        const { dqk, dv } = attentionBackward(qk.value, v.value, dy, shape);
        add(qk, dqk);
        add(v, dv);
      });
    },
    activation(kind: Activation, x: Variable, rows: number): Variable {
      const hidden = x.value.length / rows / 2;
      if (kind === 'gelu') return record(gelu(x.value), (dy) => add(x, geluBackward(x.value, dy)));
      if (kind === 'relu2') return record(relu2(x.value), (dy) => add(x, relu2Backward(x.value, dy)));
      return record(swiglu(x.value, rows, hidden), (dy) => add(x, swigluBackward(x.value, dy, rows, hidden)));
    },
    mix(form: MixForm, x: Variable, z: Variable, p: Variable): Variable {
      return record(mix(form, x.value, z.value, p.value), (dy) => {
        const { dx, dz, dp } = mixBackward(form, x.value, z.value, p.value, dy);
        add(x, dx);
        add(z, dz);
        add(p, dp);
      });
    },
    layerScale(x: Variable, scale: Variable): Variable {
      return record(layerScale(x.value, scale.value), (dy) => {
        const { dx, dscale } = layerScaleBackward(x.value, scale.value, dy);
        add(x, dx);
        add(scale, dscale);
      });
    },
    dropout(x: Variable, rate: number, draw: Draw): Variable {
      return record(dropout(x.value, rate, draw), (dy) => add(x, dropout(dy, rate, draw)));
    },
    dense(history: readonly Variable[], alpha: Variable): Variable {
      const xs = [...history]; // the caller's list grows later
      const values = xs.map((x) => x.value);
      return record(dense(values, alpha.value), (dy) => {
        const { dxs, dalpha } = denseBackward(values, alpha.value, dy);
        xs.forEach((x, j) => add(x, dxs[j]!));
        add(alpha, dalpha);
      });
    },
    hyperSpread(x: Variable, width: number): Variable {
      return record(hyperSpread(x.value, width), (dy) => add(x, hyperRead(dy, Float64Array.of(1, 1), width)));
    },
    hyperRead(h: Variable, am: Variable, width: number): Variable {
      return record(hyperRead(h.value, am.value, width), (dy) => {
        const { dh, dam } = hyperReadBackward(h.value, am.value, dy, width);
        add(h, dh);
        add(am, dam);
      });
    },
    hyperWrite(h: Variable, y: Variable, ar: Variable, beta: Variable, width: number): Variable {
      return record(hyperWrite(h.value, y.value, ar.value, beta.value, width), (dnext) => {
        const { dh, dy, dar, dbeta } = hyperWriteBackward(h.value, y.value, ar.value, beta.value, dnext, width);
        add(h, dh);
        add(y, dy);
        add(ar, dar);
        add(beta, dbeta);
      });
    },
  };
}
