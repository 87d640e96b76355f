// Reference causal attention, per sequence and head: y = softmax(q·kᵀ / sqrt(headWidth) + causal mask)·v.
// qk [rows, 2·width] holds q then k (already rotated), v and y [rows, width]; heads lie side by side in the columns;
// rows = batch·context, and position t sees positions 0..t of its own sequence.
// Backward, with p the softmax: dv = pᵀ·dy, dp = dy·vᵀ, ds = p·(dp − Σ p·dp), dq = ds·k·scale, dk = dsᵀ·q·scale.

export interface AttentionShape {
  readonly batch: number;
  readonly context: number;
  readonly width: number;
  readonly heads: number;
  readonly scale?: number; // 1/√head if it does not say
}

const scaleOf = ({ width, heads, scale = 1 / Math.sqrt(width / heads) }: AttentionShape): number => scale;

export function attention(qk: Float64Array, v: Float64Array, s: AttentionShape): Float64Array {
  const y = new Float64Array(v.length);
  forEachQuery(s, (first, t, columns) => {
    const p = probabilities(qk, s, first, t, columns);
    for (let u = 0; u <= t; u++) for (const c of columns) y[(first + t) * s.width + c]! += p[u]! * v[(first + u) * s.width + c]!;
  });
  return y;
}

export function attentionBackward(
  qk: Float64Array,
  v: Float64Array,
  dy: Float64Array,
  s: AttentionShape,
): { readonly dqk: Float64Array; readonly dv: Float64Array } {
  const dqk = new Float64Array(qk.length);
  const dv = new Float64Array(v.length);
  const scale = scaleOf(s);
  forEachQuery(s, (first, t, columns) => {
    const p = probabilities(qk, s, first, t, columns);
    const dp = new Float64Array(t + 1);
    let mean = 0;
    for (let u = 0; u <= t; u++) {
      for (const c of columns) {
        dv[(first + u) * s.width + c]! += p[u]! * dy[(first + t) * s.width + c]!;
        dp[u]! += dy[(first + t) * s.width + c]! * v[(first + u) * s.width + c]!;
      }
      mean += p[u]! * dp[u]!;
    }
    for (let u = 0; u <= t; u++) {
      const ds = p[u]! * (dp[u]! - mean) * scale;
      for (const c of columns) {
        const q = (first + t) * 2 * s.width + c;
        const k = (first + u) * 2 * s.width + s.width + c;
        dqk[q]! += ds * qk[k]!;
        dqk[k]! += ds * qk[q]!;
      }
    }
  });
  return { dqk, dv };
}

/** Weights of the query at position t over positions 0..t: sequence from row `first`, head with these columns. */
function probabilities(qk: Float64Array, s: AttentionShape, first: number, t: number, columns: readonly number[]): Float64Array {
  const scores = new Float64Array(t + 1);
  for (let u = 0; u <= t; u++) {
    for (const c of columns) scores[u]! += qk[(first + t) * 2 * s.width + c]! * qk[(first + u) * 2 * s.width + s.width + c]!;
    scores[u]! *= scaleOf(s);
  }
  const largest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

type Visit = (first: number, t: number, columns: readonly number[]) => void;

function forEachQuery(s: AttentionShape, visit: Visit): void {
  const headWidth = s.width / s.heads;
  for (let head = 0; head < s.heads; head++) {
    const columns = Array.from({ length: headWidth }, (_, i) => head * headWidth + i);
    for (let sequence = 0; sequence < s.batch; sequence++)
      for (let t = 0; t < s.context; t++) visit(sequence * s.context, t, columns);
  }
}

/** All softmax weights, [batch, heads, context, context], 0 above the diagonal: what the page draws. */
export function attentionMap(qk: Float64Array, s: AttentionShape): Float64Array {
  const map = new Float64Array(s.batch * s.heads * s.context ** 2);
  forEachQuery(s, (first, t, columns) => {
    const head = columns[0]! / columns.length;
    const sequence = first / s.context;
    map.set(probabilities(qk, s, first, t, columns), ((sequence * s.heads + head) * s.context + t) * s.context);
  });
  return map;
}
