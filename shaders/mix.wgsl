// The weighted shortcuts:  y = α·x + β·z, with learned weights w per layer:
//   PAIR   α = w₀, β = w₁      first-layer shortcut, z = x0
//   GATE   α = 1,  β = w₀      U-net skip and ReZero
//   BLEND  α = 1−w₀, β = w₀    value residual and value embeddings
// y: [R, rows, copies·width]; x the same, z: [R, rows, width] is used by every copy. x and z may be columns of wider rows.
// Rows of `partials` hold each row's share of the weights' gradient: a finishing dispatch sums them (scalars.wgsl).

struct Shape {
  rows: u32,
  width: u32, // of z, in vec4
  copies: u32, // of the stream: 2 with hyper-connections, else 1
  x_stride: u32, // between rows of x, in vec4
  x_offset: u32,
  z_stride: u32,
  z_offset: u32,
}

override MODE: u32 = 0; // PAIR, GATE, BLEND
override ACCUMULATE_X: bool = false; // add to dx instead of overwriting it
override ACCUMULATE_Z: bool = false;

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> weights: array<f32>; // [R, 2] for PAIR, else [R, 1]
@group(0) @binding(2) var<storage, read> x: array<Stored>;
@group(0) @binding(3) var<storage, read> z: array<Stored>;
@group(0) @binding(4) var<storage, read_write> y: array<Stored>;
@group(0) @binding(5) var<storage, read> dy: array<Stored>;
@group(0) @binding(6) var<storage, read_write> dx: array<Stored>;
@group(0) @binding(7) var<storage, read_write> dz: array<Stored>;
@group(0) @binding(8) var<storage, read_write> partials: array<f32>; // [R, rows, weights]

const PAIR = 0u;
const GATE = 1u;
const BLEND = 2u;

// (α, β) of a replica
fn coefficients(replica: u32) -> vec2f {
  if (MODE == PAIR) { return vec2f(weights[2u * replica], weights[2u * replica + 1u]); }
  let w = weights[replica];
  if (MODE == GATE) { return vec2f(1.0, w); }
  return vec2f(1.0 - w, w);
}

// A row's share of the weights' gradient from <dy, x> and <dy, z>.
fn save(row: u32, along_x: f32, along_z: f32) {
  if (MODE == PAIR) {
    partials[2u * row] = along_x;
    partials[2u * row + 1u] = along_z;
  } else if (MODE == GATE) {
    partials[row] = along_z;
  } else {
    partials[row] = along_z - along_x;
  }
}

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  let across = shape.copies * shape.width;
  if (i >= shape.rows * across) { return; }
  let row = id.z * shape.rows + i / across;
  let channel = i % across;
  let w = coefficients(id.z);
  let v = vec4f(x[row * shape.x_stride + shape.x_offset + channel]);
  let add = vec4f(z[row * shape.z_stride + shape.z_offset + channel % shape.width]);
  y[row * across + channel] = Stored(w.x * v + w.y * add);
}

// dx = α·dy;  dz = β·Σ over copies of dy
@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows) { return; }
  let row = id.z * shape.rows + i;
  let w = coefficients(id.z);
  var along_x = 0.0;
  var along_z = 0.0;
  for (var channel = 0u; channel < shape.width; channel++) {
    let zi = row * shape.z_stride + shape.z_offset + channel;
    var sum = vec4f();
    for (var copy = 0u; copy < shape.copies; copy++) {
      let at = copy * shape.width + channel;
      let g = vec4f(dy[row * shape.copies * shape.width + at]);
      let xi = row * shape.x_stride + shape.x_offset + at;
      along_x += dot(g, vec4f(x[xi]));
      sum += g;
      var gx = w.x * g;
      if (ACCUMULATE_X) { gx += vec4f(dx[xi]); }
      dx[xi] = Stored(gx);
    }
    along_z += dot(sum, vec4f(z[zi]));
    var gz = w.y * sum;
    if (ACCUMULATE_Z) { gz += vec4f(dz[zi]); }
    dz[zi] = Stored(gz);
  }
  save(row, along_x, along_z);
}

// GATE, one copy: dx is dy itself and needs no kernel; dz = β·dy
@compute @workgroup_size(64)
fn backward_gate(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows) { return; }
  let row = id.z * shape.rows + i;
  let w = coefficients(id.z);
  var along_z = 0.0;
  for (var channel = 0u; channel < shape.width; channel++) {
    let zi = row * shape.z_stride + shape.z_offset + channel;
    let g = vec4f(dy[row * shape.width + channel]);
    along_z += dot(g, vec4f(z[zi]));
    var gz = w.y * g;
    if (ACCUMULATE_Z) { gz += vec4f(dz[zi]); }
    dz[zi] = Stored(gz);
  }
  save(row, 0.0, along_z);
}

// x and z are one tensor (the first block's first-layer shortcut): dx = (α + β)·dy
@compute @workgroup_size(64)
fn backward_same(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows) { return; }
  let row = id.z * shape.rows + i;
  let w = coefficients(id.z);
  var along = 0.0;
  for (var channel = 0u; channel < shape.width; channel++) {
    let xi = row * shape.x_stride + shape.x_offset + channel;
    let g = vec4f(dy[row * shape.width + channel]);
    along += dot(g, vec4f(x[xi]));
    var gx = (w.x + w.y) * g;
    if (ACCUMULATE_X) { gx += vec4f(dx[xi]); }
    dx[xi] = Stored(gx);
  }
  save(row, along, along);
}
