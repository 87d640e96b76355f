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

override HEAD: u32 = 4; // channels of a head, in vec4, at most 32: a constant, so that the loops over it unroll
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

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = id.y * FOLD + id.x;
  if (i >= shape.rows * shape.heads) { return; }
  let row = i / shape.heads;
  let head = i % shape.heads;
  let width = shape.heads * HEAD;
  let first = row - row % shape.context;
  var q: array<vec4f, 32>;
  var sum: array<vec4f, 32>;
  let at = place(id.z, row, head, 2u * width);
  for (var j = 0u; j < HEAD; j++) { q[j] = shape.scale * qk[at + j]; }
  var largest = -3.4e38;
  var total = 0.0;
  for (var s = first; s <= row; s++) {
    let k = place(id.z, s, head, 2u * width) + width;
    var score = 0.0;
    for (var j = 0u; j < HEAD; j++) { score += dot(q[j], qk[k + j]); }
    let next = max(largest, score);
    let keep = exp(largest - next);
    let p = exp(score - next);
    total = total * keep + p;
    let value = place(id.z, s, head, shape.stride) + shape.offset;
    for (var j = 0u; j < HEAD; j++) { sum[j] = sum[j] * keep + p * v[value + j]; }
    largest = next;
  }
  let to = place(id.z, row, head, width);
  for (var j = 0u; j < HEAD; j++) { o[to + j] = sum[j] / total; }
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
  var q: array<vec4f, 32>;
  var d: array<vec4f, 32>;
  var sum: array<vec4f, 32>;
  let at = place(id.z, row, head, 2u * width);
  let to = place(id.z, row, head, width);
  var dot_o = 0.0;
  for (var j = 0u; j < HEAD; j++) {
    q[j] = shape.scale * qk[at + j];
    d[j] = dy[to + j];
    dot_o += dot(d[j], output[to + j]);
  }
  let index = id.z * shape.rows * shape.heads + i;
  let log_sum = sums[index];
  delta[index] = dot_o;
  for (var s = first; s <= row; s++) {
    let k = place(id.z, s, head, 2u * width) + width;
    let value = place(id.z, s, head, shape.stride) + shape.offset;
    var score = 0.0;
    var dp = 0.0;
    for (var j = 0u; j < HEAD; j++) {
      score += dot(q[j], qk[k + j]);
      dp += dot(d[j], v[value + j]);
    }
    let ds = exp(score - log_sum) * (dp - dot_o) * shape.scale;
    for (var j = 0u; j < HEAD; j++) { sum[j] += ds * qk[k + j]; }
  }
  for (var j = 0u; j < HEAD; j++) { dqk[at + j] = sum[j]; }
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
  var k: array<vec4f, 32>;
  var value: array<vec4f, 32>;
  var dk: array<vec4f, 32>;
  var sum: array<vec4f, 32>;
  let at = place(id.z, row, head, 2u * width) + width;
  let source = place(id.z, row, head, shape.stride) + shape.offset;
  for (var j = 0u; j < HEAD; j++) {
    k[j] = shape.scale * qk[at + j];
    value[j] = v[source + j];
  }
  for (var t = row; t < end; t++) {
    let q = place(id.z, t, head, 2u * width);
    let d = place(id.z, t, head, width);
    let index = (id.z * shape.rows + t) * shape.heads + head;
    var score = 0.0;
    var dp = 0.0;
    for (var j = 0u; j < HEAD; j++) {
      score += dot(k[j], qk[q + j]);
      dp += dot(value[j], dy[d + j]);
    }
    let p = exp(score - sums[index]);
    let ds = p * (dp - deltas[index]) * shape.scale;
    for (var j = 0u; j < HEAD; j++) {
      sum[j] += p * dy[d + j];
      dk[j] += ds * qk[q + j];
    }
  }
  for (var j = 0u; j < HEAD; j++) {
    dqk[at + j] = dk[j];
    var g = sum[j];
    if (ACCUMULATE) { g += dv[source + j]; }
    dv[source + j] = g;
  }
}
