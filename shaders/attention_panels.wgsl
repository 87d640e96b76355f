// Causal attention, fast; attention.wgsl says the same plainly, and should be read first. Continues attention_tensors.wgsl.
// An invocation owns one row of a head and walks the rows it sees, four at a time, once, with a running maximum (online softmax,
// arXiv 1805.02867), all in registers. Four rows × four channels are a mat4x4f, a row per column.
// The four invocations of neighbouring rows see the same rows. How they read them is in the file that continues this one:
// attention_alone.wgsl, each for itself, or attention_shared.wgsl, a quarter each.

override NAMED: u32 = 2; // panels of a head in variables of their own, 1 or 2
override SECOND: bool = NAMED == 2u && HEAD > 4u;
override WIDER: bool = HEAD > 4u * NAMED;

const FOUR = vec4u(0u, 1u, 2u, 3u);

// A head is handled in panels of 16 channels. The first one or two have variables of their own: only wider heads reach the
// arrays behind them, which many drivers keep in slower memory, but compile faster. Channels beyond HEAD are zero.
const PANEL = 4u; // in vec4
const MORE = 7u; // panels after the first
fn channel(m: u32) -> u32 { return (m + NAMED) * PANEL; }

// Row t of the sequence that begins at row `first` of all replicas, in one head.
struct Owned { first: u32, t: u32, row: u32, head: u32, lane: u32, inside: bool }

// No early return where an invocation owns nothing: it may have to read for its neighbours.
fn owned(id: vec3u) -> Owned {
  let i = invocation_of(id);
  let fours = (shape.context + 3u) / 4u;
  let sequence = i / 4u / fours / shape.heads;
  let at = 4u * ((i / 4u) % fours) + i % 4u;
  let inside = sequence * shape.context < shape.rows && at < shape.context;
  let first = id.z * shape.rows + min(sequence * shape.context, shape.rows - shape.context);
  let t = min(at, shape.context - 1u);
  return Owned(first, t, first + t, (i / 4u / fours) % shape.heads, i % 4u, inside);
}

// 16 channels of the row that an invocation owns.
fn qk_panel(at: u32, c: u32) -> mat4x4f {
  var p: mat4x4f;
  p[0] = vec4f(qk[at + c]);
  if (c + 1u < HEAD) { p[1] = vec4f(qk[at + c + 1u]); }
  if (c + 2u < HEAD) { p[2] = vec4f(qk[at + c + 2u]); }
  if (c + 3u < HEAD) { p[3] = vec4f(qk[at + c + 3u]); }
  return p;
}
fn v_panel(at: u32, c: u32) -> mat4x4f {
  var p: mat4x4f;
  p[0] = vec4f(v[at + c]);
  if (c + 1u < HEAD) { p[1] = vec4f(v[at + c + 1u]); }
  if (c + 2u < HEAD) { p[2] = vec4f(v[at + c + 2u]); }
  if (c + 3u < HEAD) { p[3] = vec4f(v[at + c + 3u]); }
  return p;
}
fn dy_panel(at: u32, c: u32) -> mat4x4f {
  var p: mat4x4f;
  p[0] = vec4f(dy[at + c]);
  if (c + 1u < HEAD) { p[1] = vec4f(dy[at + c + 1u]); }
  if (c + 2u < HEAD) { p[2] = vec4f(dy[at + c + 2u]); }
  if (c + 3u < HEAD) { p[3] = vec4f(dy[at + c + 3u]); }
  return p;
}

// 16 channels of four rows.
struct Rows { a: mat4x4f, b: mat4x4f, c: mat4x4f, d: mat4x4f }

fn qk_rows(at: Four, c: u32) -> Rows {
  var r: Rows;
  r.a = qk_four(at, c);
  if (c + 1u < HEAD) { r.b = qk_four(at, c + 1u); }
  if (c + 2u < HEAD) { r.c = qk_four(at, c + 2u); }
  if (c + 3u < HEAD) { r.d = qk_four(at, c + 3u); }
  return r;
}
fn v_rows(at: Four, c: u32) -> Rows {
  var r: Rows;
  r.a = v_four(at, c);
  if (c + 1u < HEAD) { r.b = v_four(at, c + 1u); }
  if (c + 2u < HEAD) { r.c = v_four(at, c + 2u); }
  if (c + 3u < HEAD) { r.d = v_four(at, c + 3u); }
  return r;
}
fn dy_rows(at: Four, c: u32) -> Rows {
  var r: Rows;
  r.a = dy_four(at, c);
  if (c + 1u < HEAD) { r.b = dy_four(at, c + 1u); }
  if (c + 2u < HEAD) { r.c = dy_four(at, c + 2u); }
  if (c + 3u < HEAD) { r.d = dy_four(at, c + 3u); }
  return r;
}

// The inner products of a row with four rows.
fn products(row: mat4x4f, r: Rows) -> vec4f { return row[0] * r.a + row[1] * r.b + row[2] * r.c + row[3] * r.d; }

// The sum of four rows with weights.
fn weighted(rows: Rows, by: vec4f) -> mat4x4f { return mat4x4f(rows.a * by, rows.b * by, rows.c * by, rows.d * by); }

fn put_o_panel(w: Owned, first: u32, value: mat4x4f) {
  var p = value;
  let at = o_at(w.row, w.head) + first;
  for (var j = 0u; j < PANEL && first + j < HEAD; j++) { o[at + j] = Stored(p[j]); }
}

// `at` is where the row of q or of k begins.
fn put_dqk_panel(w: Owned, at: u32, first: u32, value: mat4x4f) {
  var p = value;
  for (var j = 0u; j < PANEL && first + j < HEAD; j++) { put_dqk(at, w.t, first + j, p[j]); }
}

fn put_dv_panel(at: u32, first: u32, value: mat4x4f) {
  var p = value;
  for (var j = 0u; j < PANEL && first + j < HEAD; j++) { put_dv(at + first + j, p[j]); }
}

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let w = owned(id);
  let at = q_at(w.row, w.head);
  let q0 = shape.scale * qk_panel(at, 0u);
  var q1: mat4x4f;
  var sum0: mat4x4f;
  var sum1: mat4x4f;
  var q_more: array<mat4x4f, MORE>;
  var sum_more: array<mat4x4f, MORE>;
  if (SECOND) { q1 = shape.scale * qk_panel(at, PANEL); }
  if (WIDER) { for (var m = 0u; channel(m) < HEAD; m++) { q_more[m] = shape.scale * qk_panel(at, channel(m)); } }
  var largest = LOWEST;
  var total = 0.0;
  let end = after(w.t);
  for (var s = 0u; s < end; s += 4u) {
    let key = k_fours(w, s);
    let value = v_fours(w, s);
    var scores = products(q0, qk_rows(key, 0u));
    if (SECOND) { scores += products(q1, qk_rows(key, PANEL)); }
    if (WIDER) { for (var m = 0u; channel(m) < HEAD; m++) { scores += products(q_more[m], qk_rows(key, channel(m))); } }
    scores = select(vec4f(LOWEST), scores, s + FOUR <= vec4u(w.t));
    let next = max(largest, max(max(scores.x, scores.y), max(scores.z, scores.w)));
    let keep = exp(largest - next);
    let p = exp(scores - next);
    total = total * keep + dot(p, vec4f(1.0));
    sum0 = keep * sum0 + weighted(v_rows(value, 0u), p);
    if (SECOND) { sum1 = keep * sum1 + weighted(v_rows(value, PANEL), p); }
    if (WIDER) { for (var m = 0u; channel(m) < HEAD; m++) { sum_more[m] = keep * sum_more[m] + weighted(v_rows(value, channel(m)), p); } }
    largest = next;
  }
  if (!w.inside) { return; }
  put_o_panel(w, 0u, (1.0 / total) * sum0);
  if (SECOND) { put_o_panel(w, PANEL, (1.0 / total) * sum1); }
  if (WIDER) { for (var m = 0u; channel(m) < HEAD; m++) { put_o_panel(w, channel(m), (1.0 / total) * sum_more[m]); } }
  lse[sum_at(w.row, w.head)] = largest + log(total);
}

// dS_ts = p_ts (dy_t·v_s − δ_t),  δ_t = dy_t·o_t;   dq_t = Σ_{s≤t} dS_ts k_s / √head
@compute @workgroup_size(64)
fn backward_query(@builtin(global_invocation_id) id: vec3u) {
  let w = owned(id);
  let at = q_at(w.row, w.head);
  let to = o_at(w.row, w.head);
  let q0 = shape.scale * qk_panel(at, 0u);
  let d0 = dy_panel(to, 0u);
  var q1: mat4x4f;
  var d1: mat4x4f;
  var dq0: mat4x4f;
  var dq1: mat4x4f;
  var q_more: array<mat4x4f, MORE>;
  var d_more: array<mat4x4f, MORE>;
  var dq_more: array<mat4x4f, MORE>;
  if (SECOND) {
    q1 = shape.scale * qk_panel(at, PANEL);
    d1 = dy_panel(to, PANEL);
  }
  if (WIDER) {
    for (var m = 0u; channel(m) < HEAD; m++) {
      q_more[m] = shape.scale * qk_panel(at, channel(m));
      d_more[m] = dy_panel(to, channel(m));
    }
  }
  var along = 0.0; // δ
  for (var j = 0u; j < HEAD; j++) { along += dot(vec4f(dy[to + j]), vec4f(output[to + j])); }
  let log_sum = sums[sum_at(w.row, w.head)];
  let end = after(w.t);
  for (var s = 0u; s < end; s += 4u) {
    let key = k_fours(w, s);
    let value = v_fours(w, s);
    let k0 = qk_rows(key, 0u);
    var k1: Rows;
    var scores = products(q0, k0);
    var dp = products(d0, v_rows(value, 0u));
    if (SECOND) {
      k1 = qk_rows(key, PANEL);
      scores += products(q1, k1);
      dp += products(d1, v_rows(value, PANEL));
    }
    if (WIDER) {
      for (var m = 0u; channel(m) < HEAD; m++) {
        scores += products(q_more[m], qk_rows(key, channel(m)));
        dp += products(d_more[m], v_rows(value, channel(m)));
      }
    }
    let p = select(vec4f(), exp(scores - log_sum), s + FOUR <= vec4u(w.t));
    let ds = p * (dp - along) * shape.scale;
    dq0 += weighted(k0, ds);
    if (SECOND) { dq1 += weighted(k1, ds); }
    if (WIDER) { for (var m = 0u; channel(m) < HEAD; m++) { dq_more[m] += weighted(qk_rows(key, channel(m)), ds); } }
  }
  if (!w.inside) { return; }
  delta[sum_at(w.row, w.head)] = along;
  let to_query = dq_at(w.row, w.head);
  put_dqk_panel(w, to_query, 0u, dq0);
  if (SECOND) { put_dqk_panel(w, to_query, PANEL, dq1); }
  if (WIDER) { for (var m = 0u; channel(m) < HEAD; m++) { put_dqk_panel(w, to_query, channel(m), dq_more[m]); } }
}

// dv_s = Σ_{t≥s} p_ts dy_t;   dk_s = Σ_{t≥s} dS_ts q_t / √head
@compute @workgroup_size(64)
fn backward_key(@builtin(global_invocation_id) id: vec3u) {
  let w = owned(id);
  let at = k_at(w.row, w.head);
  let value_at = v_at(w.row, w.head);
  let k0 = shape.scale * qk_panel(at, 0u);
  let v0 = v_panel(value_at, 0u);
  var k1: mat4x4f;
  var v1: mat4x4f;
  var dk0: mat4x4f;
  var dk1: mat4x4f;
  var sum0: mat4x4f; // dv
  var sum1: mat4x4f;
  var k_more: array<mat4x4f, MORE>;
  var v_more: array<mat4x4f, MORE>;
  var dk_more: array<mat4x4f, MORE>;
  var sum_more: array<mat4x4f, MORE>;
  if (SECOND) {
    k1 = shape.scale * qk_panel(at, PANEL);
    v1 = v_panel(value_at, PANEL);
  }
  if (WIDER) {
    for (var m = 0u; channel(m) < HEAD; m++) {
      k_more[m] = shape.scale * qk_panel(at, channel(m));
      v_more[m] = v_panel(value_at, channel(m));
    }
  }
  for (var t = before(w.t); t < shape.context; t += 4u) {
    let query = q_fours(w, t);
    let gradient = o_fours(w, t);
    let row = sum_at(w.first, w.head) + min(t + FOUR, vec4u(shape.context - 1u)) * shape.heads;
    let log_sum = vec4f(sums[row.x], sums[row.y], sums[row.z], sums[row.w]);
    let along = vec4f(deltas[row.x], deltas[row.y], deltas[row.z], deltas[row.w]);
    let q0 = qk_rows(query, 0u);
    let d0 = dy_rows(gradient, 0u);
    var q1: Rows;
    var d1: Rows;
    var scores = products(k0, q0);
    var dp = products(v0, d0);
    if (SECOND) {
      q1 = qk_rows(query, PANEL);
      d1 = dy_rows(gradient, PANEL);
      scores += products(k1, q1);
      dp += products(v1, d1);
    }
    if (WIDER) {
      for (var m = 0u; channel(m) < HEAD; m++) {
        scores += products(k_more[m], qk_rows(query, channel(m)));
        dp += products(v_more[m], dy_rows(gradient, channel(m)));
      }
    }
    // Only queries of this sequence, and none before the key.
    let sees = (t + FOUR >= vec4u(w.t)) & (t + FOUR < vec4u(shape.context));
    let p = select(vec4f(), exp(scores - log_sum), sees);
    let ds = p * (dp - along) * shape.scale;
    sum0 += weighted(d0, p);
    dk0 += weighted(q0, ds);
    if (SECOND) {
      sum1 += weighted(d1, p);
      dk1 += weighted(q1, ds);
    }
    if (WIDER) {
      for (var m = 0u; channel(m) < HEAD; m++) {
        sum_more[m] += weighted(dy_rows(gradient, channel(m)), p);
        dk_more[m] += weighted(qk_rows(query, channel(m)), ds);
      }
    }
  }
  if (!w.inside) { return; }
  let to_key = dk_at(w.row, w.head);
  put_dv_panel(value_at, 0u, sum0);
  put_dqk_panel(w, to_key, 0u, dk0);
  if (SECOND) {
    put_dv_panel(value_at, PANEL, sum1);
    put_dqk_panel(w, to_key, PANEL, dk1);
  }
  if (WIDER) {
    for (var m = 0u; channel(m) < HEAD; m++) {
      put_dv_panel(value_at, channel(m), sum_more[m]);
      put_dqk_panel(w, to_key, channel(m), dk_more[m]);
    }
  }
}
