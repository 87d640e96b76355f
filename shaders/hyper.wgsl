// Static hyper-connections (Zhu et al. 2024, arXiv 2409.19606), two copies H₀, H₁ of the stream. Per sublayer f:
//   gather   h = a₀·H₀ + a₁·H₁
//   scatter  H'_j = Σ_i A_ij·H_i + b_j·f(h)
// split copies the embedding into both, sum adds them before the head; each is the other's backward.
// H: [R, rows, 2, width]; h, f: [R, rows, width]; a, b: [R, 2]; A: [R, 2, 2], row i is the source. One invocation per row.

struct Shape {
  rows: u32,
  width: u32, // in vec4
}

override ACCUMULATE: bool = false; // add to the output of a backward pass instead of overwriting it

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> weights: array<f32>; // a for gather, A for scatter
@group(0) @binding(2) var<storage, read> strength: array<f32>; // b
@group(0) @binding(3) var<storage, read> streams: array<Stored>; // H, or its gradient in sum
@group(0) @binding(4) var<storage, read> update: array<Stored>; // f(h), or the single stream in split
@group(0) @binding(5) var<storage, read_write> y: array<Stored>; // what the pass writes
@group(0) @binding(6) var<storage, read> dy: array<Stored>; // gradient of what the forward pass wrote
@group(0) @binding(7) var<storage, read_write> partials: array<f32>; // [R, rows, weights]

fn put(at: u32, value: vec4f) {
  var v = value;
  if (ACCUMULATE) { v += vec4f(y[at]); }
  y[at] = Stored(v);
}

@compute @workgroup_size(64)
fn split(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.width) { return; }
  let row = id.z * shape.rows + i / shape.width;
  let channel = i % shape.width;
  let v = vec4f(update[row * shape.width + channel]);
  put(2u * row * shape.width + channel, v);
  put((2u * row + 1u) * shape.width + channel, v);
}

@compute @workgroup_size(64)
fn sum(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.width) { return; }
  let row = id.z * shape.rows + i / shape.width;
  let channel = i % shape.width;
  let at = 2u * row * shape.width + channel;
  put(row * shape.width + channel, vec4f(streams[at]) + vec4f(streams[at + shape.width]));
}

@compute @workgroup_size(64)
fn gather(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.width) { return; }
  let row = id.z * shape.rows + i / shape.width;
  let channel = i % shape.width;
  let at = 2u * row * shape.width + channel;
  let v = weights[2u * id.z] * vec4f(streams[at]) + weights[2u * id.z + 1u] * vec4f(streams[at + shape.width]);
  y[row * shape.width + channel] = Stored(v);
}

// dH_j = a_j·dh;  da_j = <dh, H_j>
@compute @workgroup_size(64)
fn backward_gather(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows) { return; }
  let row = id.z * shape.rows + i;
  for (var j = 0u; j < 2u; j++) {
    var along = 0.0;
    for (var channel = 0u; channel < shape.width; channel++) {
      let g = vec4f(dy[row * shape.width + channel]);
      let at = (2u * row + j) * shape.width + channel;
      along += dot(g, vec4f(streams[at]));
      put(at, weights[2u * id.z + j] * g);
    }
    partials[2u * row + j] = along;
  }
}

@compute @workgroup_size(64)
fn scatter(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.width) { return; }
  let row = id.z * shape.rows + i / shape.width;
  let channel = i % shape.width;
  let first = vec4f(streams[2u * row * shape.width + channel]);
  let second = vec4f(streams[(2u * row + 1u) * shape.width + channel]);
  let f = vec4f(update[row * shape.width + channel]);
  for (var j = 0u; j < 2u; j++) {
    let v = weights[4u * id.z + j] * first + weights[4u * id.z + 2u + j] * second + strength[2u * id.z + j] * f;
    y[(2u * row + j) * shape.width + channel] = Stored(v);
  }
}

// dH_i = Σ_j A_ij·G_j;  dA_ij = <G_j, H_i>,  G = dH'
@compute @workgroup_size(64)
fn backward_scatter(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows) { return; }
  let row = id.z * shape.rows + i;
  for (var source = 0u; source < 2u; source++) {
    var along = vec2f();
    for (var channel = 0u; channel < shape.width; channel++) {
      let g0 = vec4f(dy[2u * row * shape.width + channel]);
      let g1 = vec4f(dy[(2u * row + 1u) * shape.width + channel]);
      let at = (2u * row + source) * shape.width + channel;
      along += vec2f(dot(g0, vec4f(streams[at])), dot(g1, vec4f(streams[at])));
      put(at, weights[4u * id.z + 2u * source] * g0 + weights[4u * id.z + 2u * source + 1u] * g1);
    }
    partials[4u * row + 2u * source] = along.x;
    partials[4u * row + 2u * source + 1u] = along.y;
  }
}

// df = Σ_j b_j·G_j;  db_j = <G_j, f>
@compute @workgroup_size(64)
fn backward_update(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows) { return; }
  let row = id.z * shape.rows + i;
  var along = vec2f();
  for (var channel = 0u; channel < shape.width; channel++) {
    let g0 = vec4f(dy[2u * row * shape.width + channel]);
    let g1 = vec4f(dy[(2u * row + 1u) * shape.width + channel]);
    let f = vec4f(update[row * shape.width + channel]);
    along += vec2f(dot(g0, f), dot(g1, f));
    put(row * shape.width + channel, strength[2u * id.z] * g0 + strength[2u * id.z + 1u] * g1);
  }
  partials[2u * row] = along.x;
  partials[2u * row + 1u] = along.y;
}
