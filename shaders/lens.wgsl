// The logit lens (nostalgebraist 2020): what the head would answer if it read the stream of this layer.
//   likeliest = argmax_v l_v (the first of equals),  probability = exp(l_likeliest) / Σ_v exp(l_v),  loss = log Σ_v exp(l_v) − l_target
// logits: [R, rows, columns]; targets: [rows]; answers: [R, layers, rows]. A target of 0xffffffff is not scored: its loss is 0.
// One invocation per row.

struct Shape {
  rows: u32,
  vocab: u32,
  columns: u32, // vocabulary rounded up to a multiple of 4
  layers: u32,
  layer: u32, // of this dispatch
}
struct Answer {
  likeliest: u32,
  probability: f32,
  loss: f32,
}

alias StoredScalar = f32; // activations in memory, or f16: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> logits: array<StoredScalar>;
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read_write> answers: array<Answer>;

const UNSCORED = 0xffffffffu;

@compute @workgroup_size(64)
fn answer(@builtin(global_invocation_id) id: vec3u) {
  let row = invocation_of(id);
  if (row >= shape.rows) { return; }
  let start = (id.z * shape.rows + row) * shape.columns;
  var best = 0u;
  for (var v = 1u; v < shape.vocab; v++) {
    if (logits[start + v] > logits[start + best]) { best = v; }
  }
  let largest = f32(logits[start + best]);
  var sum = 0.0;
  for (var v = 0u; v < shape.vocab; v++) { sum += exp(f32(logits[start + v]) - largest); }
  var loss = 0.0;
  let token = targets[row];
  if (token != UNSCORED) { loss = largest + log(sum) - f32(logits[start + token]); }
  answers[(id.z * shape.layers + shape.layer) * shape.rows + row] = Answer(best, 1.0 / sum, loss);
}
