// Softmax cross-entropy with its gradient:  loss = log Σ_v exp(l_v) − l_target,  dl_v = (p_v − [v = target]) / scored;
// with SUMMED not divided: most of it would be too small for f16. The optimizer divides instead (clip.wgsl).
// logits, dlogits: [R, rows, columns]; the columns beyond the vocabulary are padding: no probability, no gradient.
// Weighted: loss and gradient of a row times its weight, which may be negative: of what was better not said.
// Soft: against shares q of every token, which sum to 1:  loss = Σ_v q_v (log Σ_u exp(l_u) − l_v),  dl_v = (p_v − q_v) / scored.
// A target of 0xffffffff is not scored. Rows of `loss` are summed and divided by `scored` in clip.wgsl.
// An invocation walks through a row, or a few neighbours share it and read it side by side.

struct Shape {
  rows: u32,
  vocab: u32,
  columns: u32, // vocabulary rounded up to a multiple of 4
  target_stride: u32, // rows, or 0 when all replicas share the targets
}

override SUMMED: bool = false;

alias StoredScalar = f32; // activations in memory, or f16: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> logits: array<StoredScalar>;
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read> scored: array<u32>; // [R] how many targets are scored
@group(0) @binding(4) var<storage, read_write> loss: array<f32>; // [R, rows]
@group(0) @binding(5) var<storage, read_write> dlogits: array<StoredScalar>;
@group(0) @binding(6) var<storage, read> weights: array<f32>; // [R, rows]
@group(0) @binding(7) var<storage, read> shares: array<f32>; // [R, rows, columns]

const UNSCORED = 0xffffffffu;

override SHARERS: u32 = 1; // of a row
override ROWS: u32 = 64u / SHARERS; // of a workgroup
var<workgroup> brought: array<f32, 64>;

// What each of a workgroup works on. No early return: all must reach the barriers, and read the last row if there is none for them.
struct Mine { row: u32, start: u32, first: u32, is_inside: bool, token: u32 }

fn mine(group: vec3u, lane: u32) -> Mine {
  let row = ROWS * group_of(group) + lane / SHARERS;
  let real = min(row, shape.rows - 1u);
  let start = (group.z * shape.rows + real) * shape.columns;
  return Mine(group.z * shape.rows + real, start, lane % SHARERS, row < shape.rows, targets[group.z * shape.target_stride + real]);
}

// Shows a value to those who share a row; where what the first of them has brought lies.
fn bring(value: f32, lane: u32) -> u32 {
  workgroupBarrier();
  brought[lane] = value;
  workgroupBarrier();
  return lane - lane % SHARERS;
}

// Of what the sharers of a row bring, in a fixed order.
fn sum_of_row(value: f32, lane: u32) -> f32 {
  if (SHARERS == 1u) { return value; }
  let first = bring(value, lane);
  var sum = 0.0;
  for (var i = 0u; i < SHARERS; i++) { sum += brought[first + i]; }
  return sum;
}
fn max_of_row(value: f32, lane: u32) -> f32 {
  if (SHARERS == 1u) { return value; }
  let first = bring(value, lane);
  var largest = value;
  for (var i = 0u; i < SHARERS; i++) { largest = max(largest, brought[first + i]); }
  return largest;
}

fn log_sum_exp(m: Mine, lane: u32) -> f32 {
  var largest = -3.4e38;
  for (var v = m.first; v < shape.vocab; v += SHARERS) { largest = max(largest, f32(logits[m.start + v])); }
  largest = max_of_row(largest, lane);
  var sum = 0.0;
  for (var v = m.first; v < shape.vocab; v += SHARERS) { sum += exp(f32(logits[m.start + v]) - largest); }
  return largest + log(sum_of_row(sum, lane));
}

@compute @workgroup_size(64)
fn evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let m = mine(group, lane);
  let total = log_sum_exp(m, lane);
  if (!m.is_inside || m.first != 0u) { return; }
  var l = 0.0;
  if (m.token != UNSCORED) { l = total - f32(logits[m.start + m.token]); }
  loss[m.row] = l;
}

@compute @workgroup_size(64)
fn train(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  learn(group, lane, 1.0);
}

@compute @workgroup_size(64)
fn train_weighted(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  learn(group, lane, weights[mine(group, lane).row]);
}

@compute @workgroup_size(64)
fn train_soft(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let m = mine(group, lane);
  let is_scored = m.token != UNSCORED;
  let total = log_sum_exp(m, lane);
  let share = select(0.0, select(1.0 / f32(scored[group.z]), 1.0, SUMMED), is_scored);
  var l = 0.0;
  if (m.is_inside) {
    for (var v = m.first; v < shape.columns; v += SHARERS) {
      let logit = f32(logits[m.start + v]);
      let is_token = v < shape.vocab;
      let q = select(0.0, shares[m.start + v], is_token);
      let p = select(0.0, exp(logit - total), is_token);
      dlogits[m.start + v] = StoredScalar(share * (p - q));
      if (q > 0.0) { l += q * (total - logit); }
    }
  }
  l = sum_of_row(l, lane);
  if (m.is_inside && m.first == 0u) { loss[m.row] = select(0.0, l, is_scored); }
}

fn learn(group: vec3u, lane: u32, weight: f32) {
  let m = mine(group, lane);
  let is_scored = m.token != UNSCORED;
  let total = log_sum_exp(m, lane);
  if (!m.is_inside) { return; }
  let share = select(0.0, weight * select(1.0 / f32(scored[group.z]), 1.0, SUMMED), is_scored);
  for (var v = m.first; v < shape.columns; v += SHARERS) {
    let p = select(0.0, exp(f32(logits[m.start + v]) - total), v < shape.vocab);
    dlogits[m.start + v] = StoredScalar(share * (p - select(0.0, 1.0, v == m.token)));
  }
  if (m.first != 0u) { return; }
  var l = 0.0;
  if (is_scored) { l = weight * (total - f32(logits[m.start + m.token])); }
  loss[m.row] = l;
}
