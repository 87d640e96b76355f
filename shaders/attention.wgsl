// Causal attention:  o_t = Σ_{s≤t} p_ts · v_s,   p_t = softmax_s(q_t·k_s / √head).
// qk: [R, rows, 2·width], q then k, heads side by side; v: columns [offset, offset + width) of [R, rows, stride]; o: [R, rows, width].
// One invocation per row and head walks its keys once with a running maximum (online softmax, arXiv 1805.02867), so no
// context × context array exists. The backward recomputes p from the saved log-sum-exp (FlashAttention, arXiv 2205.14135).

struct Shape {
  rows: u32,
  context: u32,
  heads: u32,
  stride: u32, // channels between rows of v, in vec4
  offset: u32, // first channel of v, in vec4
  scale: f32, // 1/√head
}

override HEAD: u32 = 4; // channels of a head, in vec4, at most 32: a constant, so that conditions and loops over it fold
override ACCUMULATE: bool = false; // add to dv instead of overwriting it

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> qk: array<vec4f>;
@group(0) @binding(2) var<storage, read> v: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> o: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> lse: array<f32>; // [R, rows, heads] log-sum-exp of the scores
@group(0) @binding(5) var<storage, read> output: array<vec4f>; // o of the forward pass
@group(0) @binding(6) var<storage, read> dy: array<vec4f>; // gradient of o
@group(0) @binding(7) var<storage, read> sums: array<f32>; // lse of the forward pass
@group(0) @binding(8) var<storage, read_write> delta: array<f32>; // [R, rows, heads] dy·o, for the key pass
@group(0) @binding(9) var<storage, read> deltas: array<f32>;
@group(0) @binding(10) var<storage, read_write> dqk: array<vec4f>;
@group(0) @binding(11) var<storage, read_write> dv: array<vec4f>;

const FOLD = 65535u * 64u;

// Where replica z, row, head begins in an array of rows of `stride` vec4.
fn place(z: u32, row: u32, head: u32, stride: u32) -> u32 { return (z * shape.rows + row) * stride + head * HEAD; }

// A head is handled in panels of 16 channels, each four vec4 in registers. The first panel has variables of its own: only
// heads wider than 16 reach the arrays behind it, which many drivers keep in slower memory. Channels beyond HEAD are zero.
const PANEL = 4u;
const MORE = 7u; // panels after the first

fn qk_panel(at: u32, from_channel: u32) -> mat4x4f {
  let c = at + from_channel;
  return mat4x4f(
    qk[c],
    select(vec4f(), qk[c + 1u], from_channel + 1u < HEAD),
    select(vec4f(), qk[c + 2u], from_channel + 2u < HEAD),
    select(vec4f(), qk[c + 3u], from_channel + 3u < HEAD));
}

fn v_panel(at: u32, from_channel: u32) -> mat4x4f {
  let c = at + from_channel;
  return mat4x4f(
    v[c],
    select(vec4f(), v[c + 1u], from_channel + 1u < HEAD),
    select(vec4f(), v[c + 2u], from_channel + 2u < HEAD),
    select(vec4f(), v[c + 3u], from_channel + 3u < HEAD));
}

fn dy_panel(at: u32, from_channel: u32) -> mat4x4f {
  let c = at + from_channel;
  return mat4x4f(
    dy[c],
    select(vec4f(), dy[c + 1u], from_channel + 1u < HEAD),
    select(vec4f(), dy[c + 2u], from_channel + 2u < HEAD),
    select(vec4f(), dy[c + 3u], from_channel + 3u < HEAD));
}

fn inner(a: mat4x4f, b: mat4x4f) -> f32 { return dot(a[0], b[0]) + dot(a[1], b[1]) + dot(a[2], b[2]) + dot(a[3], b[3]); }

fn put_o(at: u32, from_channel: u32, value: mat4x4f) {
  for (var j = 0u; j < PANEL && from_channel + j < HEAD; j++) { o[at + from_channel + j] = value[j]; }
}

fn put_dqk(at: u32, from_channel: u32, value: mat4x4f) {
  for (var j = 0u; j < PANEL && from_channel + j < HEAD; j++) { dqk[at + from_channel + j] = value[j]; }
}

fn put_dv(at: u32, from_channel: u32, value: mat4x4f) {
  for (var j = 0u; j < PANEL && from_channel + j < HEAD; j++) {
    let c = at + from_channel + j;
    var g = value[j];
    if (ACCUMULATE) { g += dv[c]; }
    dv[c] = g;
  }
}

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = id.y * FOLD + id.x;
  if (i >= shape.rows * shape.heads) { return; }
  let row = i / shape.heads;
  let head = i % shape.heads;
  let width = shape.heads * HEAD;
  let first = row - row % shape.context;
  let at = place(id.z, row, head, 2u * width);
  let q = shape.scale * qk_panel(at, 0u);
  var sum = mat4x4f();
  var q_more: array<mat4x4f, MORE>;
  var sum_more: array<mat4x4f, MORE>;
  for (var c = PANEL; c < HEAD; c += PANEL) { q_more[c / PANEL - 1u] = shape.scale * qk_panel(at, c); }
  var largest = -3.4e38;
  var total = 0.0;
  for (var s = first; s <= row; s++) {
    let k = place(id.z, s, head, 2u * width) + width;
    let value = place(id.z, s, head, shape.stride) + shape.offset;
    var score = inner(q, qk_panel(k, 0u));
    for (var c = PANEL; c < HEAD; c += PANEL) { score += inner(q_more[c / PANEL - 1u], qk_panel(k, c)); }
    let next = max(largest, score);
    let keep = exp(largest - next);
    let p = exp(score - next);
    total = total * keep + p;
    sum = keep * sum + p * v_panel(value, 0u);
    for (var c = PANEL; c < HEAD; c += PANEL) {
      sum_more[c / PANEL - 1u] = keep * sum_more[c / PANEL - 1u] + p * v_panel(value, c);
    }
    largest = next;
  }
  let to = place(id.z, row, head, width);
  put_o(to, 0u, (1.0 / total) * sum);
  for (var c = PANEL; c < HEAD; c += PANEL) { put_o(to, c, (1.0 / total) * sum_more[c / PANEL - 1u]); }
  lse[id.z * shape.rows * shape.heads + i] = largest + log(total);
}

// dS_ts = p_ts (dy_t·v_s − δ_t),  δ_t = dy_t·o_t;   dq_t = Σ_{s≤t} dS_ts k_s / √head
@compute @workgroup_size(64)
fn backward_query(@builtin(global_invocation_id) id: vec3u) {
  let i = id.y * FOLD + id.x;
  if (i >= shape.rows * shape.heads) { return; }
  let row = i / shape.heads;
  let head = i % shape.heads;
  let width = shape.heads * HEAD;
  let first = row - row % shape.context;
  let at = place(id.z, row, head, 2u * width);
  let to = place(id.z, row, head, width);
  let q = shape.scale * qk_panel(at, 0u);
  let d = dy_panel(to, 0u);
  var dq = mat4x4f();
  var q_more: array<mat4x4f, MORE>;
  var d_more: array<mat4x4f, MORE>;
  var dq_more: array<mat4x4f, MORE>;
  for (var c = PANEL; c < HEAD; c += PANEL) {
    q_more[c / PANEL - 1u] = shape.scale * qk_panel(at, c);
    d_more[c / PANEL - 1u] = dy_panel(to, c);
  }
  var along = 0.0; // δ
  for (var j = 0u; j < HEAD; j++) { along += dot(dy[to + j], output[to + j]); }
  let index = id.z * shape.rows * shape.heads + i;
  let log_sum = sums[index];
  delta[index] = along;
  for (var s = first; s <= row; s++) {
    let k = place(id.z, s, head, 2u * width) + width;
    let value = place(id.z, s, head, shape.stride) + shape.offset;
    let key = qk_panel(k, 0u);
    var score = inner(q, key);
    var dp = inner(d, v_panel(value, 0u));
    for (var c = PANEL; c < HEAD; c += PANEL) {
      score += inner(q_more[c / PANEL - 1u], qk_panel(k, c));
      dp += inner(d_more[c / PANEL - 1u], v_panel(value, c));
    }
    let ds = exp(score - log_sum) * (dp - along) * shape.scale;
    dq += ds * key;
    for (var c = PANEL; c < HEAD; c += PANEL) { dq_more[c / PANEL - 1u] += ds * qk_panel(k, c); }
  }
  put_dqk(at, 0u, dq);
  for (var c = PANEL; c < HEAD; c += PANEL) { put_dqk(at, c, dq_more[c / PANEL - 1u]); }
}

// dv_s = Σ_{t≥s} p_ts dy_t;   dk_s = Σ_{t≥s} dS_ts q_t / √head
@compute @workgroup_size(64)
fn backward_key(@builtin(global_invocation_id) id: vec3u) {
  let i = id.y * FOLD + id.x;
  if (i >= shape.rows * shape.heads) { return; }
  let row = i / shape.heads;
  let head = i % shape.heads;
  let width = shape.heads * HEAD;
  let end = row - row % shape.context + shape.context;
  let at = place(id.z, row, head, 2u * width) + width;
  let from_value = place(id.z, row, head, shape.stride) + shape.offset;
  let k = shape.scale * qk_panel(at, 0u);
  let value = v_panel(from_value, 0u);
  var dk = mat4x4f();
  var sum = mat4x4f();
  var k_more: array<mat4x4f, MORE>;
  var value_more: array<mat4x4f, MORE>;
  var dk_more: array<mat4x4f, MORE>;
  var sum_more: array<mat4x4f, MORE>;
  for (var c = PANEL; c < HEAD; c += PANEL) {
    k_more[c / PANEL - 1u] = shape.scale * qk_panel(at, c);
    value_more[c / PANEL - 1u] = v_panel(from_value, c);
  }
  for (var t = row; t < end; t++) {
    let q = place(id.z, t, head, 2u * width);
    let d = place(id.z, t, head, width);
    let index = (id.z * shape.rows + t) * shape.heads + head;
    let query = qk_panel(q, 0u);
    let gradient = dy_panel(d, 0u);
    var score = inner(k, query);
    var dp = inner(value, gradient);
    for (var c = PANEL; c < HEAD; c += PANEL) {
      score += inner(k_more[c / PANEL - 1u], qk_panel(q, c));
      dp += inner(value_more[c / PANEL - 1u], dy_panel(d, c));
    }
    let p = exp(score - sums[index]);
    let ds = p * (dp - deltas[index]) * shape.scale;
    sum += p * gradient;
    dk += ds * query;
    for (var c = PANEL; c < HEAD; c += PANEL) {
      sum_more[c / PANEL - 1u] += p * dy_panel(d, c);
      dk_more[c / PANEL - 1u] += ds * qk_panel(q, c);
    }
  }
  put_dqk(at, 0u, dk);
  put_dv(from_value, 0u, sum);
  for (var c = PANEL; c < HEAD; c += PANEL) {
    put_dqk(at, c, dk_more[c / PANEL - 1u]);
    put_dv(from_value, c, sum_more[c / PANEL - 1u]);
  }
}
