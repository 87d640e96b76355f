// Shares of every token, for whoever wants to know more than the one that is drawn:  p_v = exp(l_v − log Σ_u exp(l_u)).
// logits: [R, rows, columns]; shares: [R, rows, vocab]. One invocation per row.

struct Shape {
  rows: u32,
  vocab: u32,
  columns: u32, // vocabulary rounded up to a multiple of 4
}

alias StoredScalar = f32; // activations in memory, or f16: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> logits: array<StoredScalar>;
@group(0) @binding(2) var<storage, read_write> shares: array<f32>;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let within = invocation_of(id);
  if (within >= shape.rows) { return; }
  let row = id.z * shape.rows + within;
  let start = row * shape.columns;
  var largest = -3.4e38;
  for (var v = 0u; v < shape.vocab; v++) { largest = max(largest, f32(logits[start + v])); }
  var sum = 0.0;
  for (var v = 0u; v < shape.vocab; v++) { sum += exp(f32(logits[start + v]) - largest); }
  let total = largest + log(sum);
  for (var v = 0u; v < shape.vocab; v++) { shares[row * shape.vocab + v] = exp(f32(logits[start + v]) - total); }
}
