// Softmax cross-entropy with its gradient:  loss = log Σ_v exp(l_v) − l_target,  dl_v = (p_v − [v = target]) / scored;
// with SUMMED not divided: most of it would be too small for f16. The optimizer divides instead (clip.wgsl).
// logits, dlogits: [R, rows, columns]; the columns beyond the vocabulary are padding: no probability, no gradient.
// Weighted: loss and gradient of a row times its weight, which may be negative: of what was better not said.
// Soft: against shares q of every token, which sum to 1:  loss = Σ_v q_v (log Σ_u exp(l_u) − l_v),  dl_v = (p_v − q_v) / scored.
// A target of 0xffffffff is not scored. Rows of `loss` are summed and divided by `scored` in clip.wgsl. One invocation per row.

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

fn log_sum_exp(start: u32) -> f32 {
  var largest = -3.4e38;
  for (var v = start; v < start + shape.vocab; v++) { largest = max(largest, f32(logits[v])); }
  var sum = 0.0;
  for (var v = start; v < start + shape.vocab; v++) { sum += exp(f32(logits[v]) - largest); }
  return largest + log(sum);
}

@compute @workgroup_size(64)
fn evaluate(@builtin(global_invocation_id) id: vec3u) {
  let row = invocation_of(id);
  if (row >= shape.rows) { return; }
  let start = (id.z * shape.rows + row) * shape.columns;
  let token = targets[id.z * shape.target_stride + row];
  var l = 0.0;
  if (token != UNSCORED) { l = log_sum_exp(start) - f32(logits[start + token]); }
  loss[id.z * shape.rows + row] = l;
}

@compute @workgroup_size(64)
fn train(@builtin(global_invocation_id) id: vec3u) {
  let row = invocation_of(id);
  if (row < shape.rows) { learn(id.z, row, 1.0); }
}

@compute @workgroup_size(64)
fn train_weighted(@builtin(global_invocation_id) id: vec3u) {
  let row = invocation_of(id);
  if (row < shape.rows) { learn(id.z, row, weights[id.z * shape.rows + row]); }
}

@compute @workgroup_size(64)
fn train_soft(@builtin(global_invocation_id) id: vec3u) {
  let row = invocation_of(id);
  if (row >= shape.rows) { return; }
  let start = (id.z * shape.rows + row) * shape.columns;
  let is_scored = targets[id.z * shape.target_stride + row] != UNSCORED;
  let total = log_sum_exp(start);
  let share = select(0.0, select(1.0 / f32(scored[id.z]), 1.0, SUMMED), is_scored);
  var l = 0.0;
  for (var v = 0u; v < shape.columns; v++) {
    let logit = f32(logits[start + v]);
    let is_token = v < shape.vocab;
    let q = select(0.0, shares[start + v], is_token);
    let p = select(0.0, exp(logit - total), is_token);
    dlogits[start + v] = StoredScalar(share * (p - q));
    if (q > 0.0) { l += q * (total - logit); }
  }
  loss[id.z * shape.rows + row] = select(0.0, l, is_scored);
}

fn learn(replica: u32, row: u32, weight: f32) {
  let start = (replica * shape.rows + row) * shape.columns;
  let token = targets[replica * shape.target_stride + row];
  let is_scored = token != UNSCORED;
  let total = log_sum_exp(start);
  let share = select(0.0, weight * select(1.0 / f32(scored[replica]), 1.0, SUMMED), is_scored);
  for (var v = 0u; v < shape.columns; v++) {
    let p = select(0.0, exp(f32(logits[start + v]) - total), v < shape.vocab);
    dlogits[start + v] = StoredScalar(share * (p - select(0.0, 1.0, v == token)));
  }
  var l = 0.0;
  if (is_scored) { l = weight * (total - f32(logits[start + token])); }
  loss[replica * shape.rows + row] = l;
}
